import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerOptions, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { usageError } from '../cli-error.js';
import { declineUpgrade, isWebSocket } from './decline-upgrade.js';

/** A host and port to listen at. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** A certificate and its key, in PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** Handles what comes to a server. */
export interface ServerHandler {
  readonly handle: (request: IncomingMessage, response: ServerResponse) => void;
  /** Takes WebSockets over. Without it, they are requests like others. */
  readonly upgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

/** A server that listens. */
export interface ListeningServer {
  /** Its URL, with the port that it was given. */
  readonly url: string;
  /** Uses another certificate for new connections. */
  useCertificate(certificate: Certificate): void;
  /** Takes no new connections, and resolves when the last one has ended. After `graceMs`, all are cut. */
  close(graceMs: number): Promise<void>;
}

/** The time for which an idle connection is kept, in milliseconds: longer than nginx keeps its own. */
const keepAliveMs = 75_000;

/** The time without any data after which a connection is closed, in milliseconds. */
const idleMs = 660_000;

/** Settings of a server that forwards what it reads. */
export const forwardingServerOptions: ServerOptions = {
  // A body may take any time. The head may not: its timeout would be none, too, unless it is given.
  requestTimeout: 0,
  headersTimeout: 60_000,
  keepAliveTimeout: keepAliveMs,
};

/**
 * Parses the value of an option such as `--listen`: a host and a port, or a port of 127.0.0.1.
 *
 * @throws {CliError}
 */
export function parseListenAddress(option: string, value: string): ListenAddress {
  const [, bracketed, host = bracketed ?? '127.0.0.1', port = ''] =
    /^(?:(?:\[([0-9a-f:.]+)\]|([^:[\]\s/]+)):)?(\d{1,5})$/i.exec(value) ?? [];
  if (port === '' || Number(port) > 65_535) {
    throw usageError(`${option} must be a host and a port, such as 127.0.0.1:8009, not ${value}`);
  }
  return { host, port: Number(port) };
}

/**
 * Listens for HTTP, or with a certificate for HTTPS.
 *
 * A body may take any time as long as some of it keeps coming: an upload on a slow line takes many minutes.
 *
 * @throws {CliError} if the address cannot be listened at. @throws The error of node:tls for a bad certificate.
 */
export async function listen(
  option: string,
  { host, port }: ListenAddress,
  { handle, upgrade }: ServerHandler,
  certificate?: Certificate,
): Promise<ListeningServer> {
  const options = {
    ...forwardingServerOptions,
    // Node 24.9 and newer ask before they upgrade; older ones ignore this.
    ...(upgrade && { shouldUpgradeCallback: isWebSocket }),
  };
  const server: Server | TlsServer =
    certificate === undefined ? createServer(options) : createTlsServer({ ...options, ...certificate });
  server.setTimeout(idleMs);
  // Node leaves out headers beyond 2000, also those that say where the body ends. Their bytes are limited all the same.
  server.maxHeadersCount = 0;
  const upgraded = new Set<Duplex>();
  const answering = new WeakMap<Duplex, number>();
  let closing = false;

  server.on('request', (request, response) => {
    const { socket } = request;
    answering.set(socket, (answering.get(socket) ?? 0) + 1);
    response.once('close', () => answering.set(socket, (answering.get(socket) ?? 0) - 1));
    // A connection with an answer in progress counts as idle only after it.
    if (closing)
      response.once('close', () =>
        setImmediate(() => {
          server.closeIdleConnections();
        }),
      );
    handle(request, response);
  });
  if (upgrade !== undefined) {
    server.on('upgrade', (request, socket, head) => {
      // The server itself no longer listens for errors, and one that is not listened for ends the process.
      socket.on('error', () => socket.destroy());
      // Node does not wait for the answer to an earlier request, and would take this one's for it.
      if ((answering.get(socket) ?? 0) > 0) {
        socket.destroy();
        return;
      }
      if (!isWebSocket(request)) {
        declineUpgrade(request, socket, head, (each) => {
          server.emit(certificate === undefined ? 'connection' : 'secureConnection', each);
        });
        return;
      }
      upgraded.add(socket);
      socket.once('close', () => upgraded.delete(socket));
      upgrade(request, socket, head);
    });
  }
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw usageError(`cannot listen at ${host}:${port}, the value of ${option}: ${reasonOf(error)}`);
  }
  const scheme = certificate === undefined ? 'http' : 'https';
  return {
    url: urlOf(scheme, server.address() as AddressInfo),
    useCertificate(next) {
      if ('setSecureContext' in server) server.setSecureContext(next);
    },
    async close(graceMs) {
      closing = true;
      const timer = setTimeout(() => {
        server.closeAllConnections();
      }, graceMs);
      // No WebSocket ends by itself.
      for (const socket of upgraded) socket.destroy();
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeIdleConnections();
      });
      clearTimeout(timer);
    },
  };
}

function urlOf(scheme: string, { address, family, port }: AddressInfo): string {
  return `${scheme}://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program listens there',
  EADDRNOTAVAIL: 'this machine does not have the address',
  EACCES: 'permission denied',
  ENOTFOUND: 'this machine does not know the host',
};

function reasonOf(error: unknown): string {
  const { code = 'it failed' } = error as NodeJS.ErrnoException;
  return reasons[code] ?? code;
}
