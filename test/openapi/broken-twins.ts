import { isObject, stringsAt, type Json, type JsonObject } from '../../scripts/generate/json.js';
import { jsonPointer } from '../../src/findings.js';
import { resolve } from './documents.js';

/** A copy of a valid value with exactly one fault in it. */
export interface BrokenTwin {
  readonly fault: string;
  /** Where a validator has to find the fault. */
  readonly pointer: string;
  readonly value: Json;
}

type Steps = readonly (string | number)[];

/** A part of a value, with the schemas that are possible there and the one of them that the part fits. */
interface Place {
  readonly at: Steps;
  readonly part: Json;
  readonly possible: readonly JsonObject[];
  readonly fitting: JsonObject;
}

/** One value of each kind that JSON has; an integer also serves as a number. */
const kinds: Record<string, Json> = {
  null: null,
  boolean: true,
  number: 0.5,
  integer: 1,
  string: '',
  array: [],
  object: {},
};

/**
 * Breaks a valid value in every way that its schema forbids: each required property taken away, each typed value replaced
 * by one of every other type, each pattern, `enum` and number of properties violated. The keywords are those of our documents.
 */
export function brokenTwins(schema: Json, value: Json, document: JsonObject): BrokenTwin[] {
  return placesOf(schema, value, document).flatMap(({ at, part, possible, fitting }) =>
    [
      ...wrongTypes(possible.flatMap(typesOf)),
      ...(typeof part === 'string' ? wrongStrings(fitting) : []),
      ...(isObject(part) ? wrongObjects(fitting, part) : []),
    ].map(([fault, wrong]) => ({ fault, pointer: jsonPointer(...at), value: replaced(value, at, wrong) })),
  );
}

/**
 * Adds to a valid value what its schema says nothing of: an unknown field to each object that has fields (W4), and a name
 * without `@` to each user map (W5).
 */
export function toleratedTwins(schema: Json, value: Json, document: JsonObject): Json[] {
  return placesOf(schema, value, document).flatMap(({ at, part, fitting }) => {
    if (!isObject(part) || fitting['additionalProperties'] !== undefined) return [];
    return Object.values(kinds).map((sample) => replaced(value, at, { ...part, 'org.example.unknown': sample }));
  });
}

function placesOf(schema: Json, part: Json, document: JsonObject, at: Steps = []): Place[] {
  const rules = isObject(schema) ? resolve(schema, document) : {};
  const possible = Array.isArray(rules['oneOf']) ? rules['oneOf'].map((member) => resolve(member, document)) : [rules];
  const fitting = possible.find((member) => typesOf(member).some((type) => isOfType(part, type)));
  if (fitting === undefined) return [];
  const members: [string | number, Json, Json][] = Array.isArray(part)
    ? part.map((item, index) => [index, fitting['items'] ?? {}, item])
    : Object.entries(isObject(part) ? part : {}).map(([name, member]) => [name, schemaOfMember(fitting, name), member]);
  return [
    { at, part, possible, fitting },
    ...members.flatMap(([step, memberSchema, member]) => placesOf(memberSchema, member, document, [...at, step])),
  ];
}

function wrongTypes(types: readonly string[]): [string, Json][] {
  return Object.entries(kinds)
    .filter(([, sample]) => !types.some((type) => isOfType(sample, type)))
    .map(([kind, sample]) => [`${kind} in its place`, sample]);
}

function wrongStrings(rules: JsonObject): [string, Json][] {
  const twins: [string, Json][] = [];
  if (rules['pattern'] !== undefined) twins.push(['does not match the pattern', ' no match']);
  if (rules['enum'] !== undefined) twins.push(['is not in the enum', 'no member']);
  return twins;
}

function wrongObjects(rules: JsonObject, part: JsonObject): [string, Json][] {
  const twins: [string, Json][] = stringsAt(rules, 'required').map((name) => [`without ${name}`, without(part, name)]);
  if (rules['minProperties'] === 1) twins.push(['without any property', {}]);
  if (rules['maxProperties'] === Object.keys(part).length) {
    twins.push(['with one property more', { ...part, surplus: Object.values(part)[0] ?? null }]);
  }
  return twins;
}

function schemaOfMember(rules: JsonObject, name: string): Json {
  const { properties, patternProperties, additionalProperties } = rules;
  if (isObject(properties) && properties[name] !== undefined) return properties[name];
  if (isObject(patternProperties) && name.startsWith('@')) return patternProperties['^@'] ?? {};
  return additionalProperties ?? {};
}

function typesOf(rules: JsonObject): string[] {
  return typeof rules['type'] === 'string' ? [rules['type']] : stringsAt(rules, 'type');
}

function isOfType(value: Json, type: string): boolean {
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'array') return Array.isArray(value);
  if (type === 'null') return value === null;
  return type === 'object' ? isObject(value) : typeof value === type;
}

function replaced(value: Json, [step, ...rest]: Steps, replacement: Json): Json {
  if (step === undefined) return replacement;
  if (Array.isArray(value))
    return value.map((item, index) => (index === step ? replaced(item, rest, replacement) : item));
  if (!isObject(value)) return value;
  return { ...value, [step]: replaced(value[step] ?? null, rest, replacement) };
}

function without(object: JsonObject, name: string): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([other]) => other !== name));
}
