import { PayloadError } from '../errors.js';
import { jsonPointer } from '../findings.js';
import { isJsonObject, type JsonObject, own, setOwn } from '../json-objects.js';
import { isEd25519KeyId } from './ed25519.js';
import { signedText } from './signed-text.js';
import type { SigningKey } from './signing-key.js';
import { encodeBase64 } from './base64.js';

/** The field that signing adds to an object: entity → key ID → signature in unpadded base64. */
export interface Signed {
  readonly signatures: { readonly [entity: string]: { readonly [keyId: string]: string } };
}

/** The signing entity, and its key. */
export interface JsonSigner {
  /** Server name, or user ID for device and cross-signing keys. */
  readonly entity: string;
  /** Key ID: `ed25519:` and the key's identifier. */
  readonly keyId: string;
  readonly key: SigningKey;
}

/**
 * Signs a JSON object: resolves to a copy with one more signature (F1).
 *
 * `signatures` and `unsigned` are not covered, and stay. A signature of the same entity and key ID is replaced. The
 * object is not changed, but the copy shares its values: do not change them until the promise settles.
 *
 * @example
 * ```ts
 * const key = await importSigningKey('YJDBA9Xnr2sVqXD9Vj7XVUnmFZcZrlw8Md7kMW+3XA1');
 * const signed = await signJson({ one: 1 }, { entity: 'example.org', keyId: 'ed25519:1', key });
 * await verifyJson(signed, { entity: 'example.org', keys: { 'ed25519:1': key.publicKey } }); // { valid: true }
 * ```
 * @throws {CanonicalJsonError} if the object has no canonical JSON.
 * @throws {PayloadError} if it already has `signatures` of a wrong shape.
 * @throws {RangeError} if the key ID is not one of ed25519.
 * @see https://spec.matrix.org/v1.19/appendices/#signing-json
 */
export async function signJson<T extends object>(object: T, signer: JsonSigner): Promise<T & Signed> {
  const { entity, keyId, key } = signer;
  if (!isEd25519KeyId(keyId)) throw new RangeError('the key ID of a signature must begin with "ed25519:"');
  const text = signedText(object);
  const copy = { ...object };
  const present = 'signatures' in copy ? copy.signatures : {};
  const signatures = { ...objectAt(present, 'signatures') };
  const byEntity = { ...objectAt(own(signatures, entity) ?? {}, 'signatures', entity) };
  setOwn(byEntity, keyId, await signText(text, key));
  setOwn(signatures, entity, byEntity);
  // Earlier signatures are not checked: their signers vouch for their shape.
  return { ...copy, signatures: signatures as Signed['signatures'] };
}

function objectAt(value: unknown, ...path: string[]): JsonObject {
  if (!isJsonObject(value)) throw new PayloadError([{ pointer: jsonPointer(...path), message: 'must be an object' }]);
  return value;
}

/** Signs a text's UTF-8 bytes: resolves to the signature in unpadded base64. */
export async function signText(text: string, key: SigningKey): Promise<string> {
  return encodeBase64(await key.sign(new TextEncoder().encode(text)));
}
