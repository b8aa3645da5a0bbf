import { describe, expect, it } from 'vitest';
import { isObject, type Json, type JsonObject } from '../../../scripts/generate/json.js';
import { toJsonSchema } from '../../../scripts/generate/to-json-schema.js';
import { runCompiled } from '../../scripts/run-compiled.js';
import { findInCorpora, howToGet, jsonFilesIn } from './corpora.js';

/** A schema, and values that it accepts or refuses. */
interface Group {
  readonly description: string;
  readonly schema: Json;
  readonly tests: readonly { readonly description: string; readonly data: Json; readonly valid: boolean }[];
}

/** The keywords that the compiler knows, by the suite's file for each. A group may have others too, and is refused then. */
const keywords = [
  ...['type', 'enum', 'pattern', 'required', 'properties', 'patternProperties', 'additionalProperties'],
  ...['minProperties', 'maxProperties', 'items', 'ref', 'oneOf', 'boolean_schema'],
];

const allTypes = ['null', 'boolean', 'string', 'number', 'array', 'object'];

/** The generator's words for a schema that it does not take. */
const refusals = new RegExp(
  [
    'the generator does not know',
    'must be a list of different strings',
    'must be a list of different types',
    'every object has a',
    'would not be checked',
    'members must differ in type',
    'does not exist',
    'must be a letter and then',
  ].join('|'),
);

const folder = findInCorpora('JSON-Schema-Test-Suite/tests/draft2020-12');
const groups = (folder === undefined ? [] : jsonFilesIn(folder))
  .filter(([name]) => keywords.includes(name.replace('.json', '')))
  .flatMap(([name, bytes]) => {
    const parsed = JSON.parse(new TextDecoder().decode(bytes)) as Group[];
    return parsed.map((group) => ({ ...group, name: `${name}: ${group.description}`, run: compiled(group.schema) }));
  });
const known = groups.filter(({ run }) => typeof run === 'function');

it('JSON-Schema-Test-Suite is there, and the compiler takes a good part of it', ({ skip }) => {
  skip(folder === undefined, howToGet('JSON-Schema-Test-Suite'));
  expect(groups.length).toBeGreaterThan(100);
  expect(known.length).toBeGreaterThan(30);
});

it.runIf(folder !== undefined)('what the compiler does not take it refuses by name', () => {
  for (const { name, run } of groups) {
    if (typeof run === 'string') expect(run, name).toMatch(refusals);
  }
});

describe.runIf(folder !== undefined)('groups that the compiler takes', () => {
  it.each(known)('$name', ({ tests, run }) => {
    for (const { description, data, valid } of tests) {
      expect(typeof run === 'function' && run(data), description).toBe(valid);
    }
  });
});

/** The generator's reading of a schema of the suite: a check, or the reason for which it refuses it. */
function compiled(schema: Json): ((value: Json) => boolean) | string {
  const definitions = isObject(schema) && isObject(schema['$defs']) ? schema['$defs'] : {};
  const components = { Root: adapted(schema), ...mapValues(definitions, adapted) };
  try {
    const schemas = mapValues(components, (each) => toJsonSchema(each, components, 'Root'));
    const check = runCompiled('Root', schemas);
    return (value) => check(value) === undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Our schemas always say a type, and refer to components; those of the suite mean all types where they say none. */
function adapted(schema: Json): Json {
  if (!isObject(schema)) return schema;
  const { $schema: _, $defs: _definitions, ...rest } = schema;
  const rules = mapValues(rest, (value, keyword) => adaptedKeyword(keyword, value));
  if (Object.keys(rules).length === 0) return true;
  if (['$ref', 'oneOf', 'type'].some((keyword) => Object.hasOwn(rules, keyword))) return rules;
  return { type: 'enum' in rules ? 'string' : allTypes, ...rules };
}

function adaptedKeyword(keyword: string, value: Json): Json {
  switch (keyword) {
    case '$ref':
      return typeof value === 'string'
        ? value.replace(/^#$/, '#/components/schemas/Root').replace('#/$defs/', '#/components/schemas/')
        : value;
    case 'items':
    case 'additionalProperties':
      return adapted(value);
    case 'properties':
    case 'patternProperties':
      return isObject(value) ? mapValues(value, adapted) : value;
    case 'oneOf':
      return Array.isArray(value) ? value.map(adapted) : value;
    default:
      return value;
  }
}

function mapValues(object: JsonObject, change: (value: Json, name: string) => Json): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value, name)]));
}
