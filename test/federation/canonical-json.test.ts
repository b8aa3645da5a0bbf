import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../src/federation/canonical-json.js';
import { CanonicalJsonError } from '../../src/errors.js';
import { jsonValue, reordered } from './json-arbitraries.js';

describe('the examples of the specification', () => {
  it.each([
    ['{}', '{}'],
    ['{"one": 1, "two": "Two"}', '{"one":1,"two":"Two"}'],
    ['{"b": "2", "a": "1"}', '{"a":"1","b":"2"}'],
    ['{"b":"2","a":"1"}', '{"a":"1","b":"2"}'],
    [
      `{"auth": {"success": true, "mxid": "@john.doe:example.com", "profile": {"display_name": "John Doe", "three_pids":
        [{"medium": "email", "address": "john.doe@example.org"}, {"medium": "msisdn", "address": "123456789"}]}}}`,
      '{"auth":{"mxid":"@john.doe:example.com","profile":{"display_name":"John Doe","three_pids":[{"address":"john.doe@example.org","medium":"email"},{"address":"123456789","medium":"msisdn"}]},"success":true}}',
    ],
    ['{"a": "日本語"}', '{"a":"日本語"}'],
    ['{"本": 2, "日": 1}', '{"日":1,"本":2}'],
    [String.raw`{"a": "\u65E5"}`, '{"a":"日"}'],
    ['{"a": null}', '{"a":null}'],
    ['{"a": -0, "b": 1e10}', '{"a":0,"b":10000000000}'],
  ])('come out byte for byte: %s (F1)', (json, canonical) => {
    expect(canonicalJson(JSON.parse(json))).toBe(canonical);
  });
});

