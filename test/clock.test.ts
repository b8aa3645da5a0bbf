import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createClock } from '../src/clock.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'performance'], now: 1_000_000_000_000 });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('createClock', () => {
  it('goes on evenly while the time of the system is set, and converts to that and back (S8)', () => {
    const clock = createClock(undefined);
    const startedMs = clock.now();
    vi.advanceTimersByTime(250.4);
    vi.setSystemTime(5_000_000);
    expect(clock.elapsedMs(startedMs)).toBe(250);
    expect(clock.toEpochMs(clock.now() + 1000)).toBe(5_001_000);
    expect(clock.fromEpochMs(5_001_000) - clock.now()).toBeCloseTo(1000);
  });

  it('has the times of a clock that is passed in, and gives them out as they are (S8)', () => {
    let nowMs = 100;
    const clock = createClock(() => nowMs);
    nowMs = 350.4;
    expect([clock.now(), clock.elapsedMs(100)]).toEqual([350.4, 250]);
    expect([clock.toEpochMs(7), clock.fromEpochMs(8)]).toEqual([7, 8]);
  });

  it.each([NaN, Infinity, -Infinity])('takes no time where a clock that is passed in says %d (S8)', (reading) => {
    const clock = createClock(() => reading);
    expect(clock.elapsedMs(clock.now())).toBe(0);
    expect(clock.elapsedMs(100)).toBe(0);
  });
});
