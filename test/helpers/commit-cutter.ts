import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** The moment at which a connection is cut: the server never sees the COMMIT, or has answered it and the client never sees that. */
export type Cut = 'before it is forwarded' | 'after it is done';

/** A proxy in front of a PostgreSQL server that can cut a connection at its COMMIT. */
export interface CommitCutter {
  readonly port: number;
  /** The number of COMMITs that came by, cut or not. */
  readonly commits: () => number;
  /** Cuts the next connection that commits. */
  readonly cutNext: (cut: Cut) => void;
  readonly dispose: () => Promise<void>;
}

/** A simple query of PostgreSQL's protocol: its type, its length, and its text that ends with a NUL. */
const commit = Buffer.from('Q\0\0\0\x0bCOMMIT\0', 'latin1');

export async function startCommitCutter(serverPort: number): Promise<CommitCutter> {
  let next: Cut | undefined;
  let commits = 0;
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(serverPort, '127.0.0.1');
    const both = [client, upstream];
    const end = (): void => {
      for (const socket of both) socket.destroy();
    };
    for (const socket of both) {
      open.add(socket);
      socket.setNoDelay(true);
      socket.on('error', end);
      socket.on('close', () => {
        open.delete(socket);
        end();
      });
    }
    let isCutting = false;
    client.on('data', (bytes) => {
      // The driver sends a COMMIT alone, in one piece, since it waits for the answer to what came before.
      if (bytes.equals(commit)) {
        commits++;
        const cut = next;
        next = undefined;
        if (cut === 'before it is forwarded') {
          end();
          return;
        }
        isCutting = cut !== undefined;
      }
      upstream.write(bytes);
    });
    upstream.on('data', (bytes) => {
      if (isCutting) end();
      else client.write(bytes);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens at a port, not at a path
  return {
    port,
    commits: () => commits,
    cutNext: (cut) => {
      next = cut;
    },
    dispose: async () => {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
