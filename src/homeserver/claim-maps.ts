import { own } from '../json-objects.js';
import { changeEntries } from '../keys/change-entries.js';
import { algorithmOf } from '../keys/key-id.js';
import type { KeyClaim, KeyClaimResponse, OneTimeKey } from '../types.js';

/** A claim with each device's algorithms changed; devices and users with none left are left out. */
export function mapClaim(
  claim: KeyClaim,
  change: (algorithms: readonly string[], userId: string, deviceId: string) => string[],
): KeyClaim {
  return changeEntries(claim, (devices, userId) =>
    nonEmpty(
      changeEntries(devices, (algorithms, deviceId) => {
        const changed = change(algorithms, userId, deviceId);
        return changed.length === 0 ? undefined : changed;
      }),
    ),
  );
}

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

/** The algorithms of which an answer holds a key for this device, fallback keys included. */
export function algorithmsFor(
  answer: KeyClaimResponse,
  userId: string,
  deviceId: string,
): ReadonlySet<string | undefined> {
  const keys = own(own(answer, userId), deviceId);
  return new Set(Object.keys(keys ?? {}).map(algorithmOf));
}

function nonEmpty<T extends object>(map: T): T | undefined {
  return Object.keys(map).length === 0 ? undefined : map;
}
