import { CanonicalJsonError } from '../errors.js';
import { isJsonObject, own } from '../json-objects.js';
import { type Ed25519Options, isEd25519KeyId, verifyByWebCrypto } from './ed25519.js';
import { signedText } from './signed-text.js';
import { invalid, type Refusal, type Verdict } from './verdict.js';
import { decodeBase64 } from './base64.js';
import { isReducedScalar, isSoundPoint } from './curve-checks.js';

/** The entity whose signature is wanted. */
export interface JsonVerifier {
  /** Server name, or user ID for device and cross-signing keys. */
  readonly entity: string;
  /** Key ID → public key in unpadded base64. Keys that are not ed25519 are ignored. */
  readonly keys: Readonly<Record<string, string>>;
}

/**
 * Checks that an entity signed an object with at least one of its keys (F1).
 *
 * Other signatures, by other entities or keys, are ignored. Never rejects because of its input, and never changes it.
 * The object is read at the time of the call, so later changes have no effect. The reason is that of the last key that
 * was tried.
 *
 * @example
 * ```ts
 * const keys = { 'ed25519:1': 'XGX0JRS2Af3be3knz2fBiRbApjm2Dh61gXDJA8kcJNI' };
 * const verdict = await verifyJson({ one: 1 }, { entity: 'example.org', keys });
 * verdict; // { valid: false, reason: 'there is no signature of example.org' }
 * ```
 * @throws The rejection of the ed25519 operations, if the runtime does not support them.
 * @see https://spec.matrix.org/v1.19/appendices/#checking-for-a-signature
 */
export async function verifyJson(
  object: unknown,
  signer: JsonVerifier,
  options: Ed25519Options = {},
): Promise<Verdict> {
  const signed = readSigned(object, signer);
  if ('valid' in signed) return signed;
  let verdict: Verdict = invalid(`there is no signature of ${signer.entity} with a known key`);
  for (const signature of signed.signatures) {
    verdict = await verifySignature(signed.text, signature, options);
    if (verdict.valid) break;
  }
  return verdict;
}

interface SignedObject {
  readonly text: string;
  readonly signatures: readonly EncodedSignature[];
}

/** Reads everything that is needed from the object at once. */
function readSigned(object: unknown, { entity, keys }: JsonVerifier): SignedObject | Refusal {
  try {
    const all = isJsonObject(object) ? own(object, 'signatures') : undefined;
    const byEntity = isJsonObject(all) ? own(all, entity) : undefined;
    if (!isJsonObject(byEntity)) return invalid(`there is no signature of ${entity}`);
    const signatures = Object.entries(keys)
      .filter(([keyId]) => isEd25519KeyId(keyId) && Object.hasOwn(byEntity, keyId))
      .map(([keyId, publicKey]) => ({ signature: byEntity[keyId], publicKey }));
    return { text: signatures.length === 0 ? '' : signedText(object), signatures };
  } catch (error) {
    // Beside the refusals of canonical JSON: getters and proxies that throw, and a stack that was nearly used up
    // before.
    return invalid(error instanceof CanonicalJsonError ? error.message : 'the object cannot be read');
  }
}

/** A signature and the key that should have made it, both in unpadded base64, as received. */
interface EncodedSignature {
  readonly signature: unknown;
  readonly publicKey: unknown;
}

/** The reason for a well-formed signature that is not one of this text by this key. */
export const doesNotHold = 'the signature does not hold';

/**
 * Checks an ed25519 signature over a text as strictly as F1 asks, even if the runtime's own verification is lax.
 *
 * Refused beforehand: a key or signature that is not base64 of 32 or 64 bytes, a key or R (the first half of the
 * signature) of small order or in a second encoding, and S that is not below the group's order.
 */
export async function verifySignature(
  text: string,
  { signature, publicKey }: EncodedSignature,
  { ed25519 }: Ed25519Options = {},
): Promise<Verdict> {
  const key = decodeBase64(publicKey, 32);
  if (key === undefined) return invalid('the public key is not 32 bytes in unpadded base64');
  if (!isSoundPoint(key)) return invalid('the public key is of small order or not canonical');
  const bytes = decodeBase64(signature, 64);
  if (bytes === undefined) return invalid('the signature is not 64 bytes in unpadded base64');
  if (!isSoundPoint(bytes.subarray(0, 32))) return invalid('the signature is of small order or not canonical');
  if (!isReducedScalar(bytes.subarray(32))) return invalid('the signature is not reduced: S is not below L');
  const message = new TextEncoder().encode(text);
  const holds = await (ed25519?.verify(bytes, message, key) ?? verifyByWebCrypto(bytes, message, key));
  return holds ? { valid: true } : invalid(doesNotHold);
}
