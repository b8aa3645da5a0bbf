/** A back-off of one operation: plain JSON data, part of a {@link PathMemorySnapshot}. */
export interface BackOff {
  /** Length before jitter, in milliseconds. */
  readonly lengthMs: number;
  /**
   * Time of the next allowed request, in milliseconds: of the memory's clock, or since the Unix epoch in a snapshot.
   */
  readonly retryAtMs: number;
}

/** The first back-off: 5 minutes. */
export const firstBackOffMs: number = 5 * 60 * 1000;
/** The longest back-off: 24 hours, jitter included. */
export const longestBackOffMs: number = 24 * 60 * 60 * 1000;

const jitter = 0.2;

/**
 * Computes the next back-off, or the first one (N5): 5 minutes, doubled each time, at most 24 hours.
 *
 * Jitter makes each up to 20 % longer, so that appservices that failed together are not asked together.
 *
 * @param random A number from 0 (no jitter) up to, not including, 1.
 * @rule N5
 */
export function nextBackOff(previous: BackOff | undefined, nowMs: number, random: number): BackOff {
  const lengthMs = previous === undefined ? firstBackOffMs : Math.min(previous.lengthMs * 2, longestBackOffMs);
  return { lengthMs, retryAtMs: nowMs + Math.round(withJitter(lengthMs, random)) };
}

/** Returns the longest time that a back-off can last, in milliseconds. */
export function longestWaitMs({ lengthMs }: BackOff): number {
  return withJitter(lengthMs, 1);
}

function withJitter(lengthMs: number, random: number): number {
  return Math.min(lengthMs * (1 + jitter * random), longestBackOffMs);
}

/**
 * Tells whether a wait is over. One that ends later than the longest wait allows is over too: the clock was set back. So is
 * one in which NaN or an infinite number stands for a time: it would never end.
 *
 * @param longestMs The longest that the wait can last.
 */
export function isOver(retryAtMs: number, nowMs: number, longestMs: number): boolean {
  return !(nowMs < retryAtMs && retryAtMs - nowMs <= longestMs);
}

/** A pause of one operation after failed calls. */
export interface Pause {
  /** Number of consecutive failures. */
  readonly failures: number;
  /** Time of the next allowed request, in milliseconds of the memory's clock. */
  readonly retryAtMs: number;
}

/** The longest pause: 8 minutes. */
const longestPauseMs = 8 * 60 * 1000;

/**
 * Computes the pause after one more failure: 2ⁿ seconds after n failures in a row, at most 8 minutes (N6).
 *
 * @rule N6
 */
export function nextPause(previous: Pause | undefined, nowMs: number): Pause {
  const failures = (previous?.failures ?? 0) + 1;
  return { failures, retryAtMs: nowMs + pauseLengthMs(failures) };
}

/** Returns the length of the pause after `failures` in a row, in milliseconds. */
export function pauseLengthMs(failures: number): number {
  return Math.min(2 ** failures * 1000, longestPauseMs);
}
