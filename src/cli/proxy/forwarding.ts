import { Agent, type IncomingMessage, type ServerResponse } from 'node:http';
import { Agent as TlsAgent } from 'node:https';
import { isIP, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { socketPathIn } from '../../registration/registration-fields.js';
import { closeUnlessSilent } from '../../node/end-connection.js';
import { answerHeadersOf } from './forwarded-headers.js';
import { sendError } from './send-error.js';

/** Passes requests on to a homeserver. */
export interface Forwarding {
  /** Passes a request on, and its answer back, as they come. */
  pass(request: IncomingMessage, response: ServerResponse): void;
  /** Passes a request on with `body`, a copy of its own, and leaves the answer to `onAnswer`. */
  ask(request: IncomingMessage, response: ServerResponse, body: Duplex, onAnswer: OnAnswer): void;
  /** Connects the sender of an upgrade with the homeserver. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Closes the connections to the homeserver. */
  readonly close: () => void;
}

/** Receives an answer of the homeserver. */
export type OnAnswer = (answer: IncomingMessage) => void;

/** Options of {@link createForwarding}. */
export interface ForwardingOptions {
  /** URL of the homeserver: http, https or `unix:`. */
  readonly homeserverUrl: string;
  /** Tells whether an answer should end its connection. */
  readonly isLast: (request: IncomingMessage) => boolean;
  /** Receives the code of each failure to reach the homeserver. */
  readonly onFailure: (code: string) => void;
  /**
   * The time without any data after which the homeserver counts as gone, in milliseconds. Default: ten minutes, since a
   * `/sync` waits for minutes.
   */
  readonly idleMs?: number;
}

/** The time for which an idle connection is kept, in milliseconds. Homeservers keep theirs for longer. */
const keepAliveMs = 4000;

/**
 * Creates the forwarding, by httpxy. It streams both bodies at the speed of the slower side, and ends the request to the
 * homeserver when the client is gone. Redirects are passed back. Nothing is sent twice.
 */
export async function createForwarding(options: ForwardingOptions): Promise<Forwarding> {
  const { homeserverUrl, isLast, onFailure, idleMs = 600_000 } = options;
  // Loaded by this command alone.
  const { createProxyServer } = await import('httpxy');
  const { target, agent } = addressOf(homeserverUrl);
  const proxy = createProxyServer({ target, agent, proxyTimeout: idleMs });
  const askers = new WeakMap<IncomingMessage, OnAnswer>();

  proxy.on('proxyReq', (asked, request, response) => {
    let isAnswered = false;
    asked.once('response', () => (isAnswered = true));
    asked.once('close', () => {
      // A 101 that the request did not ask for is neither an answer nor an error to Node.
      if (!isAnswered && !response.headersSent && !response.destroyed) fail('ECONNRESET', request, response);
    });
  });
  proxy.on('proxyRes', (answer, request) => {
    if (makeWritable(answer)) onFailure('HPE_INVALID_STATUS');
    const onAnswer = askers.get(request);
    if (onAnswer !== undefined) {
      onAnswer(answer);
      return;
    }
    answer.headers = answerHeadersOf(answer);
    if (isLast(request)) answer.headers.connection = 'close';
  });
  proxy.on('error', (error, request, response) => {
    // The client is gone. That is no failure of the homeserver.
    if (request?.socket.destroyed === true) return;
    const { code = 'ECONNRESET' } = error as NodeJS.ErrnoException;
    if (response !== undefined && request !== undefined) fail(code, request, response);
    else onFailure(code);
  });
  proxy.on('econnreset', () => undefined);
  proxy.on('proxyReqWs', (asked, _request, socket) => {
    asked.setTimeout(idleMs, () => asked.destroy());
    const forget = endWithSender(socket);
    asked.once('response', () => {
      forget();
      // Nothing that the sender still says counts.
      socket.resume();
    });
    asked.once('upgrade', (_answer, homeserver) => {
      forget();
      // It may still have to send what the homeserver said last.
      homeserver.once('close', () => {
        socket.destroySoon();
      });
      socket.once('close', () => homeserver.destroy());
    });
    socket.once('close', () => asked.destroy());
  });

  function fail(code: string, request: IncomingMessage, response: ServerResponse | Duplex): void {
    onFailure(code);
    refuse(request, response);
  }

  return {
    pass(request, response) {
      proxy.web(request, response).catch(ignore);
    },
    ask(request, response, body, onAnswer) {
      askers.set(request, onAnswer);
      proxy.web(request, response, { selfHandleResponse: true, buffer: body }).catch(ignore);
    },
    upgrade(request, socket, head) {
      // Servers give sockets alone here, of which TypeScript knows no more than Duplex.
      proxy.ws(request, socket as Socket, {}, head).catch(ignore);
    },
    close() {
      agent.destroy();
    },
  };
}

/** Ends a connection when its sender does, which shows only to a reader, and leaves all data to later ones. */
function endWithSender(socket: Socket): () => void {
  const look = (): void => {
    if (socket.readableLength === 0) socket.read();
  };
  const end = (): void => void socket.destroy();
  socket.on('readable', look).once('end', end);
  return () => void socket.off('readable', look).off('end', end);
}

/** Changes a head that Node would refuse to write. Returns whether its status is none of an answer, which makes it a 502. */
function makeWritable(answer: IncomingMessage): boolean {
  const { statusCode = 0, statusMessage = '' } = answer;
  const isFinal = statusCode >= 200;
  if (!isFinal) answer.statusCode = 502;
  if (!isFinal || /[^\t\x20-\x7e\x80-\xff]/.test(statusMessage)) answer.statusMessage = '';
  return !isFinal;
}

function ignore(): void {
  // Errors have been reported by events.
}

function refuse(request: IncomingMessage, response: ServerResponse | Duplex): void {
  if ('writeHead' in response) sendError(request, response, 502, 'The homeserver cannot be reached');
  else response.destroy();
}

/** The place of a homeserver, in the terms of node:http. */
interface Address {
  readonly target: {
    protocol: string;
    hostname?: string;
    port?: string;
    pathname: string;
    host?: string;
    socketPath?: string;
  };
  readonly agent: Agent;
}

function addressOf(homeserverUrl: string): Address {
  // Each client that waits in a /sync holds a connection, so their number has no limit.
  const options = { keepAlive: true, maxFreeSockets: 256, timeout: keepAliveMs };
  const socketPath = socketPathIn(homeserverUrl);
  if (socketPath !== undefined) {
    const agent = closeUnlessSilent(new Agent(options));
    return { target: { protocol: 'http:', host: 'localhost', socketPath, pathname: '' }, agent };
  }
  const { protocol, hostname, port, pathname } = new URL(homeserverUrl);
  const host = hostname.replace(/^\[|\]$/g, '');
  const target = { protocol, hostname: host, port, pathname: pathname.replace(/\/+$/, '') };
  if (protocol === 'http:') return { target, agent: closeUnlessSilent(new Agent(options)) };
  // The `Host` header is the client's, and the certificate that of the URL.
  const servername = isIP(host) === 0 ? host : '';
  return { target, agent: closeUnlessSilent(new TlsAgent({ ...options, servername })) };
}
