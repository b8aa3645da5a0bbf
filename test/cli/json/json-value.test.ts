import { describe, expect, it } from 'vitest';
import { kindOf, valueAt } from '../../../src/cli/json/json-value.js';

const document = { a: [{ 'b/c': 1 }], d: null };

describe('valueAt', () => {
  it.each([
    ['', document],
    ['/a/0/b~1c', 1],
    ['/d', null],
    ['/a/1', undefined],
    ['/a/x', undefined],
    ['/d/e', undefined],
    ['/toString', undefined],
  ])('finds what is at %j, or nothing', (pointer, expected) => {
    expect(valueAt(document, pointer)).toEqual(expected);
  });
});

describe('kindOf', () => {
  it.each([
    [null, 'null'],
    [undefined, 'nothing'],
    [[], 'an array'],
    [{}, 'an object'],
    ['secret', 'a string'],
    [1, 'a number'],
  ])('names the kind of %j, and shows nothing of it', (value, expected) => {
    expect(kindOf(value)).toBe(expected);
  });
});
