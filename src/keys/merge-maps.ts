import { isJsonObject, own, setOwn } from '../json-objects.js';

/** Gives a map with the same entries that may be changed. */
export type ChangeableMap = <T>(map: Readonly<Record<string, T>>) => Record<string, T>;

/**
 * Adds the entries of one map to those of another; where both have an entry, `join` decides what becomes of the two.
 *
 * Neither map is changed: the result is `base` itself where nothing is new, else one shallow copy of it, and every value
 * that `join` did not make is shared (M5). A map or an entry that is not an object is passed over, as is an addition whose
 * name `accepts` refuses. Every name, `__proto__` included, ends up as an own property (M6).
 *
 * @param changeable Where `base` belongs to the caller, {@link itself}: it is changed then. Default: {@link copyOf}.
 */
export function mergeMaps<T extends object>(
  base: Readonly<Record<string, T>> | undefined,
  additions: Readonly<Record<string, T>> | undefined,
  join: (existing: T, addition: T) => T,
  accepts: (name: string) => boolean = () => true,
  changeable: ChangeableMap = copyOf,
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
      merged ??= changeable(before);
      setOwn(merged, name, joined);
    }
  }
  return merged ?? before;
}

/** A shallow copy. Spreading would do the same in half as much time again where a map is large. */
export function copyOf<T>(map: Readonly<Record<string, T>>): Record<string, T> {
  const copy: Record<string, T> = {};
  for (const name of Object.keys(map)) setOwn(copy, name, map[name] as T); // one of its own names
  return copy;
}

/** The map as it is, for those who own it. */
export function itself<T>(map: Record<string, T>): Record<string, T> {
  return map;
}
