import { longestTimerMs } from '../http/longest-timer.js';

/** What {@link withinDeadline} gives when the time is up. */
export const expired: unique symbol = Symbol('expired');

/**
 * Waits for work, for `deadlineMs` at the most; `Infinity` is about 25 days. Only the wait ends there, not the work,
 * and how the work ends then is ignored.
 */
export async function withinDeadline<T>(work: Promise<T>, deadlineMs: number): Promise<T | typeof expired> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const deadline = new Promise<typeof expired>((resolve) => {
    timer = setTimeout(
      () => {
        resolve(expired);
      },
      Math.min(deadlineMs, longestTimerMs),
    );
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
