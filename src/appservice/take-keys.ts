import { setOwn } from '../json-objects.js';
import { maxKeysPerAlgorithm } from '../keys/outstanding-key-claim.js';
import type { KeyClaim, KeyClaimResponse, OneTimeKey, UserId } from '../types.js';
import type { ClaimedKeyRecord } from './claim-store.js';
import type { ClaimableKeys, NamedKey } from './claimable-keys.js';
import type { KeyStock } from './key-stock.js';

/** Keys that were taken out of the stock to be given out. */
export interface TakenKeys {
  readonly response: KeyClaimResponse;
  /** The one-time keys of the response. */
  readonly claimed: readonly ClaimedKeyRecord[];
  /** Puts the one-time keys back. A fallback key stays marked as used. */
  readonly putBack: () => void;
}

/**
 * Takes the keys that answer a claim: the oldest one-time keys, five of an algorithm at the most (C6), and the fallback key
 * where they run short (C3). Waits for nothing, so that no other claim comes in between.
 */
export function takeKeys(claim: KeyClaim, stock: KeyStock): TakenKeys {
  const response: KeyClaimResponse = {};
  const claimed: ClaimedKeyRecord[] = [];
  const undo: (() => void)[] = [];
  for (const [userId, devices] of Object.entries(claim)) {
    const ofUser: KeyClaimResponse[UserId] = {};
    for (const [deviceId, algorithms] of Object.entries(devices)) {
      const device = stock.find(userId, deviceId);
      if (!device) continue;
      const ofDevice: Record<string, OneTimeKey> = {};
      for (const [algorithm, count] of countsOf(algorithms)) {
        const oneTimeKeys = takeOneTimeKeys(device, algorithm, count);
        for (const oneTimeKey of oneTimeKeys) {
          setOwn(ofDevice, oneTimeKey.keyId, oneTimeKey.key);
          claimed.push({ type: 'claimed', userId, deviceId, keyId: oneTimeKey.keyId });
          undo.push(() => {
            device.putBack(oneTimeKey);
          });
        }
        if (oneTimeKeys.length < count) addFallbackKey(ofDevice, device, algorithm);
      }
      if (Object.keys(ofDevice).length > 0) setOwn(ofUser, deviceId, ofDevice);
    }
    if (Object.keys(ofUser).length > 0) setOwn(response, userId as UserId, ofUser);
  }
  // The last one taken first, so that the oldest is the oldest again.
  const putBack = (): void => {
    for (const each of undo.reverse()) each();
  };
  return { response, claimed, putBack };
}

/** Algorithm → how many keys of it are claimed, as far as C6 allows. */
function countsOf(algorithms: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const algorithm of algorithms) {
    counts.set(algorithm, Math.min((counts.get(algorithm) ?? 0) + 1, maxKeysPerAlgorithm));
  }
  return counts;
}

function takeOneTimeKeys(device: ClaimableKeys, algorithm: string, count: number): NamedKey[] {
  const taken: NamedKey[] = [];
  while (taken.length < count) {
    const next = device.takeOneTimeKey(algorithm);
    if (!next) break;
    taken.push(next);
  }
  return taken;
}

/** Adds the fallback key, unless a one-time key is there under the same ID: that one is gone from the stock, and stays. */
function addFallbackKey(keys: Record<string, OneTimeKey>, device: ClaimableKeys, algorithm: string): void {
  const fallbackKey = device.fallbackKey(algorithm);
  if (!fallbackKey || Object.hasOwn(keys, fallbackKey.keyId)) return;
  setOwn(keys, fallbackKey.keyId, fallbackKey.key);
  device.markFallbackKeyUsed(algorithm);
}
