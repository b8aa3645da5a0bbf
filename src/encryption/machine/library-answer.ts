import type { Time } from '../../appservice/leadership.js';
import { Cancellation } from '../../async/cancellation.js';
import { TimeoutError } from '../../errors.js';

/** The longest that the library takes for anything, by far. In milliseconds. */
const longestMs = 60_000;

/** The encryption library did not answer: it may have failed inside, and what it held then it holds for ever. */
export class LibrarySilenceError extends TimeoutError {
  override readonly message = 'the encryption library did not answer';
}

/**
 * Waits for the library, but not for ever: after a panic its promise stays open, and with it would a room's lock, and every stop.
 *
 * @throws {TimeoutError} after a minute.
 */
export async function libraryAnswer<T>(time: Pick<Time, 'wait'>, answer: Promise<T>): Promise<T> {
  const answered = new Cancellation();
  const waited = time.wait(longestMs, answered).then((): never => {
    throw new LibrarySilenceError(longestMs);
  });
  try {
    return await Promise.race([answer, waited]);
  } finally {
    waited.catch(() => undefined);
    answered.cancel(undefined);
  }
}
