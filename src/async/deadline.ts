import { TimeoutError } from '../errors.js';
import { Cancellation, untilCancelled } from './cancellation.js';

/** The longest delay of a timer, in milliseconds: about 25 days. With a longer one it fires at once. */
export const longestTimerMs: number = 2 ** 31 - 1;

/** Runs an action after a time, capped at 25 days; the returned function cancels that. */
function after(timeMs: number, action: () => void): () => void {
  const timer = setTimeout(action, Math.min(timeMs, longestTimerMs));
  return () => {
    clearTimeout(timer);
  };
}

/**
 * Does work under a single deadline (N8).
 *
 * The work is cancelled with a {@link TimeoutError} when time is up, or with the reason of its caller, and must then
 * reject with that reason. No timer and no listener is left behind (S6).
 *
 * @param timeoutMs In milliseconds, capped at about 25 days.
 * @rule N8
 */
export async function withDeadline<T>(
  timeoutMs: number,
  caller: AbortSignal | Cancellation | undefined,
  work: (cancellation: Cancellation) => Promise<T>,
): Promise<T> {
  const cancellation = new Cancellation();
  const unfollow = caller && cancellation.follow(caller);
  const stopTimer = after(timeoutMs, () => {
    cancellation.cancel(new TimeoutError(timeoutMs));
  });
  try {
    cancellation.throwIfCancelled();
    return await work(cancellation);
  } finally {
    stopTimer();
    unfollow?.();
  }
}

/** Waits for a time, capped at about 25 days. Rejects with the reason as soon as the wait is cancelled. */
export function pause(timeMs: number, cancellation: Cancellation): Promise<void> {
  let stopTimer: (() => void) | undefined;
  return untilCancelled(
    cancellation,
    () =>
      new Promise<void>((resolve) => {
        stopTimer = after(timeMs, resolve);
      }),
  ).finally(() => stopTimer?.());
}

/** The result of {@link withinDeadline} when time is up. */
export const expired: unique symbol = Symbol('expired');

/**
 * The number of promise-queue turns that work may take without a timer. Work without I/O needs about five, and
 * callbacks add one per event.
 */
const turnsWithoutTimer = 10;

/**
 * Waits for work, for at most `deadlineMs`, capped at about 25 days. Only the wait ends there: the work goes on, and
 * its outcome is ignored (T8).
 *
 * @rule T8
 */
export async function withinDeadline<T>(work: Promise<T>, deadlineMs: number): Promise<T | typeof expired> {
  const state = { settled: false };
  const settle = (): void => {
    state.settled = true;
  };
  work.then(settle, settle);
  // Setting and clearing a timer costs more than the rest of a small request, and most work ends before one could fire.
  for (let turn = 0; turn < turnsWithoutTimer && !state.settled; turn++) await Promise.resolve();
  if (state.settled) return await work; // Returning the promise itself would take two more turns.
  return await new Promise((resolve, reject) => {
    const stopTimer = after(deadlineMs, () => {
      resolve(expired);
    });
    work.finally(stopTimer).then(resolve, reject);
  });
}
