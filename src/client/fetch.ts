import { untilCancelled, type Cancellation } from '../async/cancellation.js';
import { answerOf, type Answer } from './answer.js';
import { requestInitOf, webRequestOf, type ClientRequest } from './request.js';

/** A function that takes a `Request`, like the web's `fetch`. */
export type Fetch = (request: Request) => Promise<Response>;

/** Sends a request, and returns the answer once its head is there. Rejects when it is cancelled, with any reason. */
export type Dispatch = (request: ClientRequest, cancellation: Cancellation) => Promise<Answer>;

const dispatch: unique symbol = Symbol('dispatch');

/** A `fetch` that also works without `Request`, `Response` and signals, which dominate the cost of a small call. */
export interface DirectFetch extends Fetch {
  readonly [dispatch]: Dispatch;
}

/** Creates a `fetch` with a fast path for our clients. For all others it is an ordinary `fetch`. */
export function createDirectFetch(fetch: Fetch, shortWay: Dispatch): DirectFetch {
  return Object.assign((request: Request) => fetch(request), { [dispatch]: shortWay });
}

/** Returns the fast path of a `fetch`, or one that makes a real `Request` for each call. */
export function dispatchOf(fetch: Fetch): Dispatch {
  if (isDirect(fetch)) return fetch[dispatch];
  return (request, cancellation) =>
    receive(cancellation, () => {
      const webRequest = webRequestOf(request, cancellation);
      // Once a Request is collected, Node no longer passes on that its signal is aborted, and the connection stays
      // open.
      cancellation.keep(webRequest);
      return fetch(webRequest);
    });
}

/** The runtime's `fetch`, looked up at each call, so that later replacements take effect. */
export const runtimeFetch: Fetch = /*@__PURE__*/ createDirectFetch(
  (request) => globalThis.fetch(request),
  (request, cancellation) =>
    receive(cancellation, () => globalThis.fetch(request.url, requestInitOf(request, cancellation))),
);

/** Creates a `fetch` that reports each request before it is sent, and keeps the fast path of the given one. */
export function createWatchedFetch(fetch: Fetch, onRequest: () => void): Fetch {
  const watched: Fetch = (request) => {
    onRequest();
    return fetch(request);
  };
  if (!isDirect(fetch)) return watched;
  return createDirectFetch(watched, (request, cancellation) => {
    onRequest();
    return fetch[dispatch](request, cancellation);
  });
}

function isDirect(fetch: Fetch): fetch is DirectFetch {
  return dispatch in fetch;
}

/** Receives a response, which may come in spite of a cancellation. */
function receive(cancellation: Cancellation, fetch: () => Promise<Response>): Promise<Answer> {
  return untilCancelled(
    cancellation,
    async () => answerOf(await fetch()),
    (late) => {
      late.discard();
    },
  );
}
