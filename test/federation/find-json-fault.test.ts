import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isKeptExactly } from '../../src/federation/find-json-fault.js';

describe('isKeptExactly', () => {
  it.each(['0', '-0', '1', '1.0', '1e10', '1.5e1', '10E-1', '0.0', '0e99', '9007199254740991', '1.5', '0.1', '1e300'])(
    'holds for %s (F1)',
    (number) => {
      expect(isKeptExactly(number)).toBe(true);
    },
  );

  it.each([
    '0.99999999999999999999',
    '1.00000000000000000001',
    '1e-400',
    '-1e-999',
    '9007199254740990.4999',
    '1e400',
    '-1e400',
    `1.${'0'.repeat(100_000)}1`,
  ])('does not hold for %.40s: parsing rounds it to another number (F1)', (number) => {
    expect(isKeptExactly(number)).toBe(false);
  });

  it('holds for every integer, however it is spelled (F1)', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.nat(20), (integer, zeros) => {
        const spellings = [
          String(integer),
          `${integer}.${'0'.repeat(zeros + 1)}`,
          `${integer}${'0'.repeat(zeros)}e-${zeros}`,
          integer.toExponential(),
        ];
        for (const spelling of spellings) expect(isKeptExactly(spelling)).toBe(Number.isFinite(Number(spelling)));
      }),
    );
  });
});
