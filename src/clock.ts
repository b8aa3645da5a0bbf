/**
 * A clock for intervals that is unaffected by changes to the system's time, so five minutes last five minutes (S8).
 * Moments are milliseconds from an origin of its own; published times are converted to the Unix epoch.
 */
export interface Clock {
  /** The present moment. */
  now(): number;
  /** Counts whole milliseconds since a moment; 0 if the option `now` returned NaN or an infinite number. */
  elapsedMs(sinceMs: number): number;
  /** Converts a moment to milliseconds since the Unix epoch, by the system's current time. */
  toEpochMs(momentMs: number): number;
  /** Converts milliseconds since the Unix epoch to a moment, by the system's current time. */
  fromEpochMs(epochMs: number): number;
}

/** Creates a clock from the option `now`, without conversion; by default, from the runtime's monotonic time. */
export function createClock(now: (() => number) | undefined): Clock {
  if (now === undefined) return monotonicClock;
  return {
    now,
    elapsedMs: (sinceMs) => {
      const elapsedMs = Math.round(now() - sinceMs);
      return Number.isFinite(elapsedMs) ? elapsedMs : 0;
    },
    toEpochMs: (momentMs) => momentMs,
    fromEpochMs: (epochMs) => epochMs,
  };
}

/** Looks both times up at each call, so that tests can replace them later. */
const monotonicClock: Clock = {
  now: () => performance.now(),
  elapsedMs: (sinceMs) => Math.round(performance.now() - sinceMs),
  toEpochMs: (momentMs) => Math.round(Date.now() + momentMs - performance.now()),
  fromEpochMs: (epochMs) => performance.now() + epochMs - Date.now(),
};
