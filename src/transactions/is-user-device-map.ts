import { isUserId, type UserId } from '../identifiers.js';
import { everyEntry, isJsonObject, type JsonObject } from '../json-objects.js';

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
