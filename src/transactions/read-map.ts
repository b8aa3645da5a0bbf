import { jsonPointer } from '../findings.js';
import { type JsonObject, setOwn } from '../json-objects.js';
import type { Where } from './where.js';

/** Takes one entry of a map: gives it out as it is, or something else in its place, or `undefined` when it has to be dropped. */
export type ReadEntry<T> = (entry: unknown, where: Where, name: string) => T | undefined;

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
