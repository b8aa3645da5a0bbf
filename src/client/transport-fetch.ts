import { onAbort } from '../async/abort-actions.js';
import type { Answer } from './answer.js';
import { createDirectFetch, type DirectFetch } from './fetch.js';
import type { ClientRequest } from './request.js';

/** A request to send, without the caller's signal. */
export type RequestToSend = Omit<ClientRequest, 'signal'>;

/** Registers an action for when the caller ends the exchange; the returned function cancels that. */
export type FollowCaller = (end: () => void) => () => void;

/** A way to send requests, of which a `fetch` is made. */
export interface Transport<Received> {
  /**
   * Sends a request, and resolves once the head of its answer is there. When the caller ends the exchange, the connection
   * is closed, even during the body.
   */
  readonly begin: (request: RequestToSend, follow: FollowCaller) => Promise<Received>;
  readonly toResponse: (received: Received) => Response;
  readonly toAnswer: (received: Received) => Answer;
}

/** Creates a `fetch` over a transport. Like the web's, it rejects with a `TypeError` that has the error as its `cause`. */
export function createTransportFetch<Received>({ begin, toResponse, toAnswer }: Transport<Received>): DirectFetch {
  async function fetch(request: Request): Promise<Response> {
    const { url, method, headers, signal } = request;
    try {
      const body = request.body === null ? null : new Uint8Array(await request.arrayBuffer());
      signal.throwIfAborted();
      const outgoing = { url, method, headers: Object.fromEntries(headers), body };
      return toResponse(await begin(outgoing, (end) => onAbort(signal, end)));
    } catch (error) {
      signal.throwIfAborted();
      throw new TypeError('the request failed', { cause: error });
    }
  }

  return createDirectFetch(fetch, async (request, cancellation) => {
    cancellation.throwIfCancelled();
    return toAnswer(await begin(request, (end) => cancellation.onCancel(end)));
  });
}
