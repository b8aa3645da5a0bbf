import fc from 'fast-check';
import { isObject, objectAt, stringAt, stringsAt, type Json, type JsonObject } from '../../scripts/generate/json.js';
import { awkwardNames, userIds } from '../helpers/key-arbitraries.js';
import { resolve } from '../openapi/documents.js';

/** Any JSON, small and awkward: what a schema says nothing of, and what is put where it does not belong. */
export const anyJson: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json[]>(null, true, false, '', 'text', '@a:x', '$a', '!a:x', [], {}, [null], { '': null }),
  fc.constantFrom(0, -0, -1, 1.5, 2 ** 53, -(2 ** 53), 1e300, 5e-324, Infinity, -Infinity),
  fc.constantFrom(...['{"__proto__": 1}', '{"constructor": {}}', '{"@a:x": {"__proto__": []}}', nested(900)]).map(parse),
  fc.jsonValue({ maxDepth: 3 }).map((value) => parse(JSON.stringify(value))),
);

/** Names that fields of nobody's have, and devices and keys may have. */
export const anyName: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...awkwardNames, 'ONE', 'ed25519:ONE', 'user_id', 'signatures', 'prototype', 'length'),
  fc.string({ maxLength: 4 }),
);

/** Values that a schema of a bundled document accepts, from all that it leaves open: names, unknown fields, numbers. */
export function schemaArbitrary(schema: Json, document: JsonObject): fc.Arbitrary<Json> {
  const rules = isObject(schema) ? resolve(schema, document) : {};
  const { oneOf, type } = rules;
  if (Array.isArray(oneOf)) return fc.oneof(...oneOf.map((member) => schemaArbitrary(member, document)));
  if (Array.isArray(type)) return fc.oneof(...type.map((each) => schemaArbitrary({ ...rules, type: each }, document)));
  switch (type) {
    case 'null':
      return fc.constant(null);
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return fc.oneof(fc.integer(), fc.constantFrom(0, -0, 2 ** 53, -(2 ** 53), Number.MAX_SAFE_INTEGER, 1e300));
    case 'string':
      return stringArbitrary(rules);
    case 'array':
      return fc.array(schemaArbitrary(rules['items'] ?? {}, document), { maxLength: 3 });
    case 'object':
      return objectArbitrary(rules, document);
    default:
      return anyJson;
  }
}

function stringArbitrary(rules: JsonObject): fc.Arbitrary<string> {
  const values = stringsAt(rules, 'enum');
  if (values.length > 0) return fc.constantFrom(...values);
  const beginning = (stringAt(rules, 'pattern') ?? '').replace(/[\^\\]/g, '');
  return fc.string({ maxLength: 6 }).map((text) => beginning + text);
}

function objectArbitrary(rules: JsonObject, document: JsonObject): fc.Arbitrary<Json> {
  const required = stringsAt(rules, 'required');
  const fields = Object.entries(objectAt(rules, 'properties')).map(([name, member]): fc.Arbitrary<JsonObject> => {
    const field = schemaArbitrary(member, document).map((value) => Object.fromEntries([[name, value]]));
    return required.includes(name) ? field : fc.option(field, { nil: {} });
  });
  const { additionalProperties, minProperties, maxProperties } = rules;
  const others = additionalProperties === undefined ? anyJson : schemaArbitrary(additionalProperties, document);
  const named = objectAt(rules, 'patternProperties')['^@'];
  const isFree = (name: string): boolean =>
    !Object.hasOwn(objectAt(rules, 'properties'), name) && (named === undefined || !name.startsWith('@'));
  const additional = mapArbitrary(anyName.filter(isFree), others, {
    minLength: Number(minProperties ?? 0),
    maxLength: Number(maxProperties ?? 2),
  });
  const users =
    named === undefined
      ? fc.constant({})
      : mapArbitrary(fc.constantFrom(...userIds), schemaArbitrary(named, document), { maxLength: 3 });
  return fc.tuple(additional, users, ...fields).map((parts) => joined(parts));
}

function mapArbitrary(
  name: fc.Arbitrary<string>,
  value: fc.Arbitrary<Json>,
  constraints: { minLength?: number; maxLength: number },
): fc.Arbitrary<JsonObject> {
  return fc
    .uniqueArray(fc.tuple(name, value), { ...constraints, selector: ([each]) => each })
    .map((entries) => Object.fromEntries(entries));
}

/** `Object.assign` would take a `__proto__` for the prototype. */
function joined(parts: readonly JsonObject[]): JsonObject {
  return Object.fromEntries(parts.flatMap((part) => Object.entries(part)));
}

function nested(depth: number): string {
  return `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
}

function parse(text: string): Json {
  return JSON.parse(text) as Json;
}
