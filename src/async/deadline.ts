import { TimeoutError } from '../errors.js';
import { Cancellation } from './cancellation.js';

/** The longest a timer can take, in milliseconds: about 25 days. Beyond it a timer fires at once. */
export const longestTimerMs: number = 2 ** 31 - 1;

/** Runs an action after a time, at the latest after 25 days; the function that it returns calls that off. */
function after(timeMs: number, action: () => void): () => void {
  const timer = setTimeout(action, Math.min(timeMs, longestTimerMs));
  return () => {
    clearTimeout(timer);
  };
}

/**
 * Does work under one deadline for all of it (N8).
 *
 * The work is cancelled with a {@link TimeoutError} when time is up, or with the reason of the caller's signal, and must then
 * reject with that reason. No timer and no listener is left behind, however the work ends (S6).
 *
 * @param timeoutMs In milliseconds; more than about 25 days count as that.
 * @rule N8
 */
export async function withDeadline<T>(
  timeoutMs: number,
  caller: AbortSignal | undefined,
  work: (cancellation: Cancellation) => Promise<T>,
): Promise<T> {
  caller?.throwIfAborted();
  const cancellation = new Cancellation();
  const stopTimer = after(timeoutMs, () => {
    cancellation.cancel(new TimeoutError(timeoutMs));
  });
  const unfollow = caller && cancellation.follow(caller);
  try {
    return await work(cancellation);
  } finally {
    stopTimer();
    unfollow?.();
  }
}

/** The result of {@link withinDeadline} when time is up. */
export const expired: unique symbol = Symbol('expired');

/**
 * The number of turns of the promise queue that work may take without a timer. What has nothing to wait for needs about five, and
 * callbacks one more per event.
 */
const turnsWithoutTimer = 10;

/**
 * Waits for work, for `deadlineMs` at the most; more than about 25 days count as that. Only the wait ends there, not the work,
 * and how the work ends then is ignored (T8).
 *
 * @rule T8
 */
export async function withinDeadline<T>(work: Promise<T>, deadlineMs: number): Promise<T | typeof expired> {
  const state = { settled: false };
  const settle = (): void => {
    state.settled = true;
  };
  work.then(settle, settle);
  // To set and clear a timer costs more than the rest of a small request, and most work ends before one could fire.
  for (let turn = 0; turn < turnsWithoutTimer && !state.settled; turn++) await Promise.resolve();
  // Awaited: to return a promise as it is takes two turns more.
  return await (state.settled ? work : untilDeadline(work, deadlineMs));
}

function untilDeadline<T>(work: Promise<T>, deadlineMs: number): Promise<T | typeof expired> {
  return new Promise((resolve, reject) => {
    const stopTimer = after(deadlineMs, () => {
      resolve(expired);
    });
    work.then(stopTimer, stopTimer);
    work.then(resolve, reject);
  });
}
