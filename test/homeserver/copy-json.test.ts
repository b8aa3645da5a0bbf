import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { copyJson } from '../../src/homeserver/copy-json.js';

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
