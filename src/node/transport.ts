import { Agent, request as requestHttp, type ClientRequest, type IncomingMessage } from 'node:http';
import { Agent as TlsAgent, request as requestHttps } from 'node:https';
import type { ConnectionOptions } from 'node:tls';
import { onAbort } from '../async/abort-actions.js';
import { longestTimerMs } from '../async/deadline.js';
import { createDirectFetch, type Fetch } from '../client/fetch.js';
import { socketPathOf, socketProtocol } from '../client/base-url.js';
import { ConnectionError } from '../errors.js';
import { numberOption } from '../number-options.js';
import { closeUnlessSilent } from './end-connection.js';
import { answerOfIncoming, responseOfIncoming } from './incoming-answer.js';

/** A `fetch` for the clients and the key proxy, over node:http and node:https. */
export interface NodeTransport extends Fetch {
  /**
   * Closes all connections. What is under way fails; a later request opens a new one. No process needs this in order to
   * end: a connection that is not in use does not keep it running.
   */
  close(): void;
}

/** Options of {@link createNodeTransport}. */
export interface NodeTransportOptions {
  /** The most connections to one server that are open at once; further requests wait. Default: `Infinity`. */
  readonly maxSockets?: number | undefined;
  /**
   * The time for which a connection that is not in use is kept, in milliseconds. Less if the server says so (`keep-alive: timeout=`). The
   * default, 4,000, is below Node's 5 s and nginx's 75 s; set it lower for a server that closes earlier and does not say so.
   */
  readonly keepAliveMs?: number | undefined;
  /** For https: `ca`, `cert`, `key`, `servername` and the like, as `tls.connect` takes them. */
  readonly tls?: Readonly<ConnectionOptions> | undefined;
}

/**
 * Makes a `fetch` over node:http, to be given to clients and to the key proxy: `createKeyProxy({ …, fetch: createNodeTransport() })`.
 * It takes a `Request`, and no URL. A small call needs a third of the processor time that it needs over Node's own `fetch`, or
 * less, since nothing of the web is built on the way.
 *
 * It reaches unix sockets: an appservice whose registration has `url: unix:///run/as.sock`. In the requests that it takes such a URL is
 * `http+unix://%2Frun%2Fas.sock/…`, and the `Host` header says `localhost`. A path that is longer than the system's limit (107 bytes on
 * Linux) is refused with `ENAMETOOLONG`, since Node would cut it.
 *
 * It follows no redirect, unpacks nothing, and ends with the request's signal, upon which the connection is closed (N8). Like
 * `fetch` it rejects with a `TypeError` that has the runtime's error as its `cause`. A request body is read to its end
 * before it is sent, and goes out with its length.
 *
 * Nothing is ever sent twice, not even where the server closed an idle connection just as it was used again: whether it had read a
 * claim by then, nobody knows (N3). Idle connections are given up early instead, and at once where the server sends something
 * unasked.
 *
 * @throws {RangeError} for a number that is not allowed (S8).
 */
export function createNodeTransport({ maxSockets, keepAliveMs, tls }: NodeTransportOptions = {}): NodeTransport {
  // To Node's agents a timeout is how long an idle socket is kept; a request in progress is not ended by it.
  const options = {
    keepAlive: true,
    timeout: Math.min(numberOption('keepAliveMs', keepAliveMs, 4000), longestTimerMs),
    maxSockets: numberOption('maxSockets', maxSockets, Infinity, { whole: true }),
  };
  const http = closeUnlessSilent(new Agent(options));
  const https = closeUnlessSilent(new TlsAgent({ ...tls, ...options }));

  function begin(outgoing: Outgoing): ClientRequest {
    const { method, url, body } = outgoing;
    const { protocol, host, port, path } = partsOf(url);
    if (protocol === socketProtocol) {
      const socketPath = requireSocketPath(socketPathOf(host));
      // HTTP demands a host even where there is none.
      const headers = headerList('localhost', outgoing);
      return requestHttp({ method, socketPath, path, headers, agent: http }).end(body ?? undefined);
    }
    const headers = headerList(port === undefined ? host : `${host}:${port}`, outgoing);
    const target = { method, host: host.replace(/^\[|\]$/g, ''), port, path, headers };
    const request =
      protocol === 'http:' ? requestHttp({ ...target, agent: http }) : requestHttps({ ...target, agent: https });
    return request.end(body ?? undefined);
  }

  async function fetch(request: Request): Promise<Response> {
    const { url, method, headers, signal } = request;
    try {
      const body = request.body === null ? null : new Uint8Array(await request.arrayBuffer());
      signal.throwIfAborted();
      return responseOfIncoming(
        await answerTo(begin({ url, method, headers: Object.fromEntries(headers), body }), (end) =>
          onAbort(signal, end),
        ),
      );
    } catch (error) {
      signal.throwIfAborted();
      throw new TypeError('the request failed', { cause: error });
    }
  }

  const transport = createDirectFetch(fetch, async (request, cancellation) => {
    cancellation.throwIfCancelled();
    return answerOfIncoming(await answerTo(begin(request), (end) => cancellation.onCancel(end)));
  });
  return Object.assign(transport, {
    close: () => {
      http.destroy();
      https.destroy();
    },
  });
}

/** What is sent. */
interface Outgoing {
  /** In normal form, as a `Request` and a client have it. */
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | null;
}

/** Has something done when the caller ends the exchange; the function that it returns calls that off. */
type OnEnd = (end: () => void) => () => void;

/** Waits for the head of the answer. The connection is closed when the caller ends the exchange, be it in the body. */
function answerTo(request: ClientRequest, onEnd: OnEnd): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const callOff = onEnd(() => request.destroy());
    let answered = false;
    request.on('response', (answer) => {
      answered = true;
      resolve(answer);
    });
    request.on('error', (error) => {
      // The parser's errors hold what was received, and so a token that was sent back (S5).
      Reflect.deleteProperty(error, 'rawPacket');
      reject(error);
    });
    request.on('close', () => {
      callOff();
      // Where the server switches to another protocol, Node closes the connection without an error.
      if (!answered) reject(new ConnectionError('ECONNRESET'));
    });
  });
}

/** The parts of a URL. Making a `URL` of a text that is in normal form would tell no more, and cost more. */
function partsOf(url: string): { protocol: string; host: string; port: string | undefined; path: string } {
  const [, protocol, host, port, path] =
    /^(https?:|http\+unix:)\/\/(\[[^\]]+\]|[^:/?#]+)(?::(\d+))?([^#]*)/.exec(url) ?? [];
  if (protocol === undefined || host === undefined || path === undefined) {
    throw new TypeError('only http, https and http+unix URLs can be fetched');
  }
  return { protocol, host, port, path };
}

/** The longest path of a socket, in bytes: what `sockaddr_un` holds beside the null character at its end. */
const longestSocketPath = process.platform === 'linux' ? 107 : 103;

/** Refuses a path that Node would cut, and so connect to another socket. */
function requireSocketPath(path: string): string {
  if (Buffer.byteLength(path) > longestSocketPath) throw new ConnectionError('ENAMETOOLONG');
  return path;
}

/** Names and values in turn, which Node takes as they are. */
function headerList(host: string, { method, headers, body }: Outgoing): string[] {
  const list = ['host', host];
  for (const [name, value] of Object.entries(headers)) list.push(name, value);
  if (body !== null || method !== 'GET') list.push('content-length', String(Buffer.byteLength(body ?? '')));
  return list;
}
