import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { KeyQuery, UserId } from 'matrix-encrypted-appservice/types';
import { createRandom } from '../../helpers/random.js';
import { keysOfUsers, type KeyQueryKeys } from '../workloads/key-query.js';
import { sayFailed, tellParent } from './answer-parent.js';
import { stayAwake } from './stay-awake.js';

/**
 * Runs appservices that answer key queries as fast as they can: keys are made when a user is first asked for, and kept as text.
 * The argument is `AppservicesOptions` as JSON.
 */

/** Which appservices to run. */
export interface AppservicesOptions {
  /** How many there are. */
  readonly count: number;
  /** How many devices a user has. */
  readonly devices: number;
  /** The number of one that never answers. */
  readonly hanging?: number | undefined;
  /** Whether the process should never sleep. */
  readonly awake?: boolean;
}

/** Where they listen. */
export interface AppservicesReady {
  readonly urls: readonly string[];
}

const maps = ['device_keys', 'master_keys', 'self_signing_keys', 'user_signing_keys'] as const;
const { count, devices, hanging, awake } = JSON.parse(process.argv[2] ?? '') as AppservicesOptions; // the parent is ours
const random = createRandom(5);
const texts = new Map<string, Readonly<Record<keyof KeyQueryKeys, string>>>();

try {
  const urls = await Promise.all(Array.from({ length: count }, (_, index) => start(index)));
  tellParent({ urls } satisfies AppservicesReady);
  if (awake === true) stayAwake();
} catch (error) {
  sayFailed(error);
}

function start(index: number): Promise<string> {
  return new Promise((resolve) => {
    const server = createServer((request, response) => {
      if (index === hanging) return;
      readQuery(request, (query) => {
        const body = Buffer.from(answerTo(query));
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length }).end(body);
      });
    });
    // Idle connections are the clients' to close: none should be lost between two rounds.
    server.keepAliveTimeout = 0;
    server.listen(0, '127.0.0.1', () => {
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`); // a TCP server's
    });
  });
}

function readQuery(request: IncomingMessage, use: (query: KeyQuery) => void): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    use(JSON.parse(Buffer.concat(chunks).toString()) as KeyQuery); // our own clients send nothing else
  });
}

function answerTo(query: KeyQuery): string {
  const userIds = Object.keys(query) as UserId[]; // a key query's names
  const members = maps.map((map) => {
    const entries = userIds.map((userId) => `"${userId}":${textsOf(userId)[map]}`);
    return `"${map}":{${entries.join(',')}}`;
  });
  return `{${members.join(',')}}`;
}

function textsOf(userId: UserId): Readonly<Record<keyof KeyQueryKeys, string>> {
  const known = texts.get(userId);
  if (known !== undefined) return known;
  const keys = keysOfUsers([userId], devices, random);
  const made = {
    device_keys: JSON.stringify(keys.device_keys[userId]),
    master_keys: JSON.stringify(keys.master_keys[userId]),
    self_signing_keys: JSON.stringify(keys.self_signing_keys[userId]),
    user_signing_keys: JSON.stringify(keys.user_signing_keys[userId]),
  };
  texts.set(userId, made);
  return made;
}
