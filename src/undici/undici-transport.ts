import { isSocketUrl, socketPathOf } from '../client/base-url.js';
import type { Fetch } from '../client/fetch.js';
import { createTransportFetch, type FollowCaller, type RequestToSend } from '../client/transport-fetch.js';
import { ConnectionError } from '../errors.js';
import { requireOptionNames, type OptionNames } from '../option-names.js';
import { requirePlainDispatcher, type UndiciDispatcher, type UndiciRequest } from './undici-dispatcher.js';
import { UndiciExchange, type UndiciAnswer } from './undici-exchange.js';

/** Options of {@link createUndiciTransport}. */
export interface UndiciTransportOptions {
  /**
   * Returns the dispatcher for a unix socket, by its path: `(socketPath) => new Client('http://localhost', { socketPath })`.
   * It is called once for each path. Default: unix sockets are not reached, and calls of them reject with
   * `SOCKET_UNSUPPORTED`.
   */
  readonly forSocket?: ((socketPath: string) => UndiciDispatcher) | undefined;
}

const optionNames: OptionNames<UndiciTransportOptions> = { forSocket: true };

/**
 * Creates a `fetch` for clients and the key proxy over a dispatcher of undici, which is handed in: an `Agent`, or a `Pool`
 * or `ProxyAgent` with settings of its own. It takes a `Request`, not a URL.
 *
 * undici 7 (Node 20.18.1 and newer) and 8 (Node 22.19 and newer) fit. Like the Node transport, it follows no redirect,
 * unpacks nothing, and closes the connection when the request's signal is aborted (N8). The dispatcher stays yours to
 * close. For TLS, pass `allowH2: false` to undici 8: over HTTP/2 it may send a request again (N3).
 *
 * A dispatcher that retries or follows redirects breaks N3 and N8. A `RetryAgent` is refused, and so is the result of
 * `compose`, whose interceptors cannot be seen. A request that a dispatcher begins a second time fails.
 *
 * Data that comes while a connection is idle closes it. Data that comes with the next request passes for its answer: no
 * HTTP/1.1 client can tell them apart.
 *
 * @example
 * ```ts
 * import { Agent } from 'undici';
 *
 * const { registration } = await readRegistrationFile('registration.yaml');
 * const client = createAppserviceClient(registration, { fetch: createUndiciTransport(new Agent()) });
 * ```
 * @throws {TypeError} for anything but a dispatcher that sends each request once, and for an option of an unknown name.
 */
export function createUndiciTransport(dispatcher: UndiciDispatcher, options: UndiciTransportOptions = {}): Fetch {
  requireOptionNames('createUndiciTransport', options, optionNames);
  requirePlainDispatcher(dispatcher);
  const { forSocket } = options;
  const sockets = new Map<string, UndiciDispatcher>();

  function dispatcherFor(socketPath: string): UndiciDispatcher {
    if (forSocket === undefined) throw new ConnectionError('SOCKET_UNSUPPORTED');
    const known = sockets.get(socketPath) ?? forSocket(socketPath);
    requirePlainDispatcher(known);
    sockets.set(socketPath, known);
    return known;
  }

  function begin({ url, method, headers, body }: RequestToSend, follow: FollowCaller): Promise<UndiciAnswer> {
    return new Promise((resolve, reject) => {
      const { socketPath, ...target } = targetOf(url);
      const to = socketPath === undefined ? dispatcher : dispatcherFor(socketPath);
      const exchange = new UndiciExchange({
        answered: resolve,
        failed: reject,
        ended: () => {
          callOff();
        },
      });
      const callOff = follow(() => {
        exchange.abandon(new ConnectionError('ECONNRESET'));
      });
      const request = { ...target, method, headers: { ...headers }, body, headersTimeout: 0, bodyTimeout: 0 };
      try {
        to.dispatch(request, exchange);
      } catch (error) {
        callOff();
        throw error;
      }
    });
  }

  return createTransportFetch({
    begin,
    toResponse: (answer) => answer.toResponse(),
    toAnswer: (answer) => answer,
  });
}

/** The address of a request, in parts. */
type Target = Pick<UndiciRequest, 'origin' | 'path'> & { readonly socketPath: string | undefined };

/** Splits a URL in normal form. HTTP needs an origin even where a socket has none. */
function targetOf(url: string): Target {
  const [, origin, path] = /^((?:https?|http\+unix):\/\/[^/?#]*)([^#]*)/.exec(url) ?? [];
  if (origin === undefined || path === undefined) {
    throw new TypeError('only http, https and http+unix URLs can be fetched');
  }
  if (!isSocketUrl(url)) return { origin, path, socketPath: undefined };
  return { origin: 'http://localhost', path, socketPath: socketPathOf(origin.slice(origin.indexOf('//') + 2)) };
}
