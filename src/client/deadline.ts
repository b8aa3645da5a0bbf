import { TimeoutError } from '../errors.js';
import { longestTimerMs } from '../http/longest-timer.js';

/**
 * Does work under one deadline for all of it (N8).
 *
 * The signal aborts with a {@link TimeoutError} when time is up, or with the caller's reason. `work` must then reject with that
 * reason. No timer and no listener is left behind, however the work ends (S6).
 *
 * @param timeoutMs In milliseconds; more than about 25 days count as that.
 */
export async function withDeadline<T>(
  timeoutMs: number,
  caller: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  caller?.throwIfAborted();
  const controller = new AbortController();
  const expire = (): void => {
    controller.abort(new TimeoutError(timeoutMs));
  };
  const timer = setTimeout(expire, Math.min(timeoutMs, longestTimerMs));
  try {
    // Not a listener of our own on the caller's signal: many calls may share one, and Node warns of many listeners.
    return await work(caller ? AbortSignal.any([caller, controller.signal]) : controller.signal);
  } finally {
    clearTimeout(timer);
  }
}
