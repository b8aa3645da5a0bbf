import createClient, { type Client, defaultPathSerializer } from 'openapi-fetch';
import type { Fetch } from './fetch.js';
import { type ClientRequest, requirePathSegment } from './request.js';
import type { Cancellation } from '../async/cancellation.js';
import { withDeadline } from '../async/deadline.js';
import { readJson } from './read-answer.js';
import type { Exchange } from './send.js';

/** Sends the requests of an openapi-fetch client. */
type SendOutgoing = (request: ClientRequest) => Promise<Response>;

/**
 * Creates an openapi-fetch client for the paths of a document. For a parameter that the path cannot hold it rejects
 * with a {@link RangeError}, and sends nothing.
 *
 * @param headers The headers of every request.
 */
export function createHttpClient<Paths extends object>(
  baseUrl: string,
  send: SendOutgoing,
  headers: Readonly<Record<string, string>>,
): Client<Paths> {
  return createClient<Paths>({
    baseUrl,
    headers,
    // openapi-fetch only builds a request and hands it on.
    Request: MadeRequest as unknown as typeof Request,
    fetch: send as unknown as Fetch,
    pathSerializer: (path, parameters) => {
      for (const [name, value] of Object.entries(parameters)) requirePathSegment(name, String(value));
      return defaultPathSerializer(path, parameters);
    },
  });
}

class MadeRequest implements ClientRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly signal: AbortSignal | undefined;

  constructor(url: string, { method = 'GET', headers, body = null, signal }: RequestInit) {
    if (body !== null && typeof body !== 'string') throw new TypeError('the body must be text');
    this.url = url;
    this.method = method;
    this.headers = Object.fromEntries(new Headers(headers));
    this.body = body;
    this.signal = signal ?? undefined;
  }
}

/**
 * Protects the requests of a raw client: with a deadline, without redirects, and with strict JSON in every success (N8,
 * S1). Responses are complete when they are returned.
 *
 * It rejects with the errors of `exchange`, and with `TimeoutError` and `InvalidAnswerError`.
 *
 * @param exchange Sends a request, and ends when it is cancelled.
 */
export function protectFetch(
  timeoutMs: number,
  exchange: (request: ClientRequest, cancellation: Cancellation) => Promise<Exchange>,
): SendOutgoing {
  return (request) =>
    withDeadline(timeoutMs, request.signal, async (cancellation) => {
      const answer = await exchange(request, cancellation);
      if (answer.status >= 200 && answer.status < 300) readJson(answer.body);
      // A success without a body is refused above, so no status is left that forbids one.
      return new Response(new Uint8Array(answer.body), { status: answer.status, headers: [...answer.headers] });
    });
}
