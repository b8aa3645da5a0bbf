import type { Fetch } from './send.js';

/** What openapi-fetch is given with a request. */
export interface RequestVia {
  readonly signal: AbortSignal;
  readonly fetch: Fetch;
}

/**
 * What comes of a request that openapi-fetch makes. It is taken out where the bytes are, and an empty answer put in its place:
 * the library would decode leniently, throw errors that quote the body, and swallow some reasons of signals.
 *
 * @param request Makes the request and hands it to `fetch`, with the signal in it.
 * @param exchange Sends the request and reads the answer. What it rejects with is passed on as it is.
 */
export function exchangeOf<Answer>(
  request: (via: RequestVia) => Promise<unknown>,
  signal: AbortSignal,
  exchange: (made: Request) => Promise<Answer>,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const fetch = (made: Request): Promise<Response> => {
      resolve(exchange(made));
      return Promise.resolve(new Response(null, { status: 204 }));
    };
    request({ signal, fetch }).catch(reject);
  });
}
