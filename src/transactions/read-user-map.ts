import { jsonPointer, type FindingSink } from '../findings.js';
import { isUserId, type UserId } from '../identifiers.js';
import { isJsonObject, type JsonObject, setOwn } from '../json-objects.js';
import { malformedEntry } from './malformed-entry.js';

/**
 * Reads a map from user ID to an object, user by user. An entry whose name is not a user ID (W5), or that is not an object, is
 * left out and reported. One for which `readUser` gives `undefined` is left out too; `readUser` has reported it.
 *
 * @param at JSON pointer to `map`
 */
export function readUserMap<T>(
  map: JsonObject,
  at: string,
  findings: FindingSink,
  readUser: (entry: JsonObject, pointer: string, userId: UserId) => T | undefined,
): Record<UserId, T> {
  const users: Record<UserId, T> = {};
  for (const [userId, entry] of Object.entries(map)) {
    const pointer = at + jsonPointer(userId);
    if (!isUserId(userId)) {
      findings.push(malformedEntry(pointer, 'its name is not a user ID'));
    } else if (!isJsonObject(entry)) {
      findings.push(malformedEntry(pointer, 'it is not an object'));
    } else {
      const read = readUser(entry, pointer, userId);
      if (read !== undefined) setOwn(users, userId, read);
    }
  }
  return users;
}
