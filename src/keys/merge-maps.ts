import { isJsonObject, own, setOwn } from '../json-objects.js';

/** Options of {@link mergeMaps}. */
export interface MergeOptions {
  /** Selects the names of the additions that count. Default: all. */
  readonly accepts?: (name: string) => boolean;
  /** Lets `base` be changed in place, because it is the caller's own. Default: false. */
  readonly ownsBase?: boolean;
}

/**
 * Adds the entries of one map to another; where both have an entry, `join` returns the one to keep.
 *
 * Neither map is changed, unless `ownsBase` is set. The result is `base` itself where nothing is new, else one shallow
 * copy, and every value that `join` did not make is shared (M5). A map or entry that is not an object is skipped, and
 * so is a name that `accepts` refuses. Every name, `__proto__` included, ends up as an own property (M6).
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

/** Makes a shallow copy; spreading takes half as long again on a large map. */
function copyOf<T>(map: Readonly<Record<string, T>>): Record<string, T> {
  const copy: Record<string, T> = {};
  for (const name of Object.keys(map)) setOwn(copy, name, map[name] as T); // one of its own names
  return copy;
}
