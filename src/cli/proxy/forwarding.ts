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

  proxy.on('proxyRes', (answer, request) => {
    const onAnswer = askers.get(request);
    if (onAnswer !== undefined) {
      onAnswer(answer);
      return;
    }
    answer.headers = answerHeadersOf(answer);
    if (isLast(request)) answer.headers.connection = 'close';
  });
  proxy.on('error', (error, request, response) => {
    const { code } = error as NodeJS.ErrnoException;
    onFailure(code ?? 'ECONNRESET');
    if (response !== undefined && request !== undefined) refuse(request, response);
  });
  // The client is gone. That is no failure of the homeserver.
  proxy.on('econnreset', () => undefined);

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
