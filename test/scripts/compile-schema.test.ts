import { describe, expect, it } from 'vitest';
import { compileSchema } from '../../scripts/generate/compile-schema.js';
import type { Json } from '../../scripts/generate/json.js';

it('writes what a person would: one pass, required properties first, and a path of constants and variables', () => {
  const schema = {
    type: 'object',
    properties: {
      'org.example.left': { type: ['string', 'null'] },
      keys: {
        type: 'object',
        patternProperties: { '^@': { type: 'array', items: { $ref: '#/$defs/Key' } } },
      },
    },
    required: ['keys'],
  };
  expect(compileSchema('Body', schema)).toBe(`\
export function validateBody(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  const keys = value['keys'];
  if (keys === undefined) return missing('keys');
  const left = value['org.example.left'];
  if (left !== undefined) {
    if (typeof left !== 'string' && left !== null) return mismatch(left, 'string or null', 'org.example.left');
  }
  if (!isObject(keys)) return mismatch(keys, 'object', 'keys');
  for (const name in keys) {
    if (name.charCodeAt(0) === 64) {
      const entry = keys[name];
      if (!Array.isArray(entry)) return mismatch(entry, 'array', 'keys', name);
      for (let index = 0; index < entry.length; index++) {
        const item: unknown = entry[index];
        const found = validateKey(item);
        if (found) return within(found, 'keys', name, index);
      }
    }
  }
  return undefined;
}
`);
});

it('counts the properties of a map while it looks at them', () => {
  const schema = { type: 'object', additionalProperties: { type: 'boolean' }, minProperties: 1, maxProperties: 3 };
  expect(compileSchema('Body', schema)).toContain(`\
  let count = 0;
  for (const name in value) {
    count++;
    const entry = value[name];
    if (typeof entry !== 'boolean') return mismatch(entry, 'boolean', name);
  }
  if (count < 1) return fault('must NOT have fewer than 1 properties');
  if (count > 3) return fault('must NOT have more than 3 properties');
`);
});

it('gives each variable a name of its own, which is no word of the language and none of the helpers', () => {
  const text = { type: 'string' };
  const names = ['default', 'value', 'Number', 'a.key', 'b.key', 'room-id', '1', ''];
  const code = compileSchema('Body', {
    type: 'object',
    properties: Object.fromEntries(names.map((name) => [name, text])),
  });
  expect([...code.matchAll(/const (\w+) =/g)].map(([, name]) => name).sort()).toEqual(
    ['default2', 'value2', 'Number2', 'key', 'key2', 'roomId', '_1', '_'].sort(),
  );
});

it('keeps quotes and backslashes of a name in its string', () => {
  const code = compileSchema('Body', { type: 'object', properties: { [`it's \\`]: true }, required: [`it's \\`] });
  expect(code).toContain(`missing('it\\'s \\\\')`);
});

describe('what it cannot compile', () => {
  it.each([
    [{ type: 'text' }, 'Body: the generator does not know the type "text"'],
    [{ required: ['a'] }, 'Body: the generator does not know "required" of the type ""'],
    [{}, 'Body: a schema without a type'],
    [false, 'Body: the generator does not know the schema false'],
    [{ type: 'integer', pattern: '^@' }, 'Body: the generator does not know "pattern" of the type "integer"'],
    [{ type: 'string', pattern: '^[a-z]+$' }, 'Body: the generator does not know the pattern ^[a-z]+$'],
    [
      { type: ['string', 'array'], pattern: '^@', items: { type: 'string' } },
      'Body: the generator does not know rules for several types at once',
    ],
    [
      { type: 'object', properties: { a: { type: 'string' } }, additionalProperties: { type: 'string' } },
      'Body: the generator does not know additionalProperties beside other properties',
    ],
    [
      { type: 'object', patternProperties: { '^@': { type: 'string' }, '^!': { type: 'string' } } },
      'Body: the generator does not know several patterns for names',
    ],
  ] satisfies [Json, string][])('is refused with its place: %j', (schema, message) => {
    expect(() => compileSchema('Body', schema)).toThrow(message);
  });
});
