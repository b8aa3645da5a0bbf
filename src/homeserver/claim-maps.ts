import { own } from '../json-objects.js';
import { changeEntries } from '../keys/change-entries.js';
import { algorithmOf } from '../keys/key-id.js';
import { mapClaim } from '../keys/map-claim.js';
import type { KeyClaim, KeyClaimResponse, OneTimeKey } from '../types.js';

/** An answer with those keys for which `keep` holds; devices and users with none left are left out. */
export function filterKeys(
  answer: KeyClaimResponse,
  keep: (key: OneTimeKey, algorithm: string | undefined, userId: string, deviceId: string) => boolean,
): KeyClaimResponse {
  return changeEntries(answer, (devices, userId) =>
    nonEmpty(
      changeEntries(devices, (keys, deviceId) =>
        nonEmpty(
          changeEntries(keys, (key, keyId) => (keep(key, algorithmOf(keyId), userId, deviceId) ? key : undefined)),
        ),
      ),
    ),
  );
}

/** What of a claim is of another algorithm than every key that an answer holds for that device. */
export function withoutAnswered(claim: KeyClaim, answer: KeyClaimResponse): KeyClaim {
  return mapClaim(claim, (algorithms, userId, deviceId) => {
    const given = new Set(Object.keys(own(own(answer, userId), deviceId) ?? {}).map(algorithmOf));
    return algorithms.filter((algorithm) => !given.has(algorithm));
  });
}

function nonEmpty<T extends object>(map: T): T | undefined {
  return Object.keys(map).length === 0 ? undefined : map;
}
