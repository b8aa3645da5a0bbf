import { describe, expect, it } from 'vitest';
import { isToken } from '../../src/registration/token.js';

describe('isToken', () => {
  it.each(['a', '!', '~', 'syt_abc-DEF.123=/+'])('accepts visible ASCII: %j (G8)', (value) => {
    expect(isToken(value)).toBe(true);
  });

  it.each([
    '',
    ' ',
    'a b',
    'a\n',
    '\na',
    'a\tb',
    'a\u007f',
    'é',
    '\u0000',
    'a\r\nx-header: y',
    1e5,
    null,
    undefined,
    ['a'],
  ])('refuses %j (A1, G8)', (value) => {
    expect(isToken(value)).toBe(false);
  });
});
