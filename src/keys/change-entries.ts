import { setOwn } from '../json-objects.js';

/**
 * Puts what `change` makes of each value in that value's place.
 *
 * An entry for which `change` returns `undefined` is dropped. The map itself is never changed: where every value stays
 * what it was, the map is returned as it is, else a new one. Only own properties are looked at, and every name that is
 * kept, `__proto__` included, is an own property of the result (M6).
 */
export function changeEntries<V, T extends V>(
  map: Readonly<Record<string, V>>,
  change: (value: V, name: string) => T | undefined,
): Record<string, T> {
  // Object.entries costs several times as much as the names alone where a map is large.
  const names = Object.keys(map);
  const values: (T | undefined)[] = [];
  let same = true;
  for (const name of names) {
    const before = map[name] as V; // one of its own names
    const after = change(before, name);
    values.push(after);
    if (after !== before || after === undefined) {
      same = false;
    }
  }
  // Each value of the map has just come out of `change` as it was, so each of them is a T.
  return same ? (map as Record<string, T>) : mapOf(names, values);
}

function mapOf<T>(names: readonly string[], values: readonly (T | undefined)[]): Record<string, T> {
  const map: Record<string, T> = {};
  names.forEach((name, index) => {
    const value = values[index];
    if (value !== undefined) {
      setOwn(map, name, value);
    }
  });
  return map;
}
