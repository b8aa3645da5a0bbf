import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type BackOff,
  firstBackOffMs,
  isOver,
  longestBackOffMs,
  longestWaitMs,
  nextBackOff,
  nextPause,
  type Pause,
} from '../../src/paths/back-off.js';

const minutes = 60_000;

describe('nextBackOff', () => {
  it('lasts exactly 5 minutes at first, then doubles up to 24 hours, where there is no jitter (N5)', () => {
    const lengths: number[] = [];
    for (let backOff: BackOff | undefined; lengths.length < 12; lengths.push(backOff.retryAtMs)) {
      backOff = nextBackOff(backOff, 0, 0);
    }
    expect(lengths.map((length) => length / minutes)).toEqual([
      5, 10, 20, 40, 80, 160, 320, 640, 1280, 1440, 1440, 1440,
    ]);
  });

  it('is up to a fifth longer by jitter, and never longer than 24 hours (N5)', () => {
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.array(random, { minLength: 1, maxLength: 20 }), fc.nat(), (randoms, nowMs) => {
        let backOff: BackOff | undefined;
        for (const value of randoms) {
          backOff = nextBackOff(backOff, nowMs, value);
          const waitMs = backOff.retryAtMs - nowMs;
          expect(waitMs).toBeGreaterThanOrEqual(backOff.lengthMs);
          expect(waitMs).toBeLessThanOrEqual(Math.min(backOff.lengthMs * 1.2, longestBackOffMs));
        }
        expect(backOff?.lengthMs).toBe(Math.min(firstBackOffMs * 2 ** (randoms.length - 1), longestBackOffMs));
      }),
    );
  });

  it('doubles the length without the jitter of the one before (N5)', () => {
    expect(nextBackOff(nextBackOff(undefined, 0, 0.999), 0, 0).retryAtMs).toBe(10 * minutes);
  });
});

describe('isOver', () => {
  const day = longestBackOffMs;

  it.each([
    [day, false],
    [2 * day - 1, false],
    [2 * day, true],
    [3 * day, true],
  ])('compares with the time: %i, %s', (nowMs, expected) => {
    expect(isOver(2 * day, nowMs, day)).toBe(expected);
  });

  it('does not wait for a clock that was set back to catch up', () => {
    expect(isOver(2 * day, 0, day)).toBe(true);
    expect(isOver(10 * minutes, 4 * minutes, 6 * minutes)).toBe(false);
    expect(isOver(10 * minutes, 4 * minutes - 1, 6 * minutes)).toBe(true);
  });

  it.each([
    [NaN, 0],
    [0, NaN],
    [NaN, NaN],
    [Infinity, 0],
    [Infinity, Infinity],
    [0, -Infinity],
    [-Infinity, -Infinity],
  ])('does not wait until %d at %d, which would never end (S8)', (retryAtMs, nowMs) => {
    expect(isOver(retryAtMs, nowMs, day)).toBe(true);
  });
});

describe('longestWaitMs', () => {
  it('is a fifth more than the length, and 24 hours at the most (N5)', () => {
    const lengths = [5 * minutes, 1280 * minutes, longestBackOffMs];
    const longest = lengths.map((lengthMs) => longestWaitMs({ lengthMs, retryAtMs: 0 }));
    expect(longest).toEqual([6 * minutes, longestBackOffMs, longestBackOffMs]);
  });
});

describe('nextPause', () => {
  it('takes 2ⁿ seconds after n failures in a row, and 8 minutes at the most (N6)', () => {
    const lengths: number[] = [];
    let pause: Pause | undefined;
    for (let n = 0; n < 11; n++) {
      pause = nextPause(pause, 1000);
      lengths.push((pause.retryAtMs - 1000) / 1000);
    }
    expect(lengths).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 480, 480, 480]);
  });

  it('stays at 8 minutes however many failures there were (N6)', () => {
    expect(nextPause({ failures: 5000, retryAtMs: 0 }, 7)).toEqual({ failures: 5001, retryAtMs: 480_007 });
  });
});
