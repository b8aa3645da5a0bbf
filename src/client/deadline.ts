import { TimeoutError } from '../errors.js';
import { createAbortActions } from '../http/abort-actions.js';
import { longestTimerMs } from '../http/longest-timer.js';
import { Cancellation } from './cancellation.js';

/** Many calls may share a caller's signal. */
const abortActions = /*@__PURE__*/ createAbortActions();

/**
 * Does work under one deadline for all of it (N8).
 *
 * The work is cancelled with a {@link TimeoutError} when time is up, or with the reason of the caller's signal, and must then
 * reject with that reason. No timer and no listener is left behind, however the work ends (S6).
 *
 * @param timeoutMs In milliseconds; more than about 25 days count as that.
 */
export async function withDeadline<T>(
  timeoutMs: number,
  caller: AbortSignal | undefined,
  work: (cancellation: Cancellation) => Promise<T>,
): Promise<T> {
  caller?.throwIfAborted();
  const cancellation = new Cancellation();
  const expire = (): void => {
    cancellation.cancel(new TimeoutError(timeoutMs));
  };
  const timer = setTimeout(expire, Math.min(timeoutMs, longestTimerMs));
  const unfollow =
    caller &&
    abortActions.add(caller, () => {
      cancellation.cancel(caller.reason);
    });
  try {
    return await work(cancellation);
  } finally {
    clearTimeout(timer);
    unfollow?.();
  }
}
