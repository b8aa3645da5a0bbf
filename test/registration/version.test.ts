import { describe, expect, it } from 'vitest';
import { isOlder, parseVersion } from '../../src/registration/version.js';

describe('parseVersion', () => {
  it.each([
    ['1.157', [1, 157]],
    ['v1.157.0', [1, 157, 0]],
    ['1.157.0rc1', [1, 157, 0]],
    [' 1.9.3 (b=main,abc123)', [1, 9, 3]],
    ['2', [2]],
    ['1.5-beta.2', [1, 5]],
  ])('reads the numbers that %j begins with (G5)', (text, expected) => {
    expect(parseVersion(text)).toEqual(expected);
  });

  it.each(['', 'main', '.5', 'rc1', 'v'])('finds no numbers in %j', (text) => {
    expect(parseVersion(text)).toBeUndefined();
  });
});

describe('isOlder', () => {
  it('compares number by number, and not as text or fractions (G5)', () => {
    const sorted = [[0, 9], [1], [1, 9], [1, 81], [1, 141], [1, 156], [1, 156, 1], [1, 1000], [2]];
    for (const [i, older] of sorted.entries()) {
      for (const [j, newer] of sorted.entries()) expect(isOlder(older, newer)).toBe(i < j);
    }
  });

  it('takes missing numbers for zeros', () => {
    expect(isOlder([1, 156], [1, 156, 0])).toBe(false);
    expect(isOlder([1, 156, 0], [1, 156])).toBe(false);
  });
});
