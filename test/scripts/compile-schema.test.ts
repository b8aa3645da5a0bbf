import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileSchema } from '../../scripts/generate/compile-schema.js';
import type { Json } from '../../scripts/generate/json.js';
import { runCompiled } from './run-compiled.js';

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

/** Names and strings that mean something where code is written. */
const oddStrings = [
  'line\nbreak',
  'carriage\rreturn',
  'tab\tand\0NUL',
  'separators\u2028\u2029',
  'lone \ud800 surrogate',
  'emoji 😀',
  `'single' "double" \`back\``,
  'back\\slash\\',
  "\\'",
  '\\"',
  '\\n',
  '${process.exit(1)}',
  '*/ return; /*',
  '// comment',
  '</script>',
  '',
  ' ',
  '日本語',
  'undefined',
  'class',
  'validateBody',
  'value',
  'fault',
  'Number',
];

describe('names and strings that mean something in code', () => {
  it.each(oddStrings)('are names and strings of what is checked, and nothing else: %j', (text) => {
    const schema = {
      type: 'object',
      properties: {
        [text]: { type: 'string', enum: [text, `${text}'`] },
        inner: { type: 'object', properties: { [text]: { $ref: '#/$defs/Body' } } },
      },
      required: [text],
    };
    const validate = runCompiled('Body', { Body: schema });
    expect(validate({ [text]: text })).toBeUndefined();
    expect(validate({ [text]: `${text}'`, inner: { [text]: { [text]: text } } })).toBeUndefined();
    expect(validate({})).toEqual({ path: [], message: `must have required property '${text}'` });
    expect(validate({ [text]: `${text}"` })).toMatchObject({ path: [text] });
    expect(validate({ [text]: text, inner: { [text]: {} } })).toMatchObject({ path: ['inner', text] });
  });

  it('of any kind are no more than that', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (name, text) => {
        fc.pre(!(name in Object.prototype));
        const schema = { type: 'object', properties: { [name]: { type: 'string', enum: [text] } }, required: [name] };
        const validate = runCompiled('Body', { Body: schema });
        expect(validate({ [name]: text })).toBeUndefined();
        expect(validate({ [name]: `${text}.` })?.path).toEqual([name]);
      }),
      { numRuns: 50 },
    );
  });

  it('are characters where names begin with them', () => {
    for (const character of ['@', '#', '!', '+', '$', '^', '.', '\\', '/', "'", '"', '\n', '\u2028', ' ', 'a', 'é']) {
      const pattern = `^${/[$()*+.?[\\\]^{|}]/.test(character) ? '\\' : ''}${character}`;
      const validate = runCompiled('Body', {
        Body: { type: 'object', patternProperties: { [pattern]: { type: 'string', pattern } } },
      });
      expect(validate({ [character]: character, other: 1, '': 1 })).toBeUndefined();
      expect(validate({ [`${character}x`]: 1 })).toEqual({
        path: [`${character}x`],
        message: 'must be string, but is a number',
      });
      expect(validate({ [character]: `x${character}` })?.message).toBe(`must match pattern ${JSON.stringify(pattern)}`);
    }
  });
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
    [{ $ref: '#/$defs/Key', minProperties: 1 }, 'Body: "minProperties" beside a $ref would not be checked'],
    [{ $ref: '#/components/schemas/Key' }, 'Body: the generator does not know the reference #/components/schemas/Key'],
    [{ $ref: '#/$defs/Key/properties/a' }, 'the name of a schema must be a letter and then letters and digits'],
    [{ type: ['string', 'null'], enum: ['a'] }, 'Body: the generator does not know enum of several types'],
    [{ type: 'integer', enum: ['6'] }, 'Body: the generator does not know "enum" of the type "integer"'],
    [{ type: 'object', minProperties: 2, maxProperties: 1 }, 'Body: minProperties is more than maxProperties'],
    [
      { type: 'object', properties: {}, additionalProperties: true },
      'Body: the generator does not know additionalProperties beside other properties',
    ],
    [{ type: 'object', properties: { toString: true } }, 'Body: every object has a "toString"'],
    [{ type: 'object', required: ['constructor'] }, 'Body: every object has a "constructor"'],
    [{ type: 'object', additionalProperties: false }, 'Body/additionalProperties: the generator does not know'],
    [
      {
        type: 'object',
        properties: { a: { type: 'array', items: { type: 'object', patternProperties: { '^@': {} } } } },
      },
      'Body/properties/a/items/patternProperties/^@: a schema without a type',
    ],
  ] satisfies [Json, string][])('is refused with its place: %j', (schema, message) => {
    expect(() => compileSchema('Body', schema)).toThrow(message);
  });

  it.each([
    '^.',
    '^$',
    '^|',
    '^(',
    '^[',
    '^*',
    '^^',
    '^\\d',
    '^\\n',
    '^\\@',
    '@',
    'a',
    '^@a',
    '^@$',
    '^',
    '',
    '^😀',
    '^\ud83d',
  ])('is refused: a pattern other than one character at the beginning, %j', (pattern) => {
    const message = `Body: the generator does not know the pattern ${pattern}`;
    expect(() => compileSchema('Body', { type: 'string', pattern })).toThrow(message);
    expect(() => compileSchema('Body', { type: 'object', patternProperties: { [pattern]: true } })).not.toThrow();
    const map = { type: 'object', patternProperties: { [pattern]: { type: 'string' } } };
    expect(() => compileSchema('Body', map)).toThrow(message);
  });

  it.each(['', 'a b', 'A.B', 'A-B', '1A', 'A\n', "A'", '__proto__', 'Ä'])(
    'is refused: a schema with a name that cannot stand in code, %j',
    (name) => {
      const message = 'the name of a schema must be a letter and then letters and digits';
      expect(() => compileSchema(name, { type: 'string' })).toThrow(message);
      expect(() => compileSchema('Body', { $ref: `#/$defs/${name}` })).toThrow(/name of a schema|know the reference/);
    },
  );
});

/** For each keyword, values that it cannot have. */
const wrongValues: Record<string, readonly Json[]> = {
  type: [5, null, {}, [], ['string', 5], ['string', 'string'], true],
  enum: [[], [6], ['a', 6], ['a', null], [['a']], ['a', 'a'], 'a', 6, null, true, { a: 'a' }],
  pattern: [5, null, ['^@'], { '^@': true }, true],
  required: ['a', 5, null, true, { a: true }, ['a', 5], [null], ['a', 'a'], [['a']]],
  minProperties: ['1', -1, 0.5, NaN, Infinity, null, [1], true, 2 ** 53],
  maxProperties: ['1', -1, 0.5, NaN, -Infinity, null, [1], {}],
  properties: [[], null, 'a', 5, true, ['a']],
  patternProperties: [[], null, '^@', 5, false],
  items: [null, 'string', 5, [], [{ type: 'string' }]],
  additionalProperties: [null, 'string', 5, []],
  $ref: [5, null, ['#/$defs/A'], {}, true],
};

describe.each(Object.entries(wrongValues))('%s', (keyword, values) => {
  it.each(values)('cannot be %j', (value) => {
    const type = ['enum', 'pattern'].includes(keyword) ? 'string' : keyword === 'items' ? 'array' : 'object';
    const schema = { type, [keyword]: value };
    const message = `"${keyword}" must be `;
    expect(() => compileSchema('Body', schema)).toThrow(`Body: ${message}`);
    // However deep it stands.
    const outer = { type: 'object', properties: { a: { type: 'array', items: schema } } };
    expect(() => compileSchema('Body', outer)).toThrow(`Body/properties/a/items: ${message}`);
  });
});
