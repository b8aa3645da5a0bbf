import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PayloadError } from '../../src/errors.js';
import { parseSignedBody } from '../../src/federation/parse-signed-body.js';
import { jsonValue } from './json-arbitraries.js';
import { processorMs } from '../helpers/processor-time.js';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

function issueOf(bytes: Uint8Array, depth?: number): object {
  try {
    parseSignedBody(bytes, { depth });
  } catch (error) {
    if (error instanceof PayloadError && error.issues[0] !== undefined) return error.issues[0];
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('parseSignedBody', () => {
  it('reads any JSON as JSON.parse does (S1)', () => {
    const spaces = fc.constantFrom(undefined, 1, '\t', '\n');
    fc.assert(
      fc.property(fc.oneof(jsonValue, fc.jsonValue({ stringUnit: 'binary' })), spaces, (value, space) => {
        const json = JSON.stringify(value, undefined, space);
        expect(parseSignedBody(encode(json))).toEqual(JSON.parse(json));
      }),
    );
  });

  it.each([
    ['{"a":{"a":1},"b":[{"a":1},{"a":2}]}', 'the same name in different objects'],
    [String.raw`{"a\"":1,"a\\":2,"a":3,"\u0061\u0000":4}`, 'names that only look alike'],
    ['[1,-0,1e2,1.5,0.1E-2]', 'numbers of every spelling'],
    ['{"a":"{\\"b\\":1,\\"b\\":2}"}', 'duplicates in a string'],
    [String.raw`["\ud83d\ude00","\\ud800"]`, 'surrogates in pairs, and a backslash before a u'],
    ['{"":{},"x":[]}', 'empty names, objects and arrays'],
    [' [ { } , [ ] ]\r\n', 'white space'],
  ])('accepts %s: %s (S1)', (json) => {
    expect(parseSignedBody(encode(json))).toEqual(JSON.parse(json));
  });

  it.each([
    ['{"a":1,"a":1}', '/a'],
    ['{"a":1,"b":{"c":[0,{"d":1,"d":2}]}}', '/b/c/1/d'],
    [String.raw`{"a":1,"\u0061":2}`, '/a'],
    ['{"a":{"x":1},"b":2,"a":{}}', '/a'],
    ['{"__proto__":1,"__proto__":2}', '/__proto__'],
    ['{"":1,"":2}', '/'],
    [String.raw`{"a/b~\"":1,"a/b~\"":2}`, '/a~1b~0"'],
    ['[[],{},{"x":1,"y":[{}],"x":2}]', '/2/x'],
  ])('refuses a name that stands twice in one object: %s (S1)', (json, pointer) => {
    expect(issueOf(encode(json))).toEqual({ pointer, message: 'appears twice in its object' });
  });

  it('finds a duplicate wherever it is put (S1)', () => {
    fc.assert(
      fc.property(jsonValue, jsonValue, fc.string({ unit: 'binary' }), (before, after, name) => {
        const member = `${JSON.stringify(name)}:`;
        const json = `[${JSON.stringify(before)},{${member}${JSON.stringify(after)},"x${name.length}":0,${member}1}]`;
        expect(issueOf(encode(json))).toMatchObject({ message: 'appears twice in its object' });
      }),
    );
  });

  it.each([
    ['a byte order mark', encode('\ufeff{}'), '', 'is not valid JSON'],
    ['a byte that is no UTF-8', Uint8Array.of(0x22, 0x80, 0x22), '', 'is not valid UTF-8'],
    ['an overlong encoding', Uint8Array.of(0x22, 0xc0, 0xaf, 0x22), '', 'is not valid UTF-8'],
    ['a surrogate in UTF-8', Uint8Array.of(0x22, 0xed, 0xa0, 0x80, 0x22), '', 'is not valid UTF-8'],
    ['UTF-16', Uint8Array.of(0x7b, 0, 0x7d, 0), '', 'is not valid JSON'],
    ['nothing', encode(''), '', 'is not valid JSON'],
    ['NaN', encode('[NaN]'), '', 'is not valid JSON'],
    ['Infinity', encode('[-Infinity]'), '', 'is not valid JSON'],
    ['a comma too many', encode('[1,]'), '', 'is not valid JSON'],
    ['a comment', encode('{}//'), '', 'is not valid JSON'],
    ['single quotes', encode("{'a':1}"), '', 'is not valid JSON'],
    ['a bare line break in a string', encode('"\n"'), '', 'is not valid JSON'],
    ['half a body', encode('{"a":'), '', 'is not valid JSON'],
    ['two bodies', encode('{}{}'), '', 'is not valid JSON'],
    ['a leading zero', encode('[01]'), '', 'is not valid JSON'],
    ['a number beyond all numbers', encode('{"a":[1,1e400]}'), '/a/1', 'is a number that parsing cannot keep exactly'],
    ['a negative one', encode('-1e999'), '', 'is a number that parsing cannot keep exactly'],
    ['a lone surrogate', encode(String.raw`{"a":["\ud800"]}`), '/a/0', 'has a lone surrogate'],
    ['a lone surrogate in a name', encode(String.raw`{"\udc00":1}`), '/\udc00', 'has a lone surrogate'],
  ])('refuses %s (S1)', (_, bytes, pointer, message) => {
    expect(issueOf(bytes)).toEqual({ pointer, message });
  });

  it('does not quote the body', () => {
    expect(JSON.stringify(issueOf(encode('{"token":"secret"')))).not.toContain('secret');
  });

  it('refuses more than 512 levels, or as many as it is told (S2)', () => {
    const nested = (levels: number): Uint8Array => encode('['.repeat(levels) + ']'.repeat(levels));
    expect(parseSignedBody(nested(512))).toHaveLength(1);
    expect(issueOf(nested(513))).toMatchObject({ message: 'nests deeper than 512 levels' });
    expect(issueOf(encode('{"a":[{}]}'), 2)).toEqual({ pointer: '/a/0', message: 'nests deeper than 2 levels' });
    expect(issueOf(nested(1_000_000))).toMatchObject({ message: 'nests deeper than 512 levels' });
  });

  it.each([
    ['a string of backslashes', `"${'\\'.repeat(4_000_000)}"`],
    ['a string of escaped quotes', `"${'\\"'.repeat(2_000_000)}"`],
    ['white space', `[${' '.repeat(4_000_000)}]`],
    ['one number', `[${'1'.repeat(300)}]`],
    ['a million small objects', `[${'{"a":1},'.repeat(500_000)}{}]`],
    ['a million names', `{${Array.from({ length: 300_000 }, (_, index) => `"${index}":0`).join(',')}}`],
  ])('reads %s in a time that grows with its size (S2)', (_, json) => {
    const bytes = encode(json);
    const before = processorMs();
    const value = parseSignedBody(bytes);
    expect(processorMs() - before).toBeLessThan(5000);
    expect(JSON.stringify(value) === JSON.stringify(JSON.parse(json))).toBe(true);
  });
});
