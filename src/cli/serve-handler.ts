import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AppserviceHandler } from '../appservice/index.js';
import { createNodeListener } from '../node/listener.js';
import { CliError } from './cli-error.js';

/** An address to listen at. */
export interface ServedAddress {
  readonly host: string;
  readonly port: number;
}

/**
 * Serves a handler at an address. Resolves, once it listens, with what ends that, with all its connections.
 *
 * @throws {CliError} if the address cannot be used.
 */
export async function serveHandler(
  handle: AppserviceHandler['handle'],
  { host, port }: ServedAddress,
): Promise<() => Promise<void>> {
  const server = createServer(createNodeListener({ handle }));
  try {
    await once(server.listen(port, host), 'listening');
  } catch (error) {
    const { code = 'it failed' } = error as NodeJS.ErrnoException;
    const reason = code === 'EADDRINUSE' ? 'another program listens there' : code;
    throw new CliError(
      'CONTENT',
      `cannot listen at ${host}:${port.toString()}: ${reason}`,
      'Use --listen HOST:PORT for another address.',
    );
  }
  return async () => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
}
