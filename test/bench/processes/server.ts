import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAppserviceHandler, type AppserviceHandler } from 'matrix-encrypted-appservice/appservice';
import { createNodeListener } from 'matrix-encrypted-appservice/node';
import { createSqliteStore } from 'matrix-encrypted-appservice/sql';
import { sqliteDrivers } from '../../helpers/sqlite-drivers.js';
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
  /**
   * Makes a listener that takes transactions; `onEvent` is for those that have a callback for each event, and `fetch` our
   * handler's, for servers that take one.
   */
  readonly createListener: (options: {
    readonly hsToken: string;
    readonly onEvent: (event: unknown) => void;
    readonly fetch: (request: Request) => Promise<Response>;
  }) => Promise<RequestListener>;
}

try {
  const { listener, peer, whenIdle } = await listenerOf(process.argv[2] ?? '');
  const server = createServer(listener);
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo; // a TCP server's
    tellParent({ port, peer } satisfies ServerReady);
  });
  answerParent(async () => {
    await whenIdle?.();
    const { user, system } = process.cpuUsage();
    return { processorMs: (user + system) / 1000 } satisfies ServerUsage;
  });
} catch (error) {
  sayFailed(error);
}

/** A listener, and for those that deliver later, how to wait until they have. */
interface Served {
  readonly listener: RequestListener;
  readonly peer?: string;
  readonly whenIdle?: () => Promise<void>;
}

async function listenerOf(name: string): Promise<Served> {
  if (name === 'ours-inbox' || name === 'ours-inbox-idle') return inboxOf(name === 'ours-inbox');
  const seen = { events: 0 };
  const onEvent = (): void => {
    seen.events++;
  };
  const handler = createAppserviceHandler({ onEvent }, { hsToken });
  if (name === 'bare') return { listener: bare };
  if (name === 'ours') return { listener: createNodeListener(handler) };
  const url = new URL(`../peers/servers/${name}.js`, import.meta.url).href;
  const { createListener, peer } = (await import(url)) as ServerAdapter; // as the files in `peers/servers/` are written
  return { listener: await createListener({ hsToken, onEvent, fetch: handler.fetch }), peer: nameAndVersion(peer) };
}

/** Our handler with a store on the disk, which goes with the process. */
async function inboxOf(delivers: boolean): Promise<Served> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-inbox-'));
  process.on('SIGTERM', () => process.exit());
  process.on('exit', () => {
    rmSync(folder, { recursive: true });
  });
  const [driver] = sqliteDrivers;
  if (driver === undefined) throw new Error('one driver is always there');
  const store = await createSqliteStore(driver.open(join(folder, 'store.db')));
  const handler = createAppserviceHandler({ transaction: () => undefined }, { hsToken, store });
  const listener = createNodeListener(handler);
  if (!delivers) return { listener };
  handler.start();
  return { listener, whenIdle: () => untilDelivered(handler) };
}

async function untilDelivered({ inboxMetrics }: AppserviceHandler): Promise<void> {
  for (;;) {
    const { waitingTransactions = 0, waitingEvents = 0 } = (await inboxMetrics()) ?? {};
    if (waitingTransactions + waitingEvents === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
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
