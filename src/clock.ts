/**
 * A clock for intervals: it goes on at the same pace whatever is done to the system's time, so five minutes last five minutes (S8).
 * Its moments are milliseconds from an origin of its own; times that are given out are converted to the Unix epoch.
 */
export interface Clock {
  /** The present moment. */
  now(): number;
  /** Whole milliseconds since a moment. */
  elapsedMs(sinceMs: number): number;
  /** Converts a moment to milliseconds since the Unix epoch, as the system's time is now. */
  toEpochMs(momentMs: number): number;
  /** Converts milliseconds since the Unix epoch, as the system's time is now, to a moment. */
  fromEpochMs(epochMs: number): number;
}

/**
 * Makes a clock of the option `now`, whose moments are given out as they are; without it, of the runtime's monotonic time.
 */
export function createClock(now: (() => number) | undefined): Clock {
  if (now === undefined) return monotonicClock;
  return {
    now,
    elapsedMs: (sinceMs) => Math.round(now() - sinceMs),
    toEpochMs: (momentMs) => momentMs,
    fromEpochMs: (epochMs) => epochMs,
  };
}

/** Looks both times up at each call, so that whoever replaces them later, as tests do, is heeded. */
const monotonicClock: Clock = {
  now: () => performance.now(),
  elapsedMs: (sinceMs) => Math.round(performance.now() - sinceMs),
  toEpochMs: (momentMs) => Math.round(Date.now() + momentMs - performance.now()),
  fromEpochMs: (epochMs) => performance.now() + epochMs - Date.now(),
};
