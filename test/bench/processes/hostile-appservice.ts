import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRandom } from '../../helpers/random.js';
import { keysOfUsers } from '../workloads/key-query.js';
import { userOf } from '../workloads/registrations.js';
import { sayFailed, tellParent } from './answer-parent.js';

/** Runs an appservice that answers each key query with 8 MB of keys that were not asked for. */

/** The address that it listens at. */
export interface HostileReady {
  readonly url: string;
}

const bytes = 8_000_000;

try {
  const others = Array.from({ length: 5000 }, (_, user) => userOf(0, user + 1));
  const text = JSON.stringify(keysOfUsers(others, 1, createRandom(7)));
  const body = Buffer.from(text.slice(0, -1) + ' '.repeat(Math.max(0, bytes - text.length)) + '}');
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length }).end(body);
    });
  });
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo; // a TCP server's
    tellParent({ url: `http://127.0.0.1:${port}` } satisfies HostileReady);
  });
} catch (error) {
  sayFailed(error);
}
