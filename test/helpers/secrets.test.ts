import { describe, expect, it } from 'vitest';
import { partOf } from './secrets.js';

describe('partOf', () => {
  it('finds eight characters of a token in a row, wherever they are in a text', () => {
    expect(partOf('syt_abcdefgh', 'the token is syt_abcdefgh.')).toBe('syt_abcd');
    expect(partOf('syt_abcdefgh', '…abcdefgh')).toBe('abcdefgh');
    expect(partOf('syt_abcdefgh', 'x_abcdefg x')).toBe('_abcdefg');
  });

  it('finds a shorter token as a whole', () => {
    expect(partOf('abc', 'xabcx')).toBe('abc');
    expect(partOf('abc', 'ab c')).toBeUndefined();
  });

  it('finds nothing in seven characters', () => {
    expect(partOf('syt_abcdefgh', 'syt_abc')).toBeUndefined();
  });
});
