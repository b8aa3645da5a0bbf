/** A parsed JSON or YAML object. */
export interface JsonObject {
  [name: string]: Json;
}

export type Json = null | boolean | number | string | Json[] | JsonObject;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object at `path`, or `{}` where there is none. */
export function objectAt(root: JsonObject, ...path: string[]): JsonObject {
  let node: Json | undefined = root;
  for (const step of path) node = isObject(node) ? node[step] : undefined;
  return isObject(node) ? node : {};
}

export function stringAt(object: JsonObject, name: string): string | undefined {
  const value = object[name];
  return typeof value === 'string' ? value : undefined;
}

export function stringsAt(object: JsonObject, name: string): string[] {
  const value = object[name];
  return Array.isArray(value) ? value.filter((member) => typeof member === 'string') : [];
}

/** A copy in which every string that is the value of a `$ref` went through `rename`. */
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
