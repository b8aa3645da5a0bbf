import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { copyJson, isSameJson } from '../src/json-objects.js';

const parse = (text: string): unknown => JSON.parse(text) as unknown;

describe('isSameJson', () => {
  it.each([
    ['{"a":1,"b":[{"c":null}]}', '{"b":[{"c":null}],"a":1}'],
    ['{"__proto__":1}', '{"__proto__":1}'],
    ['[]', '[]'],
    ['"a"', '"a"'],
    ['0', '-0'],
  ])('takes %s and %s for the same', (left, right) => {
    expect(isSameJson(parse(left), parse(right))).toBe(true);
  });

  it.each([
    ['{"a":1}', '{"a":1,"b":1}'],
    ['{"a":1}', '{"b":1}'],
    ['{"__proto__":{}}', '{"a":{}}'],
    ['{"toString":1}', '{"a":1}'],
    ['[1,2]', '[2,1]'],
    ['[1]', '[1,1]'],
    ['[]', '{}'],
    ['{}', 'null'],
    ['1', '"1"'],
    ['{"a":{"b":[1,{"c":2}]}}', '{"a":{"b":[1,{"c":3}]}}'],
  ])('tells %s from %s, in both directions', (left, right) => {
    expect(isSameJson(parse(left), parse(right))).toBe(false);
    expect(isSameJson(parse(right), parse(left))).toBe(false);
  });

  it('agrees with the comparison of the sorted text for any two JSON values', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 2 }), fc.jsonValue({ maxDepth: 2 }), (left, right) => {
        expect(isSameJson(left, right)).toBe(sorted(left) === sorted(right));
      }),
    );
  });

  it('takes any JSON value for the same as its copy', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(isSameJson(parse(text), parse(text))).toBe(true);
      }),
    );
  });

  it('compares values that nest deeper than calls can (S2)', () => {
    const deep = (end: string): unknown => parse(`${'['.repeat(100_000)}${end}${']'.repeat(100_000)}`);
    expect(isSameJson(deep('1'), deep('1'))).toBe(true);
    expect(isSameJson(deep('1'), deep('2'))).toBe(false);
  });

  it('comes to an end with values that contain themselves, or the same value many times', () => {
    /** A ring of so many objects. */
    const ring = (size: number, end: object = {}): unknown => {
      const first: { next?: unknown } = {};
      let last: unknown = first;
      for (let i = 1; i < size; i++) last = i === 1 ? { next: last, ...end } : { next: last };
      first.next = last;
      return first;
    };
    expect(isSameJson(ring(2), ring(3))).toBe(true);
    expect(isSameJson(ring(2), ring(3, { end: 1 }))).toBe(false);
    const twice = (levels: number): unknown => {
      let value: unknown = {};
      for (let i = 0; i < levels; i++) value = [value, value];
      return value;
    };
    expect(isSameJson(twice(60), twice(60))).toBe(true);
  });
});

describe('copyJson', () => {
  it('makes an equal value that shares no object with the first', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const copy = copyJson(value);
        expect(copy).toEqual(value);
        expect(JSON.stringify(copy)).toBe(JSON.stringify(value));
        const originals = new Set(objectsIn(value));
        expect(objectsIn(copy).filter((part) => originals.has(part))).toEqual([]);
      }),
    );
  });

  it('keeps __proto__ as an own property (M6)', () => {
    const copy = copyJson(JSON.parse('{"a":[{"__proto__":{"b":1}}]}') as unknown);
    expect(JSON.stringify(copy)).toBe('{"a":[{"__proto__":{"b":1}}]}');
  });

  it('copies what nests too deep for the stack', () => {
    let value: unknown = [];
    for (let i = 0; i < 100_000; i++) value = [value];
    let depth = 0;
    for (let part = copyJson(value); Array.isArray(part); part = part[0]) depth += 1;
    expect(depth).toBe(100_001);
  });
});

function objectsIn(value: unknown): object[] {
  if (typeof value !== 'object' || value === null) return [];
  return [value, ...Object.values(value).flatMap(objectsIn)];
}

function sorted(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}
