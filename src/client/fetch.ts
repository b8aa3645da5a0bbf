import { untilCancelled, type Cancellation } from '../async/cancellation.js';
import { answerOf, type Answer } from './answer.js';
import { requestInitOf, webRequestOf, type ClientRequest } from './request.js';

/** Anything that takes a `Request` as the web's `fetch` does. */
export type Fetch = (request: Request) => Promise<Response>;

/** Sends a request, and gives the answer once its head is there. Rejects when it is cancelled, whatever with. */
export type Dispatch = (request: ClientRequest, cancellation: Cancellation) => Promise<Answer>;

const dispatch: unique symbol = Symbol('dispatch');

/** A `fetch` that can also do without `Request`, `Response` and signals, which cost more than all the rest of a small call. */
export interface DirectFetch extends Fetch {
  readonly [dispatch]: Dispatch;
}

/** Makes a `fetch` with a short way that the clients take. To everybody else it is a `fetch` like any other. */
export function createDirectFetch(fetch: Fetch, shortWay: Dispatch): DirectFetch {
  return Object.assign((request: Request) => fetch(request), { [dispatch]: shortWay });
}

/** How to send requests with a `fetch`: its short way, or else with a real `Request` for each. */
export function dispatchOf(fetch: Fetch): Dispatch {
  if (isDirect(fetch)) return fetch[dispatch];
  return (request, cancellation) =>
    receive(cancellation, () => {
      const webRequest = webRequestOf(request, cancellation);
      // Once a Request is collected, Node's does not pass on that its signal is aborted, and the connection stays open.
      cancellation.keep(webRequest);
      return fetch(webRequest);
    });
}

/** The runtime's `fetch`, looked up at each call, so that whoever replaces it later is heeded. */
export const runtimeFetch: Fetch = /*@__PURE__*/ createDirectFetch(
  (request) => globalThis.fetch(request),
  (request, cancellation) =>
    receive(cancellation, () => globalThis.fetch(request.url, requestInitOf(request, cancellation))),
);

/** A `fetch` that tells of each request before it is sent, and has the short way that the given one has. */
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

/** Takes a response that may come in spite of a cancellation. */
function receive(cancellation: Cancellation, fetch: () => Promise<Response>): Promise<Answer> {
  return untilCancelled(
    cancellation,
    async () => answerOf(await fetch()),
    (late) => {
      late.discard();
    },
  );
}
