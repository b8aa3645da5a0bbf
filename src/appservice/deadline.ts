import { longestTimerMs } from '../http/longest-timer.js';

/** What {@link withinDeadline} gives when the time is up. */
export const expired: unique symbol = Symbol('expired');

/**
 * How many turns of the promise queue work may take without a timer. What has nothing to wait for needs about five, and callbacks
 * one more per event.
 */
const turnsWithoutTimer = 10;

/**
 * Waits for work, for `deadlineMs` at the most; `Infinity` is about 25 days. Only the wait ends there, not the work,
 * and how the work ends then is ignored.
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
    const timer = setTimeout(resolve, Math.min(deadlineMs, longestTimerMs), expired);
    const stop = (): void => {
      clearTimeout(timer);
    };
    work.then(stop, stop);
    work.then(resolve, reject);
  });
}
