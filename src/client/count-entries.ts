import { isJsonObject, own, type JsonObject } from '../json-objects.js';
import { crossSigningMaps } from '../keys/key-query-maps.js';
import { userCrossSigningKeys } from './user-cross-signing-keys.js';

/** Whether the answer to a key query has more devices and cross-signing keys than `most` (S2). */
export function hasMoreKeysThan(most: number, answer: JsonObject): boolean {
  let entries = countLeaves(own(answer, 'device_keys'), 2, most);
  for (const map of crossSigningMaps) entries += countLeaves(own(answer, map), 1, most);
  return entries > most;
}

/** Whether the answer to a key claim has more one-time keys than `most` (S2). */
export function hasMoreOneTimeKeysThan(most: number, answer: JsonObject): boolean {
  return countLeaves(answer, 3, most) > most;
}

/** Whether the answer to another homeserver's key claim has more one-time keys than `most` (S2). */
export function hasMoreClaimedKeysThan(most: number, answer: JsonObject): boolean {
  return countLeaves(own(answer, 'one_time_keys'), 3, most) > most;
}

/** Whether the answer with a user's devices has more devices and cross-signing keys than `most` (S2). */
export function hasMoreUserDevicesThan(most: number, answer: JsonObject): boolean {
  const devices = own(answer, 'devices');
  const crossSigningKeys = userCrossSigningKeys.filter((name) => isJsonObject(own(answer, name)));
  return (Array.isArray(devices) ? devices.length : 0) + crossSigningKeys.length > most;
}

/**
 * How many entries stand `levels` maps deep, whatever is in them. A name that leads to none counts as one itself, so there
 * is no way to send more names than entries. Stops counting once there are more than `most`.
 */
function countLeaves(map: unknown, levels: number, most: number): number {
  if (!isJsonObject(map)) return 0;
  let count = 0;
  for (const name in map) {
    count += levels === 1 ? 1 : Math.max(1, countLeaves(map[name], levels - 1, most - count));
    if (count > most) break;
  }
  return count;
}
