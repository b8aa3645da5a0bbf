import { delayAfter } from '../appservice/deliveries.js';
import { ConnectionError, MatrixHttpError, TimeoutError } from '../errors.js';
import type { EncryptionContext } from './encryption-context.js';

/** The number of times that one request is sent. */
const mostAttempts = 5;

/** No attempt begins later than this after the first, in milliseconds. */
const longestMs = 60_000;

/**
 * Sends a request until it has an answer, at most five times within a minute. It must be the same each time, with the same transaction
 * ID: after a 429, a broken connection, a timeout, or an error of a proxy. Ends with the term.
 *
 * @throws The last error, or the first that another try does not change.
 * @rule E5
 */
export async function repeatRequest<T>(
  { machines, time, random }: Pick<EncryptionContext, 'machines' | 'time' | 'random'>,
  request: () => Promise<T>,
): Promise<T> {
  const { ending } = machines.term();
  const begunMs = time.monotonicMs();
  for (let attempt = 1; ; attempt++) {
    try {
      return await request();
    } catch (error) {
      const waitMs = Math.max(delayAfter(attempt, random()), retryAfterMsOf(error));
      const isTooLate = time.monotonicMs() - begunMs + waitMs > longestMs;
      if (!isWorthRepeating(error) || attempt === mostAttempts || isTooLate) throw error;
      await time.wait(waitMs, ending);
      if (ending.cancelled) throw error;
    }
  }
}

function retryAfterMsOf(error: unknown): number {
  return error instanceof MatrixHttpError ? (error.retryAfterMs ?? 0) : 0;
}

/** A 500 is not: the homeserver has understood the request, and would fail again. */
function isWorthRepeating(error: unknown): boolean {
  if (error instanceof MatrixHttpError) return [429, 502, 503, 504].includes(error.status);
  return error instanceof ConnectionError || error instanceof TimeoutError;
}
