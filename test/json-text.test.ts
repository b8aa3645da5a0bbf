import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonText } from '../src/json-text.js';

describe('jsonText', () => {
  it('writes a text that parses to the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(jsonText(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it.each([
    '[1e999,-1e999,null]',
    '{"a":{"__proto__":1e999,"b":[null]},"":[]}',
    '{"a":[{},"\\u0000\\ud800"],"n":null}',
  ])('keeps what JSON.stringify would lose or change: %s', (text) => {
    expect(jsonText(JSON.parse(text))).toBe(text);
  });

  it('leaves undefined fields out', () => {
    expect(jsonText({ a: undefined, b: null })).toBe('{"b":null}');
  });

  it('writes what nests deeper than the engine can call (S2)', () => {
    const text = `${'[{"a":'.repeat(50_000)}1${'}]'.repeat(50_000)}`;
    expect(jsonText(JSON.parse(text)) === text).toBe(true);
  });

  it('writes no cycle', () => {
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    expect(() => jsonText(cycle)).toThrow(TypeError);
  });
});
