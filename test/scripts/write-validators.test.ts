import { expect, it } from 'vitest';
import type { JsonObject } from '../../scripts/generate/json.js';
import { writeValidators, type ValidatorModules } from '../../scripts/generate/write-validators.js';

const key = { type: 'object', properties: { key: { type: 'string', description: 'A key.' } }, required: ['key'] };
const map = { type: 'object', patternProperties: { '^@': { $ref: '#/components/schemas/Key' } } };

it('writes one function and one guard per schema, sorted by name, whatever their order in the document', () => {
  const modules = write({ Map: map, Key: key });
  expect(modules.functions.match(/^export function validate\w+/gm)).toEqual([
    'export function validateKey',
    'export function validateMap',
  ]);
  expect(modules.index.match(/^export const is\w+/gm)).toEqual(['export const isKey', 'export const isMap']);
  expect(write({ Key: key, Map: map })).toEqual(modules);
});

it('writes plain modules: nothing from elsewhere, and guards that a bundler may drop', () => {
  const { functions, index } = write({ Map: map, Key: key });
  const imports = [...`${functions}\n${index}`.matchAll(/from '([^']*)'/g)].map(([, specifier]) => specifier);
  expect([...new Set(imports)].sort()).toEqual(['../types/keys.js', './faults.js', './functions.js', './guard.js']);
  expect(functions).not.toMatch(/require\(|eval\(|new Function/);
  for (const line of index.split('\n').filter((each) => each.startsWith('export const'))) {
    expect(line).toContain('= /*@__PURE__*/ guard<');
  }
});

it('checks a schema that refers to itself inside of its values', () => {
  const { functions } = write({ Tree: { type: 'array', items: { $ref: '#/components/schemas/Tree' } } });
  expect(functions).toContain('const found = validateTree(item);');
});

it('keeps a schema that another one refers to as a function of its own', () => {
  const { functions } = write({ Map: map, Key: key });
  expect(functions.match(/missing\('key'\)/g)).toHaveLength(1);
});

it.each([
  ['a keyword it does not know', { Body: { type: 'string', minLength: 1 } }, 'Body: the generator does not know'],
  [
    'a property that every object has',
    { Body: { type: 'object', properties: { constructor: { type: 'string' } } } },
    'every object has a "constructor"',
  ],
  [
    'a required property that is not described',
    { Body: { type: 'object', properties: {}, required: ['constructor'] } },
    'constructor',
  ],
  [
    'names by a pattern that is not one character',
    { Body: { type: 'object', patternProperties: { '^[#!]': { type: 'string' } } } },
    'Body: the generator does not know the pattern ^[#!]',
  ],
  ['a schema that is only itself', { Body: { $ref: '#/components/schemas/Body' } }, 'Body: Body refers to itself'],
  [
    'schemas that are only each other',
    { Body: { $ref: '#/components/schemas/Other' }, Other: { $ref: '#/components/schemas/Body' } },
    'refers to itself',
  ],
  ['a name that cannot be that of a type', { 'Bo.dy': { type: 'string' } }, '"Bo.dy": the name of a schema'],
  ['a reference to nowhere', { Body: { type: 'array', items: { $ref: '#/components/schemas/Gone' } } }, 'Gone'],
] satisfies [string, Record<string, JsonObject>, string][])('refuses %s', (_, schemas, message) => {
  expect(() => write(schemas)).toThrow(message);
});

function write(schemas: Record<string, JsonObject>): ValidatorModules {
  return writeValidators(
    new Map(Object.entries(schemas).map(([name, schema]) => [name, { schema, typesModule: 'keys' }])),
  );
}
