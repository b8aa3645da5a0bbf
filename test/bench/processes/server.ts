import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAppserviceHandler } from 'matrix-encrypted-appservice/appservice';
import { createNodeListener } from 'matrix-encrypted-appservice/node';
import { nameAndVersion } from '../harness/peers.js';
import { hsToken } from '../workloads/load.js';
import { answerParent, sayFailed, tellParent } from './answer-parent.js';

/** Runs one of the compared servers, and says how much processor time it has used when it is asked. */

/** What the server says of itself once it listens. */
export interface ServerReady {
  readonly port: number;
  /** The peer's package and its version; our own servers have none. */
  readonly peer?: string | undefined;
}

/** Processor time used so far, on all threads. */
export interface ServerUsage {
  readonly processorMs: number;
}

/** What an adapter in `peers/servers/` offers. */
interface ServerAdapter {
  readonly peer: string;
  /** Makes a listener that takes transactions; `fetch` is our handler's, for servers that take one. */
  readonly createListener: (options: {
    readonly hsToken: string;
    readonly fetch: (request: Request) => Promise<Response>;
  }) => Promise<RequestListener>;
}

try {
  const { listener, peer } = await listenerOf(process.argv[2] ?? '');
  const server = createServer(listener);
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo; // a TCP server's
    tellParent({ port, peer } satisfies ServerReady);
  });
  answerParent(() => {
    const { user, system } = process.cpuUsage();
    return { processorMs: (user + system) / 1000 } satisfies ServerUsage;
  });
} catch (error) {
  sayFailed(error);
}

async function listenerOf(name: string): Promise<{ listener: RequestListener; peer?: string }> {
  const handler = createAppserviceHandler({ transaction: () => undefined }, { hsToken });
  if (name === 'bare') return { listener: bare };
  if (name === 'ours') return { listener: createNodeListener(handler) };
  const url = new URL(`../peers/servers/${name}.js`, import.meta.url).href;
  const { createListener, peer } = (await import(url)) as ServerAdapter; // as the files in `peers/servers/` are written
  return { listener: await createListener({ hsToken, fetch: handler.fetch }), peer: nameAndVersion(peer) };
}

/** The least a server can do: read, parse, answer. No token, no route, no check. */
function bare(...[request, response]: Parameters<RequestListener>): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    JSON.parse(Buffer.concat(chunks).toString());
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': 2 }).end('{}');
  });
}
