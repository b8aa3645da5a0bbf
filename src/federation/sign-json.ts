import { PayloadError } from '../errors.js';
import { jsonPointer } from '../findings.js';
import { isJsonObject, type JsonObject, own, setOwn } from '../json-objects.js';
import { isEd25519KeyId } from './ed25519.js';
import { signedText } from './signed-text.js';
import type { SigningKey } from './signing-key.js';
import { encodeBase64 } from './base64.js';

/** What signing adds to an object: entity → key ID → signature in unpadded base64. */
export interface Signed {
  readonly signatures: { readonly [entity: string]: { readonly [keyId: string]: string } };
}

/** Who signs, and with which key. */
export interface JsonSigner {
  /** A server name, or a user ID for device and cross-signing keys. */
  readonly entity: string;
  /** `ed25519:` and the key's identifier. */
  readonly keyId: string;
  readonly key: SigningKey;
}

/**
 * Signs a JSON object: gives a copy with one signature more (F1).
 *
 * `signatures` and `unsigned` are not covered, and stay. A signature of the same entity and key ID is replaced. The
 * object is not changed, and what is in it is shared with the copy: leave it as it is until the promise is settled.
 *
 * @throws {CanonicalJsonError} when the object has no canonical JSON.
 * @throws {PayloadError} when it already has `signatures` of a wrong shape.
 * @throws {RangeError} when the key ID is not one of ed25519.
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
  // What was there before is not looked into: whoever signed it vouches for its shape.
  return { ...copy, signatures: signatures as Signed['signatures'] };
}

function objectAt(value: unknown, ...path: string[]): JsonObject {
  if (!isJsonObject(value)) throw new PayloadError([{ pointer: jsonPointer(...path), message: 'must be an object' }]);
  return value;
}

/** Signs a text's UTF-8 bytes: gives the signature in unpadded base64. */
export async function signText(text: string, key: SigningKey): Promise<string> {
  return encodeBase64(await key.sign(new TextEncoder().encode(text)));
}
