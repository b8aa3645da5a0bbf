import { isObject, stringsAt, type Json, type JsonObject } from './json.js';
import { checkKeywordValues, checkPropertyName } from './schema-keywords.js';

/** Keywords that inform readers, and that validators ignore. */
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

/** Keywords that validate, by the kind of their content. */
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
 * Extracts the part of a schema object that validates: annotations go, `$ref`s point to `$defs`, and a `oneOf` whose
 * members differ in type becomes one schema with a list of types (cheaper, and with better errors).
 *
 * @throws Error with the place of any unknown keyword, so that none is silently left unchecked.
 */
export function toJsonSchema(schema: Json, schemas: JsonObject, place: string): Json {
  if (typeof schema === 'boolean') return schema;
  if (!isObject(schema)) throw new Error(`${place}: there must be a schema here`);
  const reference = referenceIn(schema, place);
  if (reference !== undefined) {
    resolve(schema, schemas, place);
    return { $ref: `#/$defs/${reference}` };
  }
  if (schema['oneOf'] !== undefined) {
    checkStandsAlone('oneOf', schema, place);
    return toJsonSchema(joinByType(schema['oneOf'], schemas, place), schemas, place);
  }

  const result: JsonObject = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (isAnnotation(keyword)) continue;
    switch (Object.hasOwn(keywords, keyword) ? keywords[keyword] : undefined) {
      case 'plain':
        checkKeywordValues({ [keyword]: value }, place);
        if (keyword === 'required') stringsAt(schema, keyword).forEach((name) => checkPropertyName(name, place));
        result[keyword] = value;
        break;
      case 'schema':
        result[keyword] = toJsonSchema(value, schemas, `${place}/${keyword}`);
        break;
      case 'schema map':
        if (!isObject(value)) throw new Error(`${place}/${keyword}: there must be an object of schemas here`);
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

/** Refuses validating keywords beside a `$ref` or `oneOf`, which would be lost here or in the types. */
function checkStandsAlone(keyword: '$ref' | 'oneOf', schema: JsonObject, place: string): void {
  const other = Object.keys(schema).find((name) => name !== keyword && !isAnnotation(name));
  if (other !== undefined) throw new Error(`${place}: "${other}" beside a ${keyword} would not be checked`);
}

/** Returns the name of the referenced schema. */
function referenceIn(schema: JsonObject, place: string): string | undefined {
  const reference = schema['$ref'];
  if (reference === undefined) return undefined;
  const name = typeof reference === 'string' ? /^#\/components\/schemas\/(.+)$/s.exec(reference)?.[1] : undefined;
  if (name === undefined) {
    throw new Error(`${place}: the generator does not know the reference ${JSON.stringify(reference)}`);
  }
  return name;
}

/** Merges schemas of different types, of which at most one has rules of its own. */
function joinByType(members: Json, schemas: JsonObject, place: string): JsonObject {
  if (!Array.isArray(members) || members.length === 0) {
    throw new Error(`${place}/oneOf: there must be a list of schemas here`);
  }
  let joined: JsonObject = {};
  const types: Json[] = [];
  for (const member of members) {
    const schema = resolve(member, schemas, place);
    const { type, ...rules } = Object.fromEntries(Object.entries(schema).filter(([name]) => !isAnnotation(name)));
    if (
      typeof type !== 'string' ||
      // An integer is a number too, and so it would match both.
      types.map(withoutIntegers).includes(withoutIntegers(type)) ||
      (Object.keys(rules).length > 0 && Object.keys(joined).length > 0)
    ) {
      throw new Error(`${place}/oneOf: members must differ in type, and only one may have rules besides`);
    }
    types.push(type);
    joined = { ...joined, ...rules };
  }
  return { type: types, ...joined };
}

function withoutIntegers(type: Json): Json {
  return type === 'integer' ? 'number' : type;
}

/**
 * Resolves a schema over any number of references.
 *
 * @throws Error for a reference to nowhere, or back to itself: its function would call itself for ever.
 */
function resolve(schema: Json, schemas: JsonObject, place: string): JsonObject {
  const passed = new Set<string>();
  let resolved: Json | undefined = schema;
  while (isObject(resolved)) {
    const reference = referenceIn(resolved, place);
    if (reference === undefined) return resolved;
    checkStandsAlone('$ref', resolved, place);
    if (passed.has(reference)) throw new Error(`${place}: ${reference} refers to itself`);
    passed.add(reference);
    resolved = Object.hasOwn(schemas, reference) ? schemas[reference] : undefined;
  }
  throw new Error(`${place}: ${[...passed].at(-1) ?? 'a schema'} does not exist`);
}
