import { describe, expect, it } from 'vitest';
import { ratioOf, rowsAgainst } from './compare.js';

describe('rowsAgainst', () => {
  const timings = [
    { name: 'base', samples: [10, 20, 30] },
    { name: 'half', samples: [5, 10, 15] },
  ];

  it('puts each contender in relation to the reference', () => {
    expect(rowsAgainst(timings, 'base')[1]?.figures).toEqual({
      time: { median: 10, low: 7.5, high: 12.5, unit: 'ms' },
      'of base': { median: 0.5, low: 0.5, high: 0.5, unit: '%' },
    });
    expect(ratioOf(timings, 'base', 'half')).toBe(2);
  });

  it('refuses a reference that was not measured', () => {
    expect(() => rowsAgainst(timings, 'other')).toThrow(RangeError);
  });
});
