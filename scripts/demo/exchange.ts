import type { Fetch } from 'matrix-encrypted-appservice/client';
import type { Call } from './homeserver/calls.js';

/** A request and its answer. */
export interface Exchange {
  readonly from: string;
  readonly to: string;
  readonly method: string;
  readonly path: string;
  /** Status of the answer; `undefined` if there is none yet, or was none. */
  readonly status: number | undefined;
}

/** Describes a call of the homeserver. */
export function exchangeOf(call: Call): Exchange {
  const { method, path } = call;
  const from = call.requester?.appservice === undefined ? 'Bob' : 'appservice';
  return {
    ...{ from, to: 'homeserver', method, path: withoutTransactionId(path) },
    get status() {
      return call.status;
    },
  };
}

/** Records the requests of the homeserver to the appservice. */
export function recordingFetch(exchanges: Exchange[]): Fetch {
  return async (request) => {
    const { method, url } = request;
    const path = new URL(url).pathname;
    const exchange = { from: 'homeserver', to: 'appservice', method, path, status: undefined as number | undefined };
    exchanges.push(exchange);
    const response = await fetch(request);
    exchange.status = response.status;
    return response;
  };
}

function withoutTransactionId(path: string): string {
  return path.replace(/(\/(?:send|sendToDevice)\/[^/]+\/)[^/]+$/, '$1…');
}
