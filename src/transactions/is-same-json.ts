import { isJsonObject } from '../json-objects.js';

/**
 * Whether two parsed JSON values say the same; the order of an object's keys says nothing.
 *
 * It keeps its own stack: events nest deeper than the engine's calls do (S2). Only what can hold more goes onto it.
 */
export function isSameJson(left: unknown, right: unknown): boolean {
  const pairs: [object, object][] = [];

  /** Compares what can be compared at once, and puts off the rest. */
  function mayBeSame(a: unknown, b: unknown): boolean {
    if (a === b) return true;
    if (!isContainer(a) || !isContainer(b)) return false;
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
