import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bearerTokenOf, isSameToken } from '../../src/http/bearer-token.js';

describe('bearerTokenOf', () => {
  it.each([
    ['Bearer abc', 'abc'],
    ['bearer abc', 'abc'],
    ['BEARER   abc', 'abc'],
    ['Bearer abc  ', 'abc'],
    ['Bearer a b', 'a b'],
  ])('reads %j', (header, token) => {
    expect(bearerTokenOf(header)).toBe(token);
  });

  it.each([
    '',
    'Bearer',
    'Bearer ',
    'Bearer    ',
    'Basic abc',
    'abc',
    'Bearerabc',
    'X-Matrix origin=a',
    null,
    undefined,
  ])('finds no token in %j (A1)', (header) => {
    expect(bearerTokenOf(header)).toBeUndefined();
  });
});

describe('isSameToken', () => {
  it('is the equality of strings (A1)', () => {
    const near = fc.string().chain((token) => fc.tuple(fc.constant(token), fc.oneof(fc.constant(token), fc.string())));
    fc.assert(
      fc.property(near, ([given, expected]) => {
        expect(isSameToken(given, expected)).toBe(given === expected);
      }),
    );
  });

  it.each([
    ['', 'a'],
    ['a', ''],
    ['a', 'aa'],
    ['ab', 'aa'],
    ['secret', 'secres'],
    ['a', 'š'],
  ])('tells %j from %j (A1)', (given, expected) => {
    expect(isSameToken(given, expected)).toBe(false);
  });
});
