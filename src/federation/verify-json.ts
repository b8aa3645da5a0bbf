import { CanonicalJsonError } from '../errors.js';
import { isJsonObject, own } from '../json-objects.js';
import { type Ed25519Options, isEd25519KeyId, verifyByWebCrypto } from './ed25519.js';
import { signedText } from './signed-text.js';
import { invalid, type Refusal, type Verdict } from './verdict.js';
import { decodeBase64 } from './base64.js';
import { isReducedScalar, isSoundPoint } from './curve-checks.js';

/** Whose signature is wanted. */
export interface JsonVerifier {
  /** A server name, or a user ID for device and cross-signing keys. */
  readonly entity: string;
  /** Key ID → public key in unpadded base64. Keys that are not ed25519 are left aside. */
  readonly keys: Readonly<Record<string, string>>;
}

/**
 * Checks that an entity signed an object with at least one of its keys (F1). Signatures by others, and by keys that are
 * not given, prove nothing and harm nothing.
 *
 * Never rejects because of what it is given, and never changes it; what the object is when this is called is what is
 * checked. The reason is that of the last key that was tried.
 *
 * @throws What the ed25519 operations reject with, where the runtime does not have them.
 * @see https://spec.matrix.org/v1.19/appendices/#checking-for-a-signature
 */
export async function verifyJson(
  object: unknown,
  signer: JsonVerifier,
  options: Ed25519Options = {},
): Promise<Verdict> {
  const signed = readSigned(object, signer);
  if ('valid' in signed) return signed;
  let verdict: Verdict = invalid(`there is no signature of ${signer.entity} with a key that is known`);
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

/** Takes all that is needed out of the object at once. */
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
    // Beside what canonical JSON refuses: getters and proxies that throw, and a stack that was nearly used up before.
    return invalid(error instanceof CanonicalJsonError ? error.message : 'the object cannot be read');
  }
}

/** A signature and the key it should be made with, both in unpadded base64, as they came. */
interface EncodedSignature {
  readonly signature: unknown;
  readonly publicKey: unknown;
}

/** The reason of a signature that is well-formed, and not one of this text by this key. */
export const doesNotHold = 'the signature does not hold';

/**
 * Checks an ed25519 signature over a text, as strictly as F1 asks, whatever the runtime's own verification lets through.
 *
 * Refused before it is looked at: a key or signature that is not base64 of 32 or 64 bytes, a key or R (the first
 * half of the signature) of small order or in a second encoding, and S that is not below the group's order.
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
