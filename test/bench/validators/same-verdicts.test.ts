import { describe, expect, it } from 'vitest';
import { firstDifference, variantsOf } from './same-verdicts.js';

const isText = (value: unknown): boolean => typeof value === 'object' && value !== null && 'text' in value;

describe('firstDifference', () => {
  it('finds nothing between a validator and itself', () => {
    expect(firstDifference([{ text: 'a', list: [{ b: 1 }] }], isText, isText)).toBeUndefined();
  });

  it('names the change on which two differ', () => {
    const strict = (value: unknown): boolean => isText(value) && JSON.stringify(value).includes('"text":"');
    expect(firstDifference([{ text: 'a' }], isText, strict)).toBe('/text = null, which should be accepted');
    expect(firstDifference([{ text: 'a' }], strict, isText)).toBe('/text = null, which should be refused');
  });
});

describe('variantsOf', () => {
  it('takes every value out and replaces it by others of each type, in objects and in arrays', () => {
    const variants = [...variantsOf({ a: [1] })].map(({ value }) => JSON.stringify(value));
    expect(variants).toEqual(
      expect.arrayContaining(['{"a":[1]}', 'null', '{}', '{"a":{}}', '{"a":[]}', '{"a":["text"]}']),
    );
  });

  it('never changes the sample', () => {
    const sample = { a: { b: [1, 2] } };
    expect([...variantsOf(sample)].length).toBeGreaterThan(40);
    expect(sample).toEqual({ a: { b: [1, 2] } });
  });
});
