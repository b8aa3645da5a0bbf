import { isObject, stringAt, stringsAt, type Json, type JsonObject } from './json.js';

/** Keywords that say something to a reader and nothing to a validator. */
const annotations = new Set([
  'title',
  'description',
  'example',
  'examples',
  'default',
  'deprecated',
  'format',
  'readOnly',
  'externalDocs',
]);

/** Keywords that validate, by what they hold. */
const keywords: Record<string, 'plain' | 'schema' | 'schema map'> = {
  type: 'plain',
  enum: 'plain',
  pattern: 'plain',
  minProperties: 'plain',
  maxProperties: 'plain',
  required: 'plain',
  items: 'schema',
  additionalProperties: 'schema',
  properties: 'schema map',
  patternProperties: 'schema map',
};

/**
 * The part of a schema object that validates: annotations go, `$ref`s point to `$defs`, and a `oneOf` whose members
 * differ in type becomes one schema with a list of types (cheaper, and its errors say what is wrong with the value).
 *
 * @throws Error with the place of any keyword it does not know, so that none is silently left unchecked.
 */
export function toJsonSchema(schema: Json, schemas: JsonObject, place: string): Json {
  if (typeof schema === 'boolean') return schema;
  if (!isObject(schema)) throw new Error(`${place}: a schema should be here`);
  const reference = stringAt(schema, '$ref');
  if (reference !== undefined) {
    checkStandsAlone('$ref', schema, place);
    resolve(schema, schemas, place);
    return { $ref: `#/$defs/${schemaName(reference)}` };
  }
  if (schema['oneOf'] !== undefined) {
    checkStandsAlone('oneOf', schema, place);
    return toJsonSchema(joinByType(schema['oneOf'], schemas, place), schemas, place);
  }

  const result: JsonObject = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (isAnnotation(keyword)) continue;
    switch (keywords[keyword]) {
      case 'plain':
        if (keyword === 'required') stringsAt(schema, keyword).forEach((name) => checkPropertyName(name, place));
        result[keyword] = value;
        break;
      case 'schema':
        result[keyword] = toJsonSchema(value, schemas, `${place}/${keyword}`);
        break;
      case 'schema map':
        if (!isObject(value)) throw new Error(`${place}/${keyword}: an object of schemas should be here`);
        result[keyword] = Object.fromEntries(
          Object.entries(value).map(([name, member]) => [
            checkPropertyName(name, place),
            toJsonSchema(member, schemas, `${place}/${keyword}/${name}`),
          ]),
        );
        break;
      default:
        throw new Error(
          `${place}: the generator does not know the keyword "${keyword}"; teach it in scripts/generate/to-json-schema.ts`,
        );
    }
  }
  return result;
}

function isAnnotation(keyword: string): boolean {
  return annotations.has(keyword) || keyword.startsWith('x-');
}

/** What validates beside a `$ref` or `oneOf` would be lost, here or in the types. */
function checkStandsAlone(keyword: '$ref' | 'oneOf', schema: JsonObject, place: string): void {
  const other = Object.keys(schema).find((name) => name !== keyword && !isAnnotation(name));
  if (other !== undefined) throw new Error(`${place}: "${other}" beside a ${keyword} would not be checked`);
}

function schemaName(reference: string): string {
  return reference.replace('#/components/schemas/', '');
}

/** `required: ["constructor"]` would hold for `{}`, as every object inherits one. */
function checkPropertyName(name: string, place: string): string {
  if (name in Object.prototype) throw new Error(`${place}: every object has a "${name}"; it cannot be validated`);
  return name;
}

/** Merges schemas of different types, of which at most one has rules of its own. */
function joinByType(members: Json, schemas: JsonObject, place: string): JsonObject {
  if (!Array.isArray(members)) throw new Error(`${place}/oneOf: a list of schemas should be here`);
  let joined: JsonObject = {};
  const types: Json[] = [];
  for (const member of members) {
    const schema = resolve(member, schemas, place);
    const type = stringAt(schema, 'type');
    const { type: _, ...rules } = Object.fromEntries(Object.entries(schema).filter(([name]) => !isAnnotation(name)));
    if (
      type === undefined ||
      types.includes(type) ||
      (Object.keys(rules).length > 0 && Object.keys(joined).length > 0)
    ) {
      throw new Error(`${place}/oneOf: members must differ in type, and only one may have rules besides`);
    }
    types.push(type);
    joined = { ...joined, ...rules };
  }
  return { type: types, ...joined };
}

function resolve(schema: Json, schemas: JsonObject, place: string): JsonObject {
  const reference = isObject(schema) ? stringAt(schema, '$ref') : undefined;
  const resolved = reference === undefined ? schema : schemas[schemaName(reference)];
  if (!isObject(resolved)) throw new Error(`${place}: ${reference ?? 'a schema'} is not there`);
  return resolved;
}
