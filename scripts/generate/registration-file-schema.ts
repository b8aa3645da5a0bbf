import { isObject, objectAt, type Json, type JsonObject } from './json.js';

/** The words that YAML 1.1 reads as booleans and YAML 1.2, which editors speak, as text. */
const booleanWords = ['yes', 'no', 'on', 'off'].flatMap((word) => [
  word,
  word.charAt(0).toUpperCase() + word.slice(1),
  word.toUpperCase(),
]);
const booleanLetters = ['y', 'Y', 'n', 'N'];

/** A URL as a registration may have it: http, https or a socket, and empty for "no traffic" (G8). */
const url = [
  '',
  String.raw`[Hh][Tt][Tt][Pp][Ss]?://[^\s\\/?#@]+(?:/[^\s\\?#]*)?`,
  String.raw`[Uu][Nn][Ii][Xx]:///[^\s?#\u0000-\u001f\u007f-\u009f]+`,
];

/** Visible ASCII without spaces (G8). */
const token = '^[!-~]+$';

/**
 * Derives the schema for the YAML of registration files from the schema of registrations.
 *
 * It takes what the reader takes (G8, G9): the booleans of YAML 1.1, and null in place of an optional field. It refuses
 * tokens and URLs that the reader refuses. A text in quotation marks looks the same to it as one without, so it takes
 * `exclusive: 'yes'`, and neither can it compile expressions.
 */
export function registrationFileSchema(registration: JsonObject, schemas: ReadonlyMap<string, JsonObject>): JsonObject {
  const required = new Set(Array.isArray(registration['required']) ? registration['required'] : []);
  const namespaces = schemas.get('Namespaces') ?? {};
  const namespace = schemas.get('Namespace') ?? {};
  const list = { type: ['array', 'null'], items: withProperties(namespace, asRead) };
  const fields = withProperties(registration, (field, name) => {
    if (name === 'namespaces') return withProperties(namespaces, (kind) => ({ ...kind, ...list }));
    if (name === 'url') return { ...field, pattern: `^(?:${url.join('|')})$` };
    if (name.endsWith('_token')) return { ...field, pattern: token };
    const read = asRead(field);
    return required.has(name) ? read : orNull(read);
  });
  return { ...fields, title: 'RegistrationFile' };
}

function withProperties(schema: JsonObject, change: (property: JsonObject, name: string) => JsonObject): JsonObject {
  const properties = Object.entries(objectAt(schema, 'properties')).map(([name, property]): [string, Json] => [
    name,
    isObject(property) ? change(property, name) : property,
  ]);
  return { ...schema, properties: Object.fromEntries(properties) };
}

/** Lets a boolean be any of the words for it. */
function asRead(schema: JsonObject): JsonObject {
  if (schema['type'] !== 'boolean') return schema;
  const { type, ...others } = schema;
  return { ...others, anyOf: [{ type }, { type: 'string', enum: [...booleanWords, ...booleanLetters] }] };
}

function orNull(schema: JsonObject): JsonObject {
  if (Array.isArray(schema['anyOf'])) return { ...schema, anyOf: [...schema['anyOf'], { type: 'null' }] };
  return { ...schema, type: [schema['type'] ?? 'object', 'null'] };
}
