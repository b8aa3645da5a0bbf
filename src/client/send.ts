import { BodyTooLargeError, ConnectionError, InvalidAnswerError } from '../errors.js';
import { isJsonObject } from '../json-objects.js';
import { readLimited } from '../http/read-limited.js';
import { untilAborted } from './until-aborted.js';

/** Anything that takes a `Request` as the web's `fetch` does. */
export type Fetch = (request: Request) => Promise<Response>;

/** How to send a request. */
export interface SendOptions {
  readonly fetch: Fetch;
  /** Ends the exchange. It should be the request's own signal too. */
  readonly signal: AbortSignal;
  readonly maxBodyBytes: number;
}

/** An answer of any status, read to its end. */
export interface Exchange {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/**
 * Init that every request shares: a redirect would take the token elsewhere (N8), and what is unpacked on the way cannot be
 * counted (S2).
 */
export const requestInit: {
  readonly redirect: 'manual';
  readonly headers: { readonly 'accept-encoding': 'identity' };
} = { redirect: 'manual', headers: { 'accept-encoding': 'identity' } };

/**
 * Sends one request and reads the whole answer, and lets go of the connection whenever it stops early.
 *
 * It ends as soon as the signal is aborted, even if `fetch` takes no notice.
 *
 * @throws The signal's reason, when it is aborted.
 * @throws {ConnectionError} when the connection can't be made, breaks, or the answer breaks off. Nothing but a known code of the
 * runtime's error is passed on: its message may quote the token (S5).
 * @throws {InvalidAnswerError} for a redirect and for a compressed answer, unread.
 * @throws {BodyTooLargeError} as soon as the body is larger than `maxBodyBytes`.
 */
export async function send(request: Request, options: SendOptions): Promise<Exchange> {
  return await untilAborted(options.signal, () => exchange(request, options));
}

async function exchange(request: Request, { fetch, signal, maxBodyBytes }: SendOptions): Promise<Exchange> {
  const response = await orConnectionError(signal, async () => requireResponse(await fetch(request)));
  if (signal.aborted) {
    discard(response);
    signal.throwIfAborted();
  }
  const refusal = refusalOf(response);
  if (refusal !== undefined) {
    discard(response);
    throw refusal;
  }
  const body = await orConnectionError(signal, () => readLimited(response.body, maxBodyBytes, signal));
  return { status: response.status, headers: response.headers, body };
}

/** What is passed in as `fetch` may give anything; without a response there was no connection that we know of. */
function requireResponse(response: Response | undefined): Response {
  if (typeof response?.status !== 'number') throw new TypeError('fetch gave no response');
  return response;
}

/** Lets go of an answer that is not read. Not awaited: a source that never settles its cancellation must not hold the caller up. */
function discard(response: Response): void {
  response.body?.cancel().catch(() => undefined);
}

/** Why an answer is not read at all. */
function refusalOf({ status, type, redirected, headers }: Response): InvalidAnswerError | undefined {
  if (type === 'opaqueredirect' || redirected || (status >= 300 && status < 400)) {
    return new InvalidAnswerError('redirect', 'the answer is a redirect, which is never followed');
  }
  // The web's `Response` knows no others, so none could be passed on.
  if (status > 599) return new InvalidAnswerError('unknown-status', `the answer has the status ${status}`);
  const encoding = headers.get('content-encoding')?.trim().toLowerCase();
  if (encoding !== undefined && encoding !== '' && encoding !== 'identity') {
    return new InvalidAnswerError('compressed', 'the answer is compressed, which was not asked for');
  }
  return undefined;
}

async function orConnectionError<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    // What the runtime makes of an abort is not a broken connection.
    signal.throwIfAborted();
    if (error instanceof BodyTooLargeError) throw error;
    throw new ConnectionError(codeOf(error));
  }
}

/** The code of a runtime's error: `fetch` puts it into the cause, and a name with several addresses gives several errors. */
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
