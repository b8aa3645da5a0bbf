import type { JsonObject } from '../json-objects.js';

/** Whether a value is an object as `JSON.parse` or `{}` makes it, in any realm, and no array or class instance. */
export function isPlainObject(value: unknown): value is JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
