import { usersOnly } from '../identifiers.js';
import { isJsonObject, type JsonObject, own } from '../json-objects.js';
import type { KeyClaim, KeyClaimResponse } from '../types.js';
import { algorithmOf, isFallbackKey } from './key-id.js';
import { changeEntries } from './change-entries.js';

/**
 * What of a key claim is still missing from an answer: the claim to put to whoever is next in line (C1).
 *
 * An algorithm stands as often as one-time keys of it are missing, in the order of the claim. A key counts for the
 * algorithm before the first colon of its ID, and a fallback key for none (C2). Devices and users for whom nothing is
 * missing are left out, and so are users whose name does not begin with `@` (W5). Neither argument is changed.
 *
 * @see https://github.com/matrix-org/matrix-spec-proposals/pull/3983
 */
export function outstandingKeyClaim(claim: KeyClaim, answer: KeyClaimResponse): KeyClaim {
  return mapClaim(usersOnly(claim), (algorithms, userId, deviceId) =>
    missingAlgorithms(algorithms, mapAt(mapAt(answer, userId), deviceId)),
  );
}

/** The map under a name in an answer of whatever shape; an empty one where there is none. */
function mapAt(answer: unknown, name: string): JsonObject {
  const map = isJsonObject(answer) ? own(answer, name) : undefined;
  return isJsonObject(map) ? map : {};
}

function missingAlgorithms(algorithms: string[], keys: JsonObject): string[] {
  const given = countByAlgorithm(keys);
  return algorithms.filter((algorithm) => {
    const left = given.get(algorithm) ?? 0;
    given.set(algorithm, left - 1);
    return left <= 0;
  });
}

function countByAlgorithm(keys: JsonObject): Map<string, number> {
  const count = new Map<string, number>();
  for (const [keyId, key] of Object.entries(keys)) {
    const algorithm = algorithmOf(keyId);
    if (algorithm !== undefined && !isFallbackKey(key)) {
      count.set(algorithm, (count.get(algorithm) ?? 0) + 1);
    }
  }
  return count;
}

/**
 * The most keys of one algorithm that are claimed of a device at once (C6).
 *
 * @rule C6
 */
export const maxKeysPerAlgorithm = 5;

/** A claim with each device's algorithms changed; devices and users with none left are left out. */
export function mapClaim(
  claim: KeyClaim,
  change: (algorithms: string[], userId: string, deviceId: string) => string[],
): KeyClaim {
  const changed = changeEntries(claim, (devices, userId) => {
    const changedDevices = changeEntries(devices, (algorithms, deviceId) => {
      const changedAlgorithms = change(algorithms, userId, deviceId);
      return changedAlgorithms.length === 0 ? undefined : changedAlgorithms;
    });
    return Object.keys(changedDevices).length === 0 ? undefined : changedDevices;
  });
  // A new object even where nothing changed (M5).
  return { ...changed };
}