describe('canonicalJson', () => {
  it('finds at once that something contains itself, however much is beside it (F1)', () => {
    const cyclic: Record<string, unknown> = { items: 'x'.repeat(1_000_000) };
    cyclic['z'] = cyclic;
    expect(() => canonicalJson(cyclic)).toThrow(expect.objectContaining({ pointer: '/z' }) as Error);
  });

  it('writes what stands in two places, and does not contain itself, twice (F1)', () => {
    const shared = { a: 1 };
    expect(canonicalJson([shared, { shared }])).toBe('[{"a":1},{"shared":{"a":1}}]');
  });

  it.each([
    [
      'integer-like names stand where code points put them',
      { 10: 1, 9: 2, a: 3, '-1': 4 },
      '{"-1":4,"10":1,"9":2,"a":3}',
    ],
    ['a name before those that it begins', { ab: 1, a: 2, '': 3 }, '{"":3,"a":2,"ab":1}'],
    [
      'code points decide, not UTF-16 units',
      { '\u{1f600}': 1, '\uffff': 2, '\ue000': 3, '\ud7ff': 4 },
      '{"\ud7ff":4,"\ue000":3,"\uffff":2,"\u{1f600}":1}',
    ],
    ['code points decide inside a name', { 'a\u{10000}b': 1, 'a\uffeeb': 2 }, '{"a\uffeeb":2,"a\u{10000}b":1}'],
    ['escapes are the shortest', '\b\t\n\f\r"\\\u0000\u001f', String.raw`"\b\t\n\f\r\"\\\u0000\u001f"`],
    ['what needs no escape has none', '/\u007f\u0080\u2028\u2029é😀', '"/\u007f\u0080\u2028\u2029é😀"'],
    [
      'the largest integers',
      [2 ** 53 - 1, -(2 ** 53) + 1, -0, 1e15],
      '[9007199254740991,-9007199254740991,0,1000000000000000]',
    ],
    ['null prototypes', Object.assign(Object.create(null) as object, { a: 1 }), '{"a":1}'],
    ['objects of another realm', runInNewContext('({ b: [1], a: {} })'), '{"a":{},"b":[1]}'],
  ])('%s (F1)', (_, value, canonical) => {
    expect(canonicalJson(value)).toBe(canonical);
  });

  it('keeps an own member called __proto__ and sees none that is inherited (F1, M6)', () => {
    expect(canonicalJson(JSON.parse('{"constructor":1,"__proto__":{"b":2}}'))).toBe(
      '{"__proto__":{"b":2},"constructor":1}',
    );
    expect(canonicalJson({})).toBe('{}');
  });

  const cycle: Record<string, unknown> = {};
  cycle['a'] = [cycle];

  it.each([
    ['a fraction', { a: [0, 0.5] }, '/a/1'],
    ['2⁵³', 2 ** 53, ''],
    ['-(2⁵³)', { 'a/b~': -(2 ** 53) }, '/a~1b~0'],
    ['NaN', [NaN], '/0'],
    ['an infinity', [[-Infinity]], '/0/0'],
    ['a number from 1e400', JSON.parse('{"n":1e400}'), '/n'],
    ['a lone high surrogate', { a: '\ud83d' }, '/a'],
    ['a lone low surrogate', ['x', 'a\ude00b'], '/1'],
    ['surrogates in the wrong order', '\ude00\ud83d', ''],
    ['a lone surrogate in a name', { 'a\ud800': 1 }, '/a\ud800'],
    ['undefined', undefined, ''],
    ['a member that is undefined', { a: undefined }, '/a'],
    // oxlint-disable-next-line no-sparse-arrays -- the hole is what is tested
    ['a hole in an array', [1, , 2], '/1'],
    ['a function', { a: () => 1 }, '/a'],
    ['a symbol', [Symbol('a')], '/0'],
    ['a bigint', 1n, ''],
    ['a date', { a: new Date(0) }, '/a'],
    ['a map', new Map(), ''],
    ['bytes', new Uint8Array(2), ''],
    ['a boxed number', [Object(1)], '/0'],
    ['a class instance', new URLSearchParams(), ''],
    ['an object with a prototype of its own making', Object.create({ a: 1 }), ''],
  ])('refuses %s, and says where (F1)', (_, value, pointer) => {
    expect(faultOf(value)).toMatchObject({ code: 'CANONICAL_JSON', pointer });
  });

  it('refuses what contains itself, without running out of stack (F1)', () => {
    expect(faultOf(cycle).message).toContain('contains itself');
  });

  it.each([512, 900, 1024])('writes %i levels of objects and arrays, deep in the stack too (F1)', (levels) => {
    const json = `${'[{"":'.repeat(levels / 2)}1${'}]'.repeat(levels / 2)}`;
    const value: unknown = JSON.parse(json);
    expect(underCalls(2000, () => canonicalJson(value))).toBe(json);
  });

  it('refuses 1025 levels and more, with an error of its own (F1)', () => {
    const value: unknown = JSON.parse('['.repeat(1025) + ']'.repeat(1025));
    expect(faultOf(value).message).toContain('nests deeper than 1024 levels');
    expect(faultOf(JSON.parse('['.repeat(100_000) + ']'.repeat(100_000))).code).toBe('CANONICAL_JSON');
  });

  it('refuses what uses up the stack before that, with the same error (F1)', () => {
    const deep = {
      get a(): never {
        throw new RangeError('Maximum call stack size exceeded');
      },
    };
    expect(faultOf(deep).message).toContain('nests too deep for this runtime');
  });

  it('gives the same for what it gave, parsed (F1)', () => {
    fc.assert(
      fc.property(jsonValue, (value) => {
        const canonical = canonicalJson(value);
        expect(canonicalJson(JSON.parse(canonical))).toBe(canonical);
        expect(JSON.parse(canonical)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('does not depend on the order of members, and changes nothing (F1)', () => {
    fc.assert(
      fc.property(jsonValue, (value) => {
        const before = JSON.stringify(value);
        expect(canonicalJson(reordered(value))).toBe(canonicalJson(value));
        expect(JSON.stringify(value)).toBe(before);
      }),
    );
  });

  it('sorts names as their UTF-32 bytes would be sorted (F1)', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ unit: 'binary' })), (names) => {
        const written = JSON.parse(canonicalJson(names.map((name) => ({ [name]: 0 })))) as object[];
        expect(written).toHaveLength(names.length);
        const object = Object.fromEntries(names.map((name) => [name, 0]));
        const sorted = [...names].sort((a, b) => Buffer.compare(utf32(a), utf32(b)));
        expect(canonicalJson(object)).toBe(`{${sorted.map((name) => `${JSON.stringify(name)}:0`).join(',')}}`);
      }),
    );
  });
});

function faultOf(value: unknown): CanonicalJsonError {
  try {
    canonicalJson(value);
  } catch (error) {
    if (error instanceof CanonicalJsonError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

function underCalls<T>(calls: number, run: () => T): T {
  return calls === 0 ? run() : underCalls(calls - 1, run);
}

function utf32(text: string): Uint8Array {
  const points = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  return Uint8Array.from(points.flatMap((point) => [point >> 16, (point >> 8) & 255, point & 255]));
}
