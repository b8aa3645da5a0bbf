import { describe, expect, it } from 'vitest';
import { compileSchema } from '../../scripts/generate/compile-schema.js';
import type { Json, JsonObject } from '../../scripts/generate/json.js';
import { toJsonSchema } from '../../scripts/generate/to-json-schema.js';

const convert = (schema: Json, schemas: JsonObject = {}): Json => toJsonSchema(schema, schemas, 'Body');

it('drops annotations and x- fields, wherever a schema stands', () => {
  const annotated = {
    type: 'string',
    title: 'Title',
    description: 'Text.',
    format: 'mx-user-id',
    example: 'a',
    examples: ['a'],
    default: 'a',
    deprecated: true,
    'x-msc': 'MSC1',
  };
  expect(
    convert({
      ...annotated,
      type: 'object',
      properties: { a: annotated },
      additionalProperties: annotated,
      patternProperties: { '^@': { type: 'array', items: annotated } },
    }),
  ).toEqual({
    type: 'object',
    properties: { a: { type: 'string' } },
    additionalProperties: { type: 'string' },
    patternProperties: { '^@': { type: 'array', items: { type: 'string' } } },
  });
});

it('keeps properties that are called like annotations and keywords', () => {
  const names = ['title', 'description', 'example', 'examples', 'format', 'default', 'type', 'keys', 'x-field', '$ref'];
  const properties = Object.fromEntries(names.map((name) => [name, { type: 'string' }]));
  expect(convert({ type: 'object', properties, required: names })).toEqual({
    type: 'object',
    properties,
    required: names,
  });
});

it('points references to $defs, and accepts annotations beside them', () => {
  const reference = { $ref: '#/components/schemas/KeyQuery', description: 'Text.', 'x-msc': 'MSC1' };
  expect(convert({ type: 'array', items: reference }, { KeyQuery: { type: 'object' } })).toEqual({
    type: 'array',
    items: { $ref: '#/$defs/KeyQuery' },
  });
});

describe('what it does not know', () => {
  it.each([
    [{ type: 'string', minLength: 1 }, 'Body: the generator does not know the keyword "minLength"'],
    [
      { type: 'object', properties: { a: { type: 'array', items: { allOf: [] } } } },
      'Body/properties/a/items: the generator does not know the keyword "allOf"',
    ],
    [
      { type: 'object', additionalProperties: { propertyNames: {} } },
      'Body/additionalProperties: the generator does not know the keyword "propertyNames"',
    ],
    [{ constructor: 1 }, 'Body: the generator does not know the keyword "constructor"'],
    [{ $ref: '#/components/schemas/A', required: ['a'] }, 'Body: "required" beside a $ref would not be checked'],
    [{ oneOf: [{ type: 'string' }], minimum: 1 }, 'Body: "minimum" beside a oneOf would not be checked'],
    [{ type: 'array', items: 'string' }, 'Body/items: there must be a schema here'],
    [{ type: 'object', properties: [] }, 'Body/properties: there must be an object of schemas here'],
    [{ type: 'object', patternProperties: null }, 'Body/patternProperties: there must be an object of schemas here'],
    [{ type: 'object', additionalProperties: null }, 'Body/additionalProperties: there must be a schema here'],
    [{ type: 'object', required: 'a' }, 'Body: "required" must be a list of different strings, but is "a"'],
    [{ type: 'string', enum: [] }, 'Body: "enum" must be a list of different strings, but is []'],
    [{ type: 'string', enum: [6] }, 'Body: "enum" must be a list of different strings, but is [6]'],
    [{ type: 'object', minProperties: '1' }, 'Body: "minProperties" must be a whole number, but is "1"'],
    [{ type: 'string', pattern: 5 }, 'Body: "pattern" must be a string, but is 5'],
    [{ type: ['string', 5] }, 'Body: "type" must be a type, or a list of different types, but is ["string",5]'],
    [{ $ref: 5 }, 'Body: the generator does not know the reference 5'],
    [{ $ref: null }, 'Body: the generator does not know the reference null'],
    [{ $ref: 'A' }, 'Body: the generator does not know the reference "A"'],
    [
      { $ref: '#/components/responses/A' },
      'Body: the generator does not know the reference "#/components/responses/A"',
    ],
    [{ oneOf: [] }, 'Body/oneOf: there must be a list of schemas here'],
    [{ oneOf: null }, 'Body/oneOf: there must be a list of schemas here'],
  ] satisfies [JsonObject, string][])('is refused with its place: %j', (schema, message) => {
    expect(() => convert(schema)).toThrow(message);
  });

  it.each([
    ['A', 'does not exist', {}],
    ['__proto__', 'does not exist', {}],
    ['constructor', 'does not exist', {}],
    ['A/properties/a', 'does not exist', { A: { type: 'object', properties: { a: { type: 'string' } } } }],
    ['A', 'A refers to itself', { A: { $ref: '#/components/schemas/A' } }],
    [
      'A',
      'A refers to itself',
      { A: { $ref: '#/components/schemas/B' }, B: { $ref: '#/components/schemas/A', description: 'A again.' } },
    ],
    [
      'A',
      '"required" beside a $ref would not be checked',
      { A: { $ref: '#/components/schemas/B', required: ['a'] }, B: { type: 'object' } },
    ],
  ] satisfies [string, string, JsonObject][])('is refused: a reference to %s: %s', (name, message, schemas) => {
    const reference = { $ref: `#/components/schemas/${name}` };
    expect(() => convert({ type: 'array', items: reference }, schemas)).toThrow(
      `Body/items: ${message}`.replace('does not exist', `${name} does not exist`),
    );
    expect(() => convert({ oneOf: [{ type: 'null' }, reference] }, schemas)).toThrow('Body: ');
  });

  it.each(Object.getOwnPropertyNames(Object.prototype))('refuses a property that every object has: %s', (name) => {
    const properties = Object.fromEntries([[name, { type: 'string' }]]);
    expect(() => convert({ type: 'object', properties })).toThrow(`Body: every object has a "${name}"`);
  });
});

