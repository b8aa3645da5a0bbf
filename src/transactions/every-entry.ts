import type { JsonObject } from '../json-objects.js';

/**
 * Whether something holds for all entries of a map. What a transaction's large maps are first asked, since there is hardly ever
 * anything to say about them: it makes nothing, and costs half as much as to read them entry by entry.
 */
export function everyEntry(map: JsonObject, holds: (entry: unknown, name: string) => boolean): boolean {
  for (const name in map) if (!holds(map[name], name)) return false;
  return true;
}
