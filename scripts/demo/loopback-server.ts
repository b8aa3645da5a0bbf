import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { Scope } from './scope.js';

/** Serves a function like `fetch` on a free loopback port. Returns the URL. */
export async function serveOnLoopback(fetch: (request: Request) => Promise<Response>, scope: Scope): Promise<string> {
  const server = createServer((request, response) => {
    answer(request, response, fetch).catch((error: unknown) => response.destroy(error as Error));
  });
  scope.defer(() => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    return closed;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${portOf(server.address())}`;
}

/** Finds a port for a server that starts later, and again. */
export async function findPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = portOf(server.address());
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  fetch: (request: Request) => Promise<Response>,
): Promise<void> {
  const { method = 'GET', url = '', headers } = request;
  const body = await buffer(request);
  const given = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' ? [[name, value]] : [],
  );
  const init = { method, headers: given, ...(body.length > 0 ? { body } : {}) };
  const answered = await fetch(new Request(`http://127.0.0.1${url}`, init));
  response.writeHead(answered.status, [...answered.headers].flat());
  response.end(new Uint8Array(await answered.arrayBuffer()));
}

function portOf(address: AddressInfo | string | null): number {
  // Only a server without a port has another kind of address.
  return (address as AddressInfo).port;
}
