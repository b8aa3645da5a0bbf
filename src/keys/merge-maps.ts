import { isJsonObject, own, setOwn } from '../json-objects.js';

/**
 * Adds the entries of one map to those of another; where both have an entry, `join` decides what becomes of the two.
 *
 * Neither map is changed: the result is `base` itself where nothing is new, else one shallow copy of it, and every value
 * that `join` did not make is shared (M5). A map or an entry that is not an object is passed over, as is an addition whose
 * name `accepts` refuses. Every name, `__proto__` included, ends up as an own property (M6).
 */
export function mergeMaps<T extends object>(
  base: Readonly<Record<string, T>> | undefined,
  additions: Readonly<Record<string, T>> | undefined,
  join: (existing: T, addition: T) => T,
  accepts: (name: string) => boolean = () => true,
): Record<string, T> {
  const before: Readonly<Record<string, T>> = isJsonObject(base) ? base : {};
  if (!isJsonObject(additions)) {
    return before;
  }
  let merged: Record<string, T> | undefined;
  for (const name of Object.keys(additions)) {
    const addition = additions[name];
    if (!isJsonObject(addition) || !accepts(name)) {
      continue;
    }
    const existing = own(before, name);
    const joined = isJsonObject(existing) ? join(existing, addition) : addition;
    if (joined !== existing) {
      merged ??= copyOf(before);
      setOwn(merged, name, joined);
    }
  }
  return merged ?? before;
}

/** A shallow copy. Spreading would do the same in half as much time again where a map is large. */
function copyOf<T>(map: Readonly<Record<string, T>>): Record<string, T> {
  const copy: Record<string, T> = {};
  for (const name of Object.keys(map)) setOwn(copy, name, map[name] as T); // one of its own names
  return copy;
}
