import { type Finding, type FindingSink, jsonPointer } from '../findings.js';
import { everyEntry, isJsonObject, type JsonObject, setOwn } from '../json-objects.js';
import { isUserId, type UserId } from '../identifiers.js';

/** Takes one entry of a map: gives it out as it is, or something else in its place, or `undefined` when it has to be dropped. */
type ReadEntry<T> = (entry: unknown, where: Where, name: string) => T | undefined;

/**
 * Reads a map entry by entry (T6): one that is malformed is left out, and the rest stands.
 *
 * Entries are shared, and where all of them are given out as they are, so is the map itself.
 *
 * @param where Where the map is
 */
export function readMap<T>(map: JsonObject, where: Where, readEntry: ReadEntry<T>): Record<string, T> {
  let copy: Record<string, T> | undefined;
  for (const name of Object.keys(map)) {
    const entry = map[name];
    const read = readEntry(entry, () => where() + jsonPointer(name), name);
    if (read === undefined || read !== entry) copy ??= entriesBefore(name, map as Record<string, T>);
    if (copy !== undefined && read !== undefined) setOwn(copy, name, read);
  }
  // Each entry went through `readEntry` and came back as itself, so the map is of its type.
  return copy ?? (map as Record<string, T>);
}

function entriesBefore<T>(end: string, map: Record<string, T>): Record<string, T> {
  const entries = Object.entries(map);
  return Object.fromEntries(
    entries.slice(
      0,
      entries.findIndex(([name]) => name === end),
    ),
  );
}

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
 * The finding for an entry of the wrong shape, which is left out while what is beside it stands (T6).
 *
 * @rule T6
 */
export function malformedEntry(pointer: string, fault: string): Finding {
  return { code: 'malformed-entry', severity: 'error', pointer, message: `${fault}; it is left out` };
}

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

/**
 * Gives the JSON pointer to what is being read. It is made when it is asked for, since nearly everything that is read gives no
 * cause to point at it.
 */
export type Where = () => string;
