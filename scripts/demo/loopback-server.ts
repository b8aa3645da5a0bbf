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
  /** The status of the answer, once that has gone out. */
  readonly status: number;
}

/** A server on a free loopback port. It leaves requests alone until it is told how to serve them. */
export interface LoopbackServer {
  readonly url: string;
  serve(listener: RequestListener): void;
}

/** Opens a server that is called `to`, and writes each request that it gets down in `exchanges`. */
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
  // Only a server that listens on no port at all has another kind of address.
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, serve: (listener) => void server.on('request', listener) };
}
