import { setOwn } from '../json-objects.js';

/** A copy of a JSON value that shares no object with it, however deep it nests. */
export function copyJson<T>(value: T): T {
  const copies: [from: object, to: object][] = [];
  function copyOf(part: unknown): unknown {
    if (typeof part !== 'object' || part === null) return part;
    const copy = Array.isArray(part) ? [] : {};
    copies.push([part, copy]);
    return copy;
  }
  const copy = copyOf(value);
  // The list grows while it is gone through: a call for each level might be too many for the stack.
  for (const [from, to] of copies) {
    for (const [name, part] of Object.entries(from)) setOwn(to as Record<string, unknown>, name, copyOf(part));
  }
  return copy as T;
}
