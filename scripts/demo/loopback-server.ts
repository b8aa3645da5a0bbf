import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Scope } from './scope.js';

/** A request and its answer, as the server saw them. */
export interface Exchange {
  readonly from: string;
  readonly to: string;
  readonly method: string;
  readonly path: string;
  /** Status of the answer, once it has been sent. */
  readonly status: number;
}

/** A server on a free loopback port. It ignores requests until it is given a listener. */
export interface LoopbackServer {
  readonly url: string;
  serve(listener: RequestListener): void;
}

/** Opens a server called `to`, and records each of its requests in `exchanges`. */
export async function openLoopbackServer(
  { from, to }: Pick<Exchange, 'from' | 'to'>,
  exchanges: Exchange[],
  scope: Scope,
): Promise<LoopbackServer> {
  const server = createServer(({ method = '', url = '' }, response) => {
    exchanges.push({
      from,
      to,
      method,
      path: url.replace(/\?.*/s, ''),
      get status() {
        return response.statusCode;
      },
    });
  });
  scope.defer(() => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    return closed;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // Only a server without a port has another kind of address.
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, serve: (listener) => void server.on('request', listener) };
}
