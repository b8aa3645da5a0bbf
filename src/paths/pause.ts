/** How long an operation is left alone after calls that failed. */
export interface Pause {
  /** How many calls failed in a row. */
  readonly failures: number;
  /** When a request may go out again, in milliseconds: a moment of the memory's clock. */
  readonly retryAtMs: number;
}

/** The longest pause: 8 minutes. */
const longestPauseMs = 8 * 60 * 1000;

/** The pause after one more failure: 2ⁿ seconds after n of them in a row, at the most 8 minutes (N6). */
export function nextPause(previous: Pause | undefined, nowMs: number): Pause {
  const failures = (previous?.failures ?? 0) + 1;
  return { failures, retryAtMs: nowMs + pauseLengthMs(failures) };
}

/** The length of a pause after `failures` in a row, in milliseconds. */
export function pauseLengthMs(failures: number): number {
  return Math.min(2 ** failures * 1000, longestPauseMs);
}
