import { describe, expect, it } from 'vitest';
import { RecentResults } from '../src/recent-results.js';

/** Remembers the squares of `limit` numbers, none for odd ones, and what was computed. */
function squares(limit: number): { results: RecentResults<number, number | undefined>; computed: number[] } {
  const computed: number[] = [];
  const results = new RecentResults<number, number | undefined>(limit, (n) => {
    computed.push(n);
    return n % 2 === 0 ? n * n : undefined;
  });
  return { results, computed };
}

describe('RecentResults', () => {
  it('computes a result once, be it undefined', () => {
    const { results, computed } = squares(10);
    expect([4, 4, 3, 3, 4].map((n) => results.get(n))).toEqual([16, 16, undefined, undefined, 16]);
    expect(computed).toEqual([4, 3]);
  });

  it('remembers the last keys up to the limit, and forgets those that were not asked for since', () => {
    const { results, computed } = squares(2);
    for (const n of [0, 2, 4, 6, 8]) results.get(n);
    computed.length = 0;
    for (const n of [8, 6, 0]) results.get(n);
    expect(computed).toEqual([0]);
  });

  it('keeps what is asked for again and again, whatever passes by', () => {
    const { results, computed } = squares(2);
    results.get(0);
    for (let n = 1; n < 100; n++) {
      results.get(n);
      results.get(0);
    }
    expect(computed.filter((n) => n === 0)).toEqual([0]);
  });
});
