/** A parsed JSON or YAML object. */
export interface JsonObject {
  [name: string]: Json;
}

export type Json = null | boolean | number | string | Json[] | JsonObject;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Returns the object at `path`, or `{}` if there is none.
 *
 * @throws Error if anything else is there, which would be lost silently.
 */
export function objectAt(root: JsonObject, ...path: string[]): JsonObject {
  let node = root;
  for (const step of path) {
    const next = valueAt(node, step);
    if (next === undefined) return {};
    if (!isObject(next)) throw wrongType(path.join('/'), 'an object', next);
    node = next;
  }
  return node;
}

/** Returns the string called `name`, if there is one. @throws Error if anything else is there. */
export function stringAt(object: JsonObject, name: string): string | undefined {
  const value = valueAt(object, name);
  if (value === undefined || typeof value === 'string') return value;
  throw wrongType(name, 'a string', value);
}

/** Returns the list of strings called `name`, or `[]` if there is none. @throws Error if anything else is there. */
export function stringsAt(object: JsonObject, name: string): string[] {
  const value = valueAt(object, name);
  if (value === undefined) return [];
  if (!isStrings(value)) throw wrongType(name, 'a list of strings', value);
  return value;
}

function valueAt(object: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

function isStrings(value: Json): value is string[] {
  return Array.isArray(value) && value.every((member) => typeof member === 'string');
}

function wrongType(name: string, expected: string, found: Json): Error {
  return new Error(`"${name}" must be ${expected}, but is ${JSON.stringify(found)}`);
}

/** Copies a value, with each `$ref` string replaced by the result of `rename`. */
export function mapRefs(value: Json, rename: (ref: string) => string): Json {
  if (Array.isArray(value)) return value.map((member) => mapRefs(member, rename));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      name === '$ref' && typeof member === 'string' ? rename(member) : mapRefs(member, rename),
    ]),
  );
}
