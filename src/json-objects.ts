/** A JSON object from outside: any own property, of any type. */
export type JsonObject = Record<string, unknown>;

/** Tells whether a parsed JSON value is an object, and neither an array nor null. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Tells whether a value is an object as `JSON.parse` or `{}` makes it, in any realm, and no array or class instance.
 */
export function isPlainObject(value: unknown): value is JsonObject {
  if (!isJsonObject(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/**
 * Tells whether a condition holds for all entries of a map; stops at the first for which it does not. An inherited
 * entry is checked too, and can only make the result `false`.
 */
export function everyEntry(map: JsonObject, holds: (entry: unknown, name: string) => boolean): boolean {
  for (const name in map) if (!holds(map[name], name)) return false;
  return true;
}

/** Returns the own property `key` of a map from outside, so that `constructor` is not found by inheritance (M6). */
export function own<T>(map: Readonly<Record<string, T>> | null | undefined, key: string): T | undefined {
  return map !== undefined && map !== null && Object.hasOwn(map, key) ? map[key] : undefined;
}

/**
 * Sets an own property of any name: assigning to `__proto__` would change the prototype (M6).
 *
 * @rule M6
 */
export function setOwn<T>(map: Record<string, T>, key: string, value: T): void {
  if (key === '__proto__') {
    Object.defineProperty(map, key, { value, writable: true, enumerable: true, configurable: true });
  } else {
    map[key] = value;
  }
}

/**
 * Tells whether two parsed JSON values are equal, whatever the order of an object's keys.
 *
 * It keeps its own stack: events nest deeper than the engine's calls do (S2). Only containers go onto it, and each pair
 * once: a value from a program may contain itself.
 */
export function isSameJson(left: unknown, right: unknown): boolean {
  const pairs: [object, object][] = [];
  /** Containers with which each one was compared. */
  const compared = new Map<object, object[]>();

  /** Compares two values if possible at once, and puts off containers. */
  function mayBeSame(a: unknown, b: unknown): boolean {
    if (a === b) return true;
    if (!isContainer(a) || !isContainer(b)) return false;
    const others = compared.get(a);
    if (others?.includes(b) === true) return true;
    if (others === undefined) compared.set(a, [b]);
    else others.push(b);
    pairs.push([a, b]);
    return true;
  }

  if (!mayBeSame(left, right)) return false;
  for (let pair = pairs.pop(); pair !== undefined; pair = pairs.pop()) {
    const [a, b] = pair;
    if (Array.isArray(a) && Array.isArray(b)) {
      if (a.length !== b.length || !a.every((member, i) => mayBeSame(member, b[i]))) return false;
    } else if (isJsonObject(a) && isJsonObject(b)) {
      const keys = Object.keys(a);
      if (keys.length !== Object.keys(b).length) return false;
      if (!keys.every((key) => Object.hasOwn(b, key) && mayBeSame(a[key], b[key]))) return false;
    } else {
      return false;
    }
  }
  return true;
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Copies a JSON value of any depth; the copy shares no object with it. */
export function copyJson<T>(value: T): T {
  const copies: [from: object, to: object][] = [];
  function copyOf(part: unknown): unknown {
    if (typeof part !== 'object' || part === null) return part;
    const copy = Array.isArray(part) ? [] : {};
    copies.push([part, copy]);
    return copy;
  }
  const copy = copyOf(value);
  // The list grows during the loop: recursion might exceed the stack.
  for (const [from, to] of copies) {
    for (const [name, part] of Object.entries(from)) setOwn(to as Record<string, unknown>, name, copyOf(part));
  }
  return copy as T;
}
