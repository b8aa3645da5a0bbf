import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase64, encodeBase64 } from '../../src/federation/base64.js';

describe('encodeBase64', () => {
  it.each([
    ['', ''],
    ['f', 'Zg'],
    ['fo', 'Zm8'],
    ['foo', 'Zm9v'],
    ['foob', 'Zm9vYg'],
    ['fooba', 'Zm9vYmE'],
    ['foobar', 'Zm9vYmFy'],
  ])("gives the specification's example for %j (F1)", (text, base64) => {
    const bytes = new TextEncoder().encode(text);
    expect(encodeBase64(bytes)).toBe(base64);
    expect(decodeBase64(base64, bytes.length)).toEqual(bytes);
  });
});

describe('decodeBase64', () => {
  const zeros = 'A'.repeat(43);

  it('gives back what was encoded, with and without padding (F1)', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
        expect(decodeBase64(encodeBase64(bytes), bytes.length)).toEqual(bytes);
        expect(decodeBase64(Buffer.from(bytes).toString('base64'), bytes.length)).toEqual(bytes);
      }),
    );
  });

  it.each([
    ['one byte too few', 'A'.repeat(42)],
    ['one digit too many', 'A'.repeat(44)],
    ['padding beyond what completes it', `${zeros}==`],
    ['padding in place of a digit', `${'A'.repeat(42)}==`],
    ['padding in the middle', `${'A'.repeat(20)}=${'A'.repeat(22)}`],
    ['another character as padding', `${zeros}A`],
    ['the URL-safe alphabet', `-_${'A'.repeat(41)}`],
    ['a space before', ` ${zeros}`],
    ['a space after', `${zeros} `],
    ['a line break after', `${zeros}\n`],
    ['a space inside', `${'A'.repeat(21)} ${'A'.repeat(22)}`],
    ['a character beyond U+00FF', `${'A'.repeat(42)}Ａ`],
    ['a NUL', `${'A'.repeat(42)}\0`],
    ['nothing', ''],
    ['a number', 0],
    ['null', null],
    ['undefined', undefined],
    ['an object that would be the right string', { toString: () => zeros }],
    ['an array that would be the right string', [zeros]],
    ['ten million digits', 'A'.repeat(10_000_000)],
  ])('refuses %s (F1)', (_, text) => {
    expect(decodeBase64(zeros, 32)).toEqual(new Uint8Array(32));
    expect(decodeBase64(text, 32)).toBeUndefined();
  });

  it.each(['B', 'C', 'D'])('lets the bits of the last digit pass that no byte has room for: %s (F2)', (digit) => {
    expect(decodeBase64(`${'A'.repeat(42)}${digit}`, 32)).toEqual(new Uint8Array(32));
    expect(decodeBase64(`${'A'.repeat(42)}${digit}=`, 32)).toEqual(new Uint8Array(32));
  });
});
