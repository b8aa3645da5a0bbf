import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countLines, excerptOf, rangeOfLine } from '../../../scripts/docs/playground/excerpt.js';
import { formatJson, jsonTextIndented } from '../../../scripts/docs/playground/format-json.js';

describe('formatting JSON', () => {
  it('indents as JSON.stringify does', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(formatJson(text)).toBe(JSON.stringify(JSON.parse(text), null, 2));
      }),
      { numRuns: 100, examples: [['{"a":[],"b":{},"c":[1,{"d":null}]}']] },
    );
  });

  it('keeps numbers, escapes and repeated names as they are written, and what is no JSON untouched', () => {
    expect(formatJson('\ufeff{"a":1e400,"a":1.0,"b":"\\u0061"}')).toBe(
      '{\n  "a": 1e400,\n  "a": 1.0,\n  "b": "\\u0061"\n}',
    );
    expect(formatJson('{')).toBeUndefined();
    expect(jsonTextIndented({ a: [1] })).toBe('{\n  "a": [\n    1\n  ]\n}');
  });

  it('takes deep nesting without a deep stack or a text that grows with its square', () => {
    const text = '['.repeat(1900) + ']'.repeat(1900);
    expect(formatJson(text)?.length).toBeLessThan(400_000);
  });
});

describe('an excerpt', () => {
  const text = 'a\nb\nc\nd\ne\nf';

  it('has the lines around a place', () => {
    const shown = (line: number): string =>
      excerptOf(text, line, 1)
        .map((each) => `${each.number}${each.text}${each.isMarked ? '!' : ''}`)
        .join(' ');
    expect(shown(3)).toBe('1a 2b 3c! 4d 5e');
    expect(shown(1)).toBe('1a! 2b 3c');
    expect(shown(6)).toBe('4d 5e 6f!');
  });

  it('cuts a long line around its column', () => {
    const [line] = excerptOf(`${'x'.repeat(5000)}HERE${'y'.repeat(5000)}`, 1, 5001);
    expect(line?.text).toMatch(/^…x{60}HEREy+…$/);
    expect(line?.text.length).toBe(162);
  });

  it('finds and counts lines', () => {
    expect(rangeOfLine(text, 2)).toEqual({ start: 2, end: 3 });
    expect(rangeOfLine(text, 99)).toEqual({ start: 10, end: 11 });
    expect([countLines(''), countLines(text)]).toEqual([1, 6]);
  });
});
