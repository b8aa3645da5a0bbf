import { isUserId, type UserId } from '../identifiers.js';
import { isJsonObject, type JsonObject } from '../json-objects.js';

/** Whether a map goes from user ID to device to what `isRight` accepts, throughout. Most do, and need no reading entry by entry. */
export function isUserDeviceMap<T>(
  map: JsonObject,
  isRight: (entry: unknown) => entry is T,
): map is Record<UserId, Record<string, T>> {
  return everyEntry(
    map,
    (devices, userId) => isUserId(userId) && isJsonObject(devices) && everyEntry(devices, isRight),
  );
}

/**
 * Whether something holds for all entries of a map. Makes no list of names, as `Object.keys` does. An inherited entry would be
 * looked at too, and can only make the answer no.
 */
export function everyEntry(map: JsonObject, holds: (entry: unknown, name: string) => boolean): boolean {
  for (const name in map) if (!holds(map[name], name)) return false;
  return true;
}
