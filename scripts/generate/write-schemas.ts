import { isObject, mapRefs, type Json, type JsonObject } from './json.js';
import { registrationFileSchema } from './registration-file-schema.js';

/** The dialect of the published schemas, which is that of OpenAPI 3.1. */
const dialect = 'https://json-schema.org/draft/2020-12/schema';

/** Formats that JSON Schema defines. Validators refuse a schema with a format that they do not know. */
const knownFormats = new Set<Json | undefined>(['uri']);

/**
 * Writes each schema of the documents as a JSON Schema file of its own, by its path from the folder of all. A file needs
 * no other: what it refers to is in its `$defs`.
 *
 * One more is for the YAML of registration files.
 */
export function writeSchemas(schemas: ReadonlyMap<string, JsonObject>): Map<string, string> {
  const files = new Map<string, string>();
  for (const [name, schema] of schemas) {
    const file = schemaFile(name);
    files.set(file, `${JSON.stringify(standAlone(file, schema, schemas))}\n`);
  }
  const registration = schemas.get('Registration');
  if (registration !== undefined) {
    const file = 'registration-file.json';
    files.set(file, `${JSON.stringify(standAlone(file, registrationFileSchema(registration, schemas), schemas))}\n`);
  }
  return files;
}

/** Names the file of a schema: `KeyQuery` is in `key-query.json`. */
export function schemaFile(name: string): string {
  return `${name.replace(/(?<=.)[A-Z]/g, (letter) => `-${letter}`).toLowerCase()}.json`;
}

/** Adds to a schema everything that it refers to. Examples of what it refers to stay in those schemas' own files. */
function standAlone(file: string, schema: JsonObject, schemas: ReadonlyMap<string, JsonObject>): JsonObject {
  const $defs: JsonObject = {};
  const convert = (part: JsonObject, keepsExamples: boolean): Json =>
    mapRefs(toPlainSchema(part, keepsExamples), (ref) => {
      const name = ref.replace('#/components/schemas/', '');
      const definition = schemas.get(name);
      if (definition === undefined) throw new Error(`${file}: ${ref} does not exist`);
      if (!Object.hasOwn($defs, name)) {
        $defs[name] = {};
        $defs[name] = convert(definition, false);
      }
      return `#/$defs/${name}`;
    });
  const converted = convert(schema, true);
  const sorted = Object.fromEntries(Object.entries($defs).sort(([a], [b]) => (a < b ? -1 : 1)));
  return {
    $schema: dialect,
    $id: file,
    ...(isObject(converted) ? converted : {}),
    ...(Object.keys(sorted).length === 0 ? {} : { $defs: sorted }),
  };
}

/**
 * Removes from a schema object whatever is OpenAPI's own: `x-` fields, `externalDocs`, formats that no validator knows.
 * Its `example` becomes the first of `examples`.
 */
function toPlainSchema(schema: JsonObject, keepsExamples: boolean): JsonObject {
  const inner = (member: Json): Json => (isObject(member) ? toPlainSchema(member, keepsExamples) : member);
  const result: JsonObject = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (keyword.startsWith('x-') || keyword === 'externalDocs') continue;
    if (keyword === 'format' && !knownFormats.has(value)) continue;
    if (keyword === 'example' || keyword === 'examples') {
      if (keepsExamples) result['examples'] = keyword === 'example' ? [value] : value;
    } else if (keyword === 'properties' || keyword === 'patternProperties') {
      const members = Object.entries(isObject(value) ? value : {});
      result[keyword] = Object.fromEntries(members.map(([name, member]) => [name, inner(member)]));
    } else if (keyword === 'items' || keyword === 'additionalProperties') {
      result[keyword] = inner(value);
    } else if (keyword === 'oneOf' || keyword === 'anyOf') {
      result[keyword] = Array.isArray(value) ? value.map(inner) : value;
    } else if (keyword === 'description' && typeof value === 'string') {
      // Lines are wrapped for the readers of YAML; an editor wraps them anew.
      result[keyword] = value.replace(/(?<!\n)\n(?=[^\n*|-])/g, ' ');
    } else {
      result[keyword] = value;
    }
  }
  return result;
}
