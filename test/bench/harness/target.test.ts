import { describe, expect, it } from 'vitest';
import { describeVerdict, isMet, significant, type Verdict } from './target.js';

const share = (measured: Verdict['measured'], atMost = 0.05): Verdict => ({
  number: 1,
  what: 'validate',
  limit: { atMost },
  unit: '%',
  measured,
});
const factor = (measured: Verdict['measured'], atLeast = 0.8): Verdict => ({
  number: 7,
  what: 'listener',
  limit: { atLeast },
  unit: '×',
  measured,
});

describe('a target', () => {
  it.each([
    [share(0.031), true, '1. validate, ≤ 5 %: 3.1 %, met'],
    [share(0.05), true, '1. validate, ≤ 5 %: 5 %, met'],
    [share(0.06), false, '1. validate, ≤ 5 %: 6 %, missed by 20 % of it'],
    [factor(0.8), true, '7. listener, ≥ 0.8×: 0.8×, met'],
    [factor(0.4), false, '7. listener, ≥ 0.8×: 0.4×, missed by 50 % of it'],
    [factor(4, 2.5), true, '7. listener, ≥ 2.5×: 4×, met'],
    [factor({ missing: 'not installed' }), undefined, '7. listener, ≥ 0.8×: not measured, not installed'],
    [share(NaN), false, '1. validate, ≤ 5 %: NaN %, missed by NaN % of it'],
  ])('is met, missed by so much, or not measured: %#', (verdict, met, line) => {
    expect(isMet(verdict)).toBe(met);
    expect(describeVerdict(verdict)).toBe(line);
  });

  it('that is hardly missed is missed: what is shown is rounded, what decides is not', () => {
    expect(describeVerdict(share(0.050_01))).toBe('1. validate, ≤ 5 %: 5 %, missed by 0.02 % of it');
  });
});

describe('significant', () => {
  it.each([
    [0.0312, '0.031'],
    [0.5, '0.5'],
    [1.2345, '1.23'],
    [12.345, '12.3'],
    [99.96, '100'],
    [123_456, '123456'],
  ])('writes %d as %s', (value, text) => {
    expect(significant(value)).toBe(text);
  });
});
