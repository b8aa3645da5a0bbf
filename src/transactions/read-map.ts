import { type Finding, type FindingSink, jsonPointer } from '../findings.js';
import { everyEntry, isJsonObject, type JsonObject, setOwn } from '../json-objects.js';
import { isUserId, type UserId } from '../identifiers.js';

/** Reads one entry of a map: returns it, a replacement, or `undefined` to drop it. */
type ReadEntry<T> = (entry: unknown, where: Where, name: string) => T | undefined;

/**
 * Reads a map entry by entry (T6): a malformed one is left out, and the rest stays.
 *
 * Entries are shared; where all of them stay as they are, so is the map itself.
 *
 * @param where Pointer to the map.
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

/**
 * Tells whether a map goes from user ID to device to valid values throughout. Most do, and need no reading entry by
 * entry.
 */
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
 * Makes the finding for a malformed entry, which is left out while its neighbours stay (T6).
 *
 * @rule T6
 */
export function malformedEntry(pointer: string, fault: string): Finding {
  return { code: 'malformed-entry', severity: 'error', pointer, message: `${fault}; it is left out` };
}

/**
 * Reads a map from user ID to an object, user by user.
 *
 * An entry whose name is not a user ID (W5), or that is not an object, is left out and reported. One for which
 * `readUser` returns `undefined` is left out too; `readUser` has reported it. Where nothing is left out or replaced,
 * the map itself is returned.
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

/** Makes the JSON pointer to the value being read. Only made on demand, since few values need a report. */
export type Where = () => string;
