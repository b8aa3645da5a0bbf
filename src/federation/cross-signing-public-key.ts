import { isJsonObject, own } from '../json-objects.js';
import { decodeBase64, encodeBase64 } from './base64.js';
import { isSoundPoint } from './curve-checks.js';
import { invalid, type Refusal } from './verdict.js';

/** What a cross-signing key is for. */
export type CrossSigningUsage = 'master' | 'self_signing' | 'user_signing';

/**
 * The public key in a cross-signing key; a refusal where the key is not that user's, not of that usage, or does not have
 * exactly one ed25519 key, named after itself.
 *
 * @see https://spec.matrix.org/v1.19/client-server-api/#cross-signing
 */
export function crossSigningPublicKey(key: unknown, userId: string, usage: CrossSigningUsage): string | Refusal {
  if (!isJsonObject(key)) return invalid('the key is not an object');
  const usages = own(key, 'usage');
  if (own(key, 'user_id') !== userId) return invalid(`user_id is not ${userId}`);
  if (!Array.isArray(usages) || !usages.includes(usage)) return invalid(`usage does not include ${usage}`);
  const keys = own(key, 'keys');
  const [entry, ...others] = isJsonObject(keys) ? Object.entries(keys) : [];
  if (entry === undefined || others.length > 0) return invalid('keys does not have exactly one key');
  const [keyId, publicKey] = entry;
  if (typeof publicKey !== 'string' || keyId !== `ed25519:${publicKey}`) {
    return invalid('the key is not an ed25519 key that is named after itself');
  }
  const bytes = decodeBase64(publicKey, 32);
  if (bytes === undefined || !isSoundPoint(bytes)) return invalid('the key is not a sound ed25519 key');
  // Signatures are filed under the key's name, so a second spelling would be a second key.
  if (publicKey !== encodeBase64(bytes)) {
    return invalid(publicKey.endsWith('=') ? 'the key is padded' : 'the last digit of the key has spare bits set');
  }
  return publicKey;
}
