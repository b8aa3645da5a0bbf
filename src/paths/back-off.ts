/** How long an operation is left alone: plain JSON data, part of a {@link PathMemorySnapshot}. */
export interface BackOff {
  /** The length before jitter, in milliseconds. */
  readonly lengthMs: number;
  /** When a request may go out again, in milliseconds: a moment of the memory's clock, in a snapshot since the Unix epoch. */
  readonly retryAtMs: number;
}

/** The first back-off: 5 minutes. */
export const firstBackOffMs: number = 5 * 60 * 1000;
/** The longest back-off: 24 hours, jitter included. */
export const longestBackOffMs: number = 24 * 60 * 60 * 1000;

const jitter = 0.2;

/**
 * The back-off that follows another one, or the first one (N5): 5 minutes, then twice as long each time, at the most 24 hours.
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

/** The longest that a back-off can last, in milliseconds. */
export function longestWaitMs({ lengthMs }: BackOff): number {
  return withJitter(lengthMs, 1);
}

function withJitter(lengthMs: number, random: number): number {
  return Math.min(lengthMs * (1 + jitter * random), longestBackOffMs);
}

/**
 * Tells whether a wait is over. One that would end later than it can last is over too: its clock was set back.
 *
 * @param longestMs The longest that the wait can last.
 */
export function isOver(retryAtMs: number, nowMs: number, longestMs: number): boolean {
  return nowMs >= retryAtMs || retryAtMs - nowMs > longestMs;
}

/** How long an operation is left alone after calls that failed. */
export interface Pause {
  /** How many calls failed in a row. */
  readonly failures: number;
  /** When a request may go out again, in milliseconds: a moment of the memory's clock. */
  readonly retryAtMs: number;
}

/** The longest pause: 8 minutes. */
const longestPauseMs = 8 * 60 * 1000;

/**
 * The pause after one more failure: 2ⁿ seconds after n of them in a row, at the most 8 minutes (N6).
 *
 * @rule N6
 */
export function nextPause(previous: Pause | undefined, nowMs: number): Pause {
  const failures = (previous?.failures ?? 0) + 1;
  return { failures, retryAtMs: nowMs + pauseLengthMs(failures) };
}

/** The length of a pause after `failures` in a row, in milliseconds. */
export function pauseLengthMs(failures: number): number {
  return Math.min(2 ** failures * 1000, longestPauseMs);
}
