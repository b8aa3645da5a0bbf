import { describe, expect, it } from 'vitest';
import { isDeeperThan } from '../../src/http/json-depth.js';

const nested = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));

describe('isDeeperThan', () => {
  it.each([
    [null, 0, false],
    ['text', 0, false],
    [[], 0, true],
    [[], 1, false],
    [{}, 1, false],
    [{ a: 1 }, 1, false],
    [{ a: [] }, 1, true],
    [{ a: [] }, 2, false],
    [[1, { a: { b: 1 } }], 2, true],
    [[1, { a: { b: 1 } }], 3, false],
  ])('says of %j and %i levels: %s (S2)', (value, levels, expected) => {
    expect(isDeeperThan(value, levels)).toBe(expected);
  });

  it('allows exactly the limit (S2)', () => {
    expect(isDeeperThan(nested(512), 512)).toBe(false);
    expect(isDeeperThan(nested(513), 512)).toBe(true);
  });

  it('stops at the limit, so that a million levels do not exhaust the stack (S2)', () => {
    expect(isDeeperThan(nested(1_000_000), 512)).toBe(true);
  });

  it('finds the depth in any member (S2)', () => {
    expect(isDeeperThan({ shallow: 1, ['__proto__']: nested(3), last: {} }, 3)).toBe(true);
  });
});
