import createClient, { defaultPathSerializer, type Client } from 'openapi-fetch';
import type { Fetch } from './fetch.js';
import type { OutgoingRequest } from './outgoing-request.js';
import { requirePathSegment } from './path-segment.js';

/** What sends the requests of a client of openapi-fetch. */
export type SendOutgoing = (request: OutgoingRequest) => Promise<Response>;

/**
 * Makes a client of openapi-fetch for the paths of a document. A parameter that the path cannot hold rejects with a
 * {@link RangeError}, and nothing is sent.
 *
 * @param headers What every request carries.
 */
export function createHttpClient<Paths extends object>(
  baseUrl: string,
  send: SendOutgoing,
  headers: Readonly<Record<string, string>>,
): Client<Paths> {
  return createClient<Paths>({
    baseUrl,
    headers,
    // openapi-fetch does nothing with a request but make it and hand it on.
    Request: MadeRequest as unknown as typeof Request,
    fetch: send as unknown as Fetch,
    pathSerializer: (path, parameters) => {
      for (const [name, value] of Object.entries(parameters)) requirePathSegment(name, String(value));
      return defaultPathSerializer(path, parameters);
    },
  });
}

class MadeRequest implements OutgoingRequest {
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
