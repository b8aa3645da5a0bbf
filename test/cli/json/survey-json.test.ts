import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { valueAt } from '../../../src/cli/json/json-value.js';
import { surveyJson } from '../../../src/cli/json/survey-json.js';
import { jsonPointer } from '../../../src/findings.js';

describe('surveyJson', () => {
  it('finds no fault exactly where JSON.parse finds none', () => {
    const pieces = fc.constantFrom(
      ...'{}[],:"\\ \n\t'.split(''),
      '"a"',
      '1',
      '-0.5e+3',
      '01',
      '.5',
      'true',
      'nul',
      'NaN',
      '\\u00e9',
      "'",
    );
    const texts = fc.oneof(
      fc.array(pieces, { maxLength: 12 }).map((each) => each.join('')),
      fc.json(),
      fc.string(),
    );
    fc.assert(
      fc.property(texts, (text) => {
        expect(surveyJson(text).fault === undefined).toBe(isJson(text));
      }),
      { numRuns: 2000 },
    );
  });

  it('finds every value at its pointer, whatever the names are, and the text there begins with that value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(undefined, 1, '\t'), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const parsed: unknown = JSON.parse(text);
        const pointers = pointersIn(parsed);
        const { places } = surveyJson(text, pointers);
        expect([...places.keys()].sort()).toEqual([...new Set(pointers)].sort());
        for (const [pointer, offset] of places) {
          const found = JSON.stringify(valueAt(parsed, pointer), null, indent);
          const rest = text.slice(offset);
          expect(rest.startsWith(found.slice(0, 1))).toBe(true);
          if (indent === undefined) expect(rest.startsWith(found)).toBe(true);
        }
      }),
    );
  });

  it('of a name that stands twice finds the last value, which counts (S1), and tells of it', () => {
    const text = '{"a": 1, "\\u0061": {"b": 2}, "c": {"a": 3}}';
    const { places, duplicates } = surveyJson(text, ['/a', '/a/b', '/c/a', '/d']);
    expect(Object.fromEntries(places)).toEqual({
      '/a': text.indexOf('{"b"'),
      '/a/b': text.indexOf('2'),
      '/c/a': text.indexOf('3'),
    });
    expect(duplicates).toEqual([{ pointer: '/a', offset: text.indexOf('"\\u0061"') }]);
  });

  it('reads names with slashes and tildes as pointers escape them', () => {
    const text = '{"a/b": {"~": [10, 20]}}';
    expect([...surveyJson(text, ['/a~1b/~0/1']).places.values()]).toEqual([text.indexOf('20')]);
  });

  it('has limits: 20 repeated names, 2,000 levels; none for long strings', () => {
    expect(surveyJson(`{${'"a":1,'.repeat(50)}"b":1}`).duplicates).toHaveLength(20);
    expect(surveyJson('['.repeat(2000) + ']'.repeat(2000)).fault).toBeUndefined();
    expect(surveyJson('['.repeat(100_000) + ']'.repeat(100_000)).fault?.offset).toBe(2000);
    expect(surveyJson('"'.padEnd(5_000_000, 'a') + '"').fault).toBeUndefined();
  });

  it.each([
    ['', 0, 'the text ends where a value should come'],
    ['{"a": 1,}', 8, 'not "}": is there a comma too many?'],
    ['[1,]', 3, 'not "]": is there a comma too many?'],
    ['{"a" 1}', 5, 'a colon should come here, not a number'],
    ['{"a": 1 "b": 2}', 8, 'a comma or a closing brace should come here'],
    ['[1 2]', 3, 'a comma or a closing bracket should come here, not a number'],
    ["{'a': 1}", 1, 'strings have double quotes'],
    ['{"a": 1} // b', 9, 'nothing more should come here, not "/": JSON has no comments'],
    ['{"a": NaN}', 6, 'which JSON does not have'],
    ['[007]', 1, 'a number that JSON writes differently'],
    ['["a\nb"]', 3, 'a line break in a string'],
    ['["a\u0007"]', 3, 'a control character in a string'],
    ['["\\x41"]', 2, 'an escape that JSON does not have'],
    ['{"a": "b', 6, 'a string without an end'],
    ['{"a": 1', 7, 'the text ends where a comma or a closing brace should come'],
    ['{"a": 🙂}', 6, 'a value should come here, not a character that has no meaning there'],
    ['{"a": hs-secret}', 6, 'a value should come here, not a word without quotation marks'],
    ['{"a" "b"}', 5, 'a colon should come here, not a string'],
    ['[true false]', 6, 'a comma or a closing bracket should come here, not "false"'],
  ])('says of %j that at %i: %s', (text, offset, message) => {
    const { fault } = surveyJson(text);
    expect(fault?.offset).toBe(offset);
    expect(fault?.message).toContain(message);
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function pointersIn(value: unknown, steps: readonly string[] = []): string[] {
  const inside = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return [jsonPointer(...steps), ...inside.flatMap(([name, each]) => pointersIn(each, [...steps, name]))];
}
