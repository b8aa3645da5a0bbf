import { decodeBase64 } from './base64.js';
import { isReducedScalar, isSoundPoint } from './curve-checks.js';
import type { Ed25519Options } from './ed25519.js';
import { invalid, type Verdict } from './verdict.js';
import { verifyByWebCrypto } from './web-crypto.js';

/** A signature and the key it should be made with, both in unpadded base64, as they came. */
export interface EncodedSignature {
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