describe('oneOf', () => {
  it('becomes a list of types, with the rules of the one member that has some', () => {
    const schemas = {
      Key: { type: 'object', title: 'Key', properties: { key: { type: 'string' } }, required: ['key'] },
    };
    const oneOf = [{ type: 'string', description: 'A bare key.' }, { $ref: '#/components/schemas/Key' }];
    expect(convert({ title: 'OneTimeKey', oneOf }, schemas)).toEqual({
      type: ['string', 'object'],
      properties: { key: { type: 'string' } },
      required: ['key'],
    });
  });

  it('follows references to references', () => {
    const schemas = { A: { $ref: '#/components/schemas/B' }, B: { type: 'object', minProperties: 1 } };
    expect(convert({ oneOf: [{ type: 'null' }, { $ref: '#/components/schemas/A' }] }, schemas)).toEqual({
      type: ['null', 'object'],
      minProperties: 1,
    });
  });

  it('with a member that has something beside its reference is refused', () => {
    const member = { $ref: '#/components/schemas/Key', required: ['a'] };
    const schemas = { Key: { type: 'object' } };
    expect(() => convert({ oneOf: [{ type: 'null' }, member] }, schemas)).toThrow('"required" beside a $ref');
  });

  it('with a list of strings in one member is refused later, as it would refuse what the others accept', () => {
    const schema = convert({ oneOf: [{ type: 'null' }, { type: 'string', enum: ['a'] }] });
    expect(() => compileSchema('Body', schema)).toThrow('Body: the generator does not know enum of several types');
  });

  it.each([
    ['of the same type', [{ type: 'string' }, { type: 'string' }]],
    ['of types that overlap', [{ type: 'integer' }, { type: 'number' }]],
    ['with a list of types', [{ type: ['string', 'null'] }, { type: 'number' }]],
    ['without a type', [{ type: 'string' }, { required: ['a'] }]],
    [
      'of which two have rules',
      [
        { type: 'object', required: ['a'] },
        { type: 'array', items: true },
      ],
    ],
  ] satisfies [string, Json][])('with members %s is refused', (_, oneOf) => {
    expect(() => convert({ oneOf })).toThrow('Body/oneOf: members must differ in type');
  });

  it('with a reference to nowhere is refused', () => {
    expect(() => convert({ oneOf: [{ $ref: '#/components/schemas/Gone' }] })).toThrow('Gone does not exist');
  });
});
