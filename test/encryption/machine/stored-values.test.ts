import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeStored, encodeStored } from '../../../src/encryption/machine/stored-values.js';

describe('values of the crypto store', () => {
  it.each([
    ['a string with what databases refuse', 'a\0b\ud800'],
    ['a list', [1, 'two', [true, null]]],
    ['an object as the library writes it', { version: 1, ciphertext: 'AAAA', nonce: 'BBBB' }],
    ['nothing', undefined],
    ['a property that is undefined', { a: undefined, b: [undefined] }],
    ['bytes', { key: new Uint8Array([0, 255, 7]), none: new Uint8Array() }],
    ['a string that looks like a tag', ['$type', '{"$type":"bytes"}']],
    ['a dangerous name', JSON.parse('{"__proto__":{"constructor":1}}') as unknown],
  ])('are read as they were written: %s', (_, value) => {
    const text = encodeStored(value);
    expect(text).not.toMatch(/[\0\ud800-\udfff]/u); // databases refuse them
    const read = decodeStored(text);
    expect(read).toStrictEqual(value);
    expect(Object.prototype).not.toHaveProperty('a');
  });

  it('are read as they were written, whatever JSON they are', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const safe = JSON.parse(JSON.stringify(value)) as unknown; // without -0
        expect(decodeStored(encodeStored(safe))).toStrictEqual(safe);
      }),
      { numRuns: 50 },
    );
  });

  it.each([
    ['a date', new Date(0)],
    ['a map', new Map()],
    ['a bigint', 1n],
    ['NaN', [NaN]],
    ['infinity', Infinity],
    ['negative zero', -0],
    ['other typed arrays', new Uint16Array(1)],
    ['a function', () => undefined],
    ['an object with the tag’s name', { $type: 'bytes' }],
  ])('are refused where reading would give another value: %s', (_, value) => {
    expect(() => encodeStored(value)).toThrow(/^the crypto store cannot keep \[object /);
  });

  it.each(['{', '{"$type":"date"}', '{"$type":"bytes","length":3,"base64":"*"}', '{"$type":"bytes"}'])(
    'are not read from %s',
    (text) => {
      expect(() => decodeStored(text)).toThrow(SyntaxError);
    },
  );
});
