import type { Cancellation } from '../async/cancellation.js';
import { BodyTooLargeError, ConnectionError, InvalidAnswerError } from '../errors.js';
import { isJsonObject } from '../json-objects.js';
import type { Answer, AnswerHeaders } from './answer.js';
import { dispatchOf, type Fetch } from './fetch.js';
import type { ClientRequest } from './request.js';
import { isSocketUrl } from './base-url.js';

/** Options of {@link send}. */
export interface SendOptions {
  readonly fetch: Fetch;
  /** Cancels the exchange. */
  readonly cancellation: Cancellation;
  readonly maxBodyBytes: number;
}

/** An answer of any status, read to its end. */
export interface Exchange {
  readonly status: number;
  readonly headers: AnswerHeaders;
  readonly body: Uint8Array;
}

/**
 * Sends one request and reads the whole answer, and releases the connection if it stops early.
 *
 * It ends as soon as it is cancelled, even if `fetch` ignores that.
 *
 * @throws The reason of the cancellation.
 * @throws {ConnectionError} if the connection cannot be made or breaks, or the answer is incomplete. Only a known code
 *   of the runtime's error is passed on: its message may quote the token (S5). `SOCKET_UNSUPPORTED` if `fetch` reaches
 *   no unix socket.
 * @throws {InvalidAnswerError} for a redirect and for a compressed answer, unread.
 * @throws {BodyTooLargeError} as soon as the body is larger than `maxBodyBytes`.
 */
export async function send(
  request: ClientRequest,
  { fetch, cancellation, maxBodyBytes }: SendOptions,
): Promise<Exchange> {
  const fail = (error: unknown): never => {
    // The runtime's error for an abort is not a broken connection.
    cancellation.throwIfCancelled();
    throw error instanceof BodyTooLargeError ? error : new ConnectionError(codeOf(error) ?? unnamedCodeOf(request));
  };
  const answer = await dispatchOf(fetch)(request, cancellation).catch(fail);
  const refusal = refusalOf(answer);
  if (refusal !== undefined) {
    answer.discard();
    throw refusal;
  }
  const body = await answer.read(maxBodyBytes, cancellation).catch(fail);
  return { status: answer.status, headers: answer.headers, body };
}

/** Finds a code for a failure without one, such as an unknown scheme. */
function unnamedCodeOf({ url }: ClientRequest): string | undefined {
  return isSocketUrl(url) ? 'SOCKET_UNSUPPORTED' : undefined;
}

/** Explains why an answer is not read at all. */
function refusalOf({ status, redirected, headers }: Answer): InvalidAnswerError | undefined {
  if (redirected || (status >= 300 && status < 400)) {
    return new InvalidAnswerError('redirect', 'the answer is a redirect, which is never followed');
  }
  // The web's `Response` allows no others, so none could be passed on.
  if (status < 200 || status > 599)
    return new InvalidAnswerError('unknown-status', `the answer has the status ${status}`);
  const encoding = headers.get('content-encoding')?.trim().toLowerCase();
  if (encoding !== undefined && encoding !== '' && encoding !== 'identity') {
    return new InvalidAnswerError('compressed', 'the answer is compressed, which was not asked for');
  }
  return undefined;
}

/**
 * Finds the code of a runtime's error: `fetch` puts it into the cause, and a name with several addresses gives several
 * errors.
 */
function codeOf(error: unknown): string | undefined {
  const cause: unknown = error instanceof Error ? error.cause : undefined;
  for (const candidate of [error, ...errorsOf(error), cause, ...errorsOf(cause)]) {
    const code: unknown = isJsonObject(candidate) ? candidate['code'] : undefined;
    if (typeof code === 'string') return code;
  }
  return undefined;
}

function errorsOf(error: unknown): readonly unknown[] {
  return error instanceof AggregateError ? error.errors : [];
}
