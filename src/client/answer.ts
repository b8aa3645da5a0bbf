import type { Cancellation } from '../async/cancellation.js';
import { BodyTooLargeError } from '../errors.js';
import { readLimited } from '../http/read-limited.js';

/** The part of an answer's headers that is read. `Headers` implements it, and can be made from it. */
export interface AnswerHeaders extends Iterable<[string, string]> {
  /** Returns the value of a header, by its name in lower case. */
  get(name: string): string | null;
}

/** An answer whose body has not been read yet. */
export interface Answer {
  readonly status: number;
  readonly headers: AnswerHeaders;
  /** Tells whether it comes from a redirect, whatever its status. */
  readonly redirected: boolean;
  /**
   * Reads the body to its end, and releases the connection if it stops early.
   *
   * @throws {BodyTooLargeError} as soon as it is larger than `maxBodyBytes`; before reading, if its declared length is.
   * @throws The error of a broken connection, also after a cancellation.
   */
  read(maxBodyBytes: number, cancellation: Cancellation): Promise<Uint8Array>;
  /** Releases an answer that is not read. */
  discard(): void;
}

/**
 * Wraps a web-standard response as an answer.
 *
 * @throws {TypeError} if it is not a response: a custom `fetch` may return anything.
 */
export function answerOf(response: Response | undefined): Answer {
  if (typeof response?.status !== 'number') throw new TypeError('fetch gave no response');
  const { status, headers, type, redirected, body } = response;
  const discard = (): void => {
    // Not awaited: a source that never settles its cancellation must not block the caller.
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
