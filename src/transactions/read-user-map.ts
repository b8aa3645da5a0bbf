import type { FindingSink } from '../findings.js';
import { isUserId, type UserId } from '../identifiers.js';
import { isJsonObject, type JsonObject } from '../json-objects.js';
import { malformedEntry } from './malformed-entry.js';
import { readMap } from './read-map.js';
import type { Where } from './where.js';

/**
 * Reads a map from user ID to an object, user by user. An entry whose name is not a user ID (W5), or that is not an object, is
 * left out and reported. One for which `readUser` gives `undefined` is left out too; `readUser` has reported it.
 *
 * Where nothing is left out or replaced, the map itself is given out.
 *
 * @param at JSON pointer to `map`
 */
export function readUserMap<T>(
  map: JsonObject,
  at: string,
  findings: FindingSink,
  readUser: (entry: JsonObject, where: Where, userId: UserId) => T | undefined,
): Record<UserId, T> {
  return readMap(
    map,
    () => at,
    (entry, where, userId) => {
      if (isUserId(userId) && isJsonObject(entry)) return readUser(entry, where, userId);
      findings.push(malformedEntry(where(), isUserId(userId) ? 'it is not an object' : 'its name is not a user ID'));
      return undefined;
    },
  );
}
