import { CanonicalJsonError } from '../errors.js';
import { isJsonObject, own } from '../json-objects.js';
import type { Ed25519Options } from './ed25519.js';
import { isEd25519KeyId } from './ed25519-key-id.js';
import { signedText } from './signed-text.js';
import { invalid, type Refusal, type Verdict } from './verdict.js';
import { verifySignature, type EncodedSignature } from './verify-signature.js';

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
