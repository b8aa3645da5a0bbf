import { own } from '../json-objects.js';
import { changeEntries } from '../keys/change-entries.js';
import { algorithmOf } from '../keys/key-id.js';
import { mapClaim } from '../keys/outstanding-key-claim.js';
import type { KeyClaim, KeyClaimResponse, OneTimeKey } from '../types.js';

/** Keeps the keys for which `keep` returns true; devices and users with none left are left out. */
export function filterKeys(answer: KeyClaimResponse, keep: (key: OneTimeKey) => boolean): KeyClaimResponse {
  return filterDevices(answer, () => (_keyId, key) => keep(key));
}

/** Keeps the keys whose algorithm the claim lists for their device. */
export function keysFor(claim: KeyClaim, answer: KeyClaimResponse): KeyClaimResponse {
  return filterDevices(answer, (userId, deviceId) => {
    const claimed = new Set<string | undefined>(own(own(claim, userId), deviceId));
    return (keyId) => claimed.has(algorithmOf(keyId));
  });
}

/** Keeps the keys that differ from those under the same ID of another answer. */
export function keysBeside(answer: KeyClaimResponse, other: KeyClaimResponse): KeyClaimResponse {
  return filterDevices(answer, (userId, deviceId) => {
    const keys = own(own(other, userId), deviceId);
    return (keyId, key) => own(keys, keyId) !== key;
  });
}

/** Splits a claim in two: algorithms of which an answer holds a key for that device, and the others. */
export function divideClaim(claim: KeyClaim, answer: KeyClaimResponse): { with: KeyClaim; without: KeyClaim } {
  function part(isGiven: boolean): KeyClaim {
    return mapClaim(claim, (algorithms, userId, deviceId) => {
      const given = new Set(Object.keys(own(own(answer, userId), deviceId) ?? {}).map(algorithmOf));
      return algorithms.filter((algorithm) => given.has(algorithm) === isGiven);
    });
  }
  return { with: part(true), without: part(false) };
}

/** Keeps the keys that pass the check which `checkFor` makes for their device. */
function filterDevices(
  answer: KeyClaimResponse,
  checkFor: (userId: string, deviceId: string) => (keyId: string, key: OneTimeKey) => boolean,
): KeyClaimResponse {
  return changeEntries(answer, (devices, userId) =>
    nonEmpty(
      changeEntries(devices, (keys, deviceId) => {
        const passes = checkFor(userId, deviceId);
        return nonEmpty(changeEntries(keys, (key, keyId) => (passes(keyId, key) ? key : undefined)));
      }),
    ),
  );
}

function nonEmpty<T extends object>(map: T): T | undefined {
  return Object.keys(map).length === 0 ? undefined : map;
}
