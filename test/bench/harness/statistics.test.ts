import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quantile, summarize, summarizeRatio } from './statistics.js';

const figures = fc.array(fc.double({ min: 0.001, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 40 });

describe('summarize', () => {
  it.each([
    [[3], { median: 3, low: 3, high: 3 }],
    [[4, 1, 3, 2], { median: 2.5, low: 1.75, high: 3.25 }],
    [[5, 1, 2, 4, 3], { median: 3, low: 2, high: 4 }],
    [[1, 1, 1, 1, 1000], { median: 1, low: 1, high: 1 }],
  ])('gives the median and the quartiles of %j', (values, expected) => {
    expect(summarize(values)).toEqual(expected);
  });

  it('does not change the figures, and does not care about their order', () => {
    fc.assert(
      fc.property(figures, (values) => {
        const before = [...values];
        const summary = summarize(values);
        expect(values).toEqual(before);
        expect(summarize([...values].reverse())).toEqual(summary);
        expect(summary.low).toBeLessThanOrEqual(summary.median);
        expect(summary.median).toBeLessThanOrEqual(summary.high);
      }),
    );
  });

  it('refuses to make a figure of none', () => {
    expect(() => summarize([])).toThrow(RangeError);
  });
});

describe('quantile', () => {
  it('gives the smallest at 0 and the largest at 1', () => {
    expect(quantile([1, 2, 9], 0)).toBe(1);
    expect(quantile([1, 2, 9], 1)).toBe(9);
    expect(quantile([10, 20], 0.99)).toBeCloseTo(19.9);
  });
});

describe('summarizeRatio', () => {
  it('compares round by round, so that a slow round that hits both changes nothing', () => {
    expect(summarizeRatio([2, 20, 2], [1, 10, 1]).median).toBe(2);
    expect(summarizeRatio([1, 1, 1], [1, 2, 4])).toEqual({ median: 0.5, low: 0.375, high: 0.75 });
  });

  it('refuses figures of different rounds', () => {
    expect(() => summarizeRatio([1], [1, 2])).toThrow(RangeError);
  });
});
