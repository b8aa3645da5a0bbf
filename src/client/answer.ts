import type { Cancellation } from '../async/cancellation.js';
import { BodyTooLargeError } from '../errors.js';
import { readLimited } from '../http/read-limited.js';

/** What is read of an answer's headers. `Headers` has it, and can be made of it. */
export interface AnswerHeaders extends Iterable<[string, string]> {
  /** The value of a header, by its name in lower case. */
  get(name: string): string | null;
}

/** An answer whose body is yet to be read. */
export interface Answer {
  readonly status: number;
  readonly headers: AnswerHeaders;
  /** Whether it comes from a redirect, whatever its status. */
  readonly redirected: boolean;
  /**
   * Reads the body to its end, and lets go of the connection whenever it stops early.
   *
   * @throws {BodyTooLargeError} as soon as it is larger than `maxBodyBytes`, before anything is read where it says so itself.
   * @throws What the connection breaks with, be it for a cancellation.
   */
  read(maxBodyBytes: number, cancellation: Cancellation): Promise<Uint8Array>;
  /** Lets go of an answer that is not read. */
  discard(): void;
}

/**
 * The answer in a web-standard response.
 *
 * @throws {TypeError} when it is none: what is passed in as `fetch` may give anything.
 */
export function answerOf(response: Response | undefined): Answer {
  if (typeof response?.status !== 'number') throw new TypeError('fetch gave no response');
  const { status, headers, type, redirected, body } = response;
  const discard = (): void => {
    // Not awaited: a source that never settles its cancellation must not hold the caller up.
    body?.cancel().catch(() => undefined);
  };
  return {
    status,
    headers,
    redirected: type === 'opaqueredirect' || redirected,
    read: async (maxBodyBytes, { signal }) => {
      if (Number(headers.get('content-length')) > maxBodyBytes) {
        discard();
        throw new BodyTooLargeError(maxBodyBytes);
      }
      return readLimited(body, maxBodyBytes, signal);
    },
    discard,
  };
}
