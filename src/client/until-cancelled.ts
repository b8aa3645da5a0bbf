import type { Cancellation } from './cancellation.js';

/**
 * Does work that may take no notice of a cancellation: ends as the work does, or with the reason as soon as there is one. Where
 * there is one already, nothing is begun at all.
 *
 * @param discard What to do with a result that comes too late.
 */
export function untilCancelled<T>(
  cancellation: Cancellation,
  work: () => Promise<T>,
  discard: (result: T) => void = () => undefined,
): Promise<T> {
  return new Promise((resolve, reject) => {
    cancellation.throwIfCancelled();
    const callOff = cancellation.onCancel(() => {
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- a caller's reason may be anything
      reject(cancellation.reason);
    });
    work()
      .then((result) => {
        if (cancellation.cancelled) discard(result);
        else resolve(result);
      }, reject)
      .finally(callOff);
  });
}
