import { isJsonObject, own, setOwn } from '../json-objects.js';

/** How maps are merged. */
export interface MergeOptions {
  /** Which names of the additions count. Default: all. */
  readonly accepts?: (name: string) => boolean;
  /** Whether `base` is the caller's own, and may be changed. Default: false. */
  readonly ownsBase?: boolean;
}

/**
 * Adds the entries of one map to those of another; where both have an entry, `join` decides what becomes of the two.
 *
 * `additions` is not changed, nor is `base` unless `ownsBase` says that it is the caller's own: the result is `base` itself where
 * nothing is new, else one shallow copy of it, and every value that `join` did not make is shared (M5). A map or an entry that is
 * not an object is passed over, as is an addition whose name `accepts` refuses. Every name, `__proto__` included, ends up as an own
 * property (M6).
 *
 * @rule M5
 */
export function mergeMaps<T extends object>(
  base: Readonly<Record<string, T>> | undefined,
  additions: Readonly<Record<string, T>> | undefined,
  join: (existing: T, addition: T) => T,
  { accepts = () => true, ownsBase = false }: MergeOptions = {},
): Record<string, T> {
  const before: Record<string, T> = isJsonObject(base) ? base : {};
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
      merged ??= ownsBase ? before : copyOf(before);
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
