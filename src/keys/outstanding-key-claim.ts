import { usersOnly } from '../identifiers.js';
import { isJsonObject, type JsonObject, own } from '../json-objects.js';
import type { KeyClaim, KeyClaimResponse } from '../types.js';
import { algorithmOf, isFallbackKey } from './key-id.js';
import { changeEntries } from './change-entries.js';

/**
 * Returns the part of a key claim that an answer leaves open: the claim for the next one to ask (C1).
 *
 * Each algorithm is repeated as often as one-time keys of it are missing, in the order of the claim. A key counts for
 * the algorithm before the first colon of its ID, and a fallback key for none (C2). Devices and users with nothing
 * missing are left out, and so are users whose name does not begin with `@` (W5). Neither argument is changed.
 *
 * @example
 * ```ts
 * const claim = { '@ann:example.org': { PHONE: ['curve25519', 'curve25519'] } };
 * const answer = { '@ann:example.org': { PHONE: { 'curve25519:AAAA': 'key' } } };
 * outstandingKeyClaim(claim, answer); // { '@ann:example.org': { PHONE: ['curve25519'] } }
 * ```
 * @see https://github.com/matrix-org/matrix-spec-proposals/pull/3983
 */
export function outstandingKeyClaim(claim: KeyClaim, answer: KeyClaimResponse): KeyClaim {
  return mapClaim(usersOnly(claim), (algorithms, userId, deviceId) =>
    missingAlgorithms(algorithms, mapAt(mapAt(answer, userId), deviceId)),
  );
}

/** Returns the map under a name in an answer of any shape; an empty one where there is none. */
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
 * The most keys of one algorithm that may be claimed of a device at once (C6).
 *
 * @rule C6
 */
export const maxKeysPerAlgorithm = 5;

/** Changes the algorithms of each device in a claim; devices and users with none left are left out. */
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
