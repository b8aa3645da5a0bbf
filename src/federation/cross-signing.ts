import { invalid, type Refusal, type Verdict } from './verdict.js';
import { isJsonObject, own } from '../json-objects.js';
import { decodeBase64, encodeBase64 } from './base64.js';
import { isSoundPoint } from './curve-checks.js';

/** The signatures among one user's keys, as plain data. */
export interface CrossSigning {
  readonly userId: string;
  /** Valid if well formed: nothing in a key query vouches for it. `undefined` if the response has none. */
  readonly masterKey: CrossSigningKeyCheck | undefined;
  /** Valid if the master key signed it. `undefined` if the response has none. */
  readonly selfSigningKey: CrossSigningKeyCheck | undefined;
  /** Valid if the master key signed it. `undefined` if the response has none. */
  readonly userSigningKey: CrossSigningKeyCheck | undefined;
  /** By device ID, each an own property. */
  readonly devices: Readonly<Record<string, DeviceCheck>>;
}

/** The result of checking a cross-signing key. */
export interface CrossSigningKeyCheck {
  /** Unpadded base64; `undefined` where the key is not well formed. */
  readonly publicKey: string | undefined;
  readonly verdict: Verdict;
}

/** The result of checking a device. */
export interface DeviceCheck {
  /** Valid if the device signed its own keys or, where it names an impersonator, the impersonator did (M7a). */
  readonly ownSignature: Verdict;
  /** Valid if the self-signing key signed the device, and the master key signed the self-signing key. */
  readonly crossSignature: Verdict;
}

/** The role of a cross-signing key. */
export type CrossSigningUsage = 'master' | 'self_signing' | 'user_signing';

/**
 * Reads the public key in a cross-signing key.
 *
 * Refuses a key of another user or another usage, and one without exactly one ed25519 key, named after itself.
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
