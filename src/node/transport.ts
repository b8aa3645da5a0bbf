import { Agent, request as requestHttp, type ClientRequest, type IncomingMessage } from 'node:http';
import { Agent as TlsAgent, request as requestHttps } from 'node:https';
import type { ConnectionOptions } from 'node:tls';
import { longestTimerMs } from '../async/deadline.js';
import type { Fetch } from '../client/fetch.js';
import { createTransportFetch, type FollowCaller, type RequestToSend } from '../client/transport-fetch.js';
import { socketPathOf, socketProtocol } from '../client/base-url.js';
import { ConnectionError } from '../errors.js';
import { numberOption } from '../number-options.js';
import { requireOptionNames, type OptionNames } from '../option-names.js';
import { closeUnlessSilent } from './end-connection.js';
import { answerOfIncoming, responseOfIncoming } from './incoming-answer.js';

/** A `fetch` for the clients and the key proxy, over node:http and node:https. */
export interface NodeTransport extends Fetch {
  /**
   * Closes all connections. Requests in flight fail; later ones open new connections. A process can end without this:
   * idle connections do not keep it running.
   */
  close(): void;
}

/** Options of {@link createNodeTransport}. */
export interface NodeTransportOptions {
  /** Maximum number of open connections to one server; further requests wait. Default: `Infinity`. */
  readonly maxSockets?: number | undefined;
  /**
   * Time for which an idle connection is kept, in milliseconds, or less if the server says so (`keep-alive: timeout=`).
   * The default, 4,000, is below Node's 5 s and nginx's 75 s. Set it lower for a server that closes earlier without
   * saying so.
   */
  readonly keepAliveMs?: number | undefined;
  /** TLS options for https: `ca`, `cert`, `key`, `servername` and others of `tls.connect`. */
  readonly tls?: Readonly<ConnectionOptions> | undefined;
}

const optionNames: OptionNames<NodeTransportOptions> = { maxSockets: true, keepAliveMs: true, tls: true };

/**
 * Creates a `fetch` over node:http for clients and the key proxy. It takes a `Request`, not a URL.
 *
 * A small call needs half the processor time of Node's own `fetch` on Node 24, and a quarter on Node 20, since no web
 * objects are built. It follows no redirect, unpacks nothing, and closes the connection when the request's signal is
 * aborted (N8). Like `fetch`, it rejects with a `TypeError` that has the runtime's error as its `cause`. A request body is
 * read to its end before it is sent, with its length.
 *
 * It reaches unix sockets: an appservice whose registration has `url: unix:///run/as.sock`. In its requests this URL is
 * `http+unix://%2Frun%2Fas.sock/…`, and the `Host` header is `localhost`. A path that is longer than the system's limit
 * (107 bytes on Linux) is refused with `ENAMETOOLONG`, since Node would cut it.
 *
 * Nothing is ever sent twice, not even if the server closed an idle connection just as it was reused: it may have read
 * a claim by then (N3). So idle connections are given up early, and at once if the server sends anything. What it sends
 * together with the next request passes for its answer: no HTTP/1.1 client can tell them apart.
 *
 * @example
 * ```ts
 * const { registration } = await readRegistrationFile('registration.yaml');
 * const transport = createNodeTransport({ maxSockets: 20 });
 * const client = createAppserviceClient(registration, { fetch: transport });
 * ```
 * @throws {RangeError} for a number that is not allowed (S8).
 * @throws {TypeError} for an option of an unknown name.
 */
export function createNodeTransport(options: NodeTransportOptions = {}): NodeTransport {
  requireOptionNames('createNodeTransport', options, optionNames);
  const { maxSockets, keepAliveMs, tls } = options;
  // For Node's agents the timeout limits an idle socket; it does not end a request in progress.
  const agentOptions = {
    keepAlive: true,
    timeout: Math.min(numberOption('keepAliveMs', keepAliveMs, 4000), longestTimerMs),
    maxSockets: numberOption('maxSockets', maxSockets, Infinity, { whole: true }),
  };
  const http = closeUnlessSilent(new Agent(agentOptions));
  const https = closeUnlessSilent(new TlsAgent({ ...tls, ...agentOptions }));

  function begin(outgoing: RequestToSend): ClientRequest {
    const { method, url, body } = outgoing;
    const { protocol, host, port, path } = partsOf(url);
    if (protocol === socketProtocol) {
      const socketPath = requireSocketPath(socketPathOf(host));
      // HTTP requires a host even if there is none.
      const headers = headerList('localhost', outgoing);
      return requestHttp({ method, socketPath, path, headers, agent: http }).end(body ?? undefined);
    }
    const headers = headerList(port === undefined ? host : `${host}:${port}`, outgoing);
    const target = { method, host: host.replace(/^\[|\]$/g, ''), port, path, headers };
    const request =
      protocol === 'http:' ? requestHttp({ ...target, agent: http }) : requestHttps({ ...target, agent: https });
    return request.end(body ?? undefined);
  }

  const transport = createTransportFetch({
    begin: (outgoing, follow) => answerTo(begin(outgoing), follow),
    toResponse: responseOfIncoming,
    toAnswer: answerOfIncoming,
  });
  return Object.assign(transport, {
    close: () => {
      http.destroy();
      https.destroy();
    },
  });
}

/**
 * Waits for the head of the answer. The connection is closed when the caller ends the exchange, even during the body.
 */
function answerTo(request: ClientRequest, follow: FollowCaller): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const callOff = follow(() => request.destroy());
    let answered = false;
    request.on('response', (answer) => {
      answered = true;
      resolve(answer);
    });
    request.on('error', (error) => {
      // The parser's errors hold received data, and so possibly a token that was sent back (S5).
      Reflect.deleteProperty(error, 'rawPacket');
      reject(error);
    });
    request.on('close', () => {
      callOff();
      // If the server switches to another protocol, Node closes the connection without an error.
      if (!answered) reject(new ConnectionError('ECONNRESET'));
    });
  });
}

/** Splits a URL into its parts. Building a `URL` from a text in normal form would find no more, and cost more. */
function partsOf(url: string): { protocol: string; host: string; port: string | undefined; path: string } {
  const [, protocol, host, port, path] =
    /^(https?:|http\+unix:)\/\/(\[[^\]]+\]|[^:/?#]+)(?::(\d+))?([^#]*)/.exec(url) ?? [];
  if (protocol === undefined || host === undefined || path === undefined) {
    throw new TypeError('only http, https and http+unix URLs can be fetched');
  }
  return { protocol, host, port, path };
}

/** The longest path of a socket, in bytes: the capacity of `sockaddr_un` without the null character at its end. */
const longestSocketPath = process.platform === 'linux' ? 107 : 103;

/** Refuses a path that Node would cut, and so connect to another socket. */
function requireSocketPath(path: string): string {
  if (Buffer.byteLength(path) > longestSocketPath) throw new ConnectionError('ENAMETOOLONG');
  return path;
}

/** Lists names and values in turn, which Node takes as they are. */
function headerList(host: string, { method, headers, body }: RequestToSend): string[] {
  const list = ['host', host];
  for (const [name, value] of Object.entries(headers)) list.push(name, value);
  if (body !== null || method !== 'GET') list.push('content-length', String(Buffer.byteLength(body ?? '')));
  return list;
}
