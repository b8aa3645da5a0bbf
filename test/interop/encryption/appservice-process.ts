// An appservice with `createEncryption` on a SQLite file, in a process of its own, so that it can be killed. Commands come as lines of JSON
// on standard input, and are answered on standard output, where what the application is given is told, too. It ends with its input.
import { Buffer } from 'node:buffer';
import { once } from 'node:events';
import { createServer } from 'node:http';
import process from 'node:process';
import { createInterface } from 'node:readline';
import type { AppserviceRequest, AppserviceStore, HttpResponse } from '../../../src/appservice/index.js';
import { createHomeserverClient, type HomeserverClient } from '../../../src/client/index.js';
import {
  createEncryption,
  type EncryptedUser,
  type Encryption,
  type EncryptionOptions,
} from '../../../src/encryption/index.js';
import type { JsonObject } from '../../../src/json-objects.js';
import { createNodeListener } from '../../../src/node/index.js';
import type { AppserviceRegistration } from '../../../src/types.js';
import { openOrderedStore, type StoreOrder } from './appservice-store.js';
import { shiftClock } from './shift-clock.js';

/** What the process is started with. */
export interface AppserviceOrder extends StoreOrder {
  readonly registration: AppserviceRegistration;
  readonly serverName: string;
  readonly homeserverUrl: string;
  readonly port: number;
  readonly options: Pick<
    EncryptionOptions,
    'keys' | 'federation' | 'sharing' | 'trust' | 'receive' | 'maxOpenMachines' | 'deliveryTimeoutMs' | 'leaseMs'
  >;
  /** Kills the process before its nth request to the homeserver leaves (`0.5` is after the answer to none, `1.5` to the first). */
  readonly killAt?: number | undefined;
  /** What its clock is ahead of the others, in milliseconds. */
  readonly clockShiftMs?: number | undefined;
}

const order = JSON.parse(process.argv[2] ?? '') as AppserviceOrder; // by world.ts
if (order.clockShiftMs !== undefined) shiftClock(order.clockShiftMs);
const tell = (line: JsonObject): void => {
  process.stdout.write(`${JSON.stringify(line)}\n`);
};
/** Bodies of messages whose delivery fails, for as long as they are here. */
const refused = new Set<unknown>();
let requests = 0;

const homeserver = connect();
let store: AppserviceStore | undefined;
let encryption = await open();
const users = new Map<string, Promise<EncryptedUser>>();

function connect(): HomeserverClient {
  const { registration, homeserverUrl, killAt = Infinity } = order;
  const dieAt = (point: number): void => {
    if (point >= killAt) process.kill(process.pid, 'SIGKILL');
  };
  return createHomeserverClient({
    url: homeserverUrl,
    asToken: registration.as_token,
    fetch: async (request) => {
      requests += 1;
      const point = requests;
      dieAt(point);
      const response = await fetch(request);
      dieAt(point + 0.5);
      return response;
    },
  });
}

async function open(): Promise<Encryption> {
  const { registration, serverName, options } = order;
  store = await openOrderedStore(order);
  return createEncryption({
    ...options,
    ...{ registration, serverName, homeserver, store },
    storeKey: new Uint8Array(32).fill(7),
    onEvent: (event, { signal: _, ...context }) => {
      tell({ told: { what: 'event', event, ...context } });
      if (refused.has(event.content['body'])) throw new Error('the application fails');
    },
    onUndecryptable: (event, context) => {
      tell({ told: { what: 'undecryptable', event, ...context } });
    },
    onFailure: ({ message, userId, roomId, error }) => {
      tell({ told: { what: 'failure', message, userId, roomId, error: String(error) } });
    },
    onFinding: (finding) => {
      tell({ told: { what: 'finding', ...finding } });
    },
  });
}

/** Answers the homeserver, and tells of each transaction once it is answered. */
async function handle(request: AppserviceRequest): Promise<HttpResponse> {
  let body: unknown;
  const response = await encryption.handler.handle({
    ...request,
    readBody: async (limitBytes) => {
      const bytes = await request.readBody(limitBytes);
      body = JSON.parse(Buffer.from(bytes).toString());
      return bytes;
    },
  });
  tell({ told: { what: 'request', target: request.target, body, status: response.status } });
  return response;
}

function user(userId: string): Promise<EncryptedUser> {
  const known = users.get(userId) ?? encryption.user(userId);
  users.set(userId, known);
  known.catch(() => users.delete(userId));
  return known;
}

/** A command's parameters. Each command reads those that it has. */
interface Parameters {
  readonly userId: string;
  readonly roomId: string;
  readonly eventId: string;
  readonly other: string;
  readonly body: string;
  readonly txnId?: string;
  readonly base64: string;
  readonly content: JsonObject;
  readonly options: JsonObject;
}

const commands: Record<string, (given: Parameters) => unknown> = {
  start: async () => {
    const server = createServer(createNodeListener({ handle })).listen(order.port, '127.0.0.1');
    await once(server, 'listening');
    await encryption.start();
  },
  stop: () => encryption.stop(),
  /** Stops the encryption, and starts it again from its database. */
  restart: async () => {
    await encryption.stop();
    await store?.close();
    users.clear();
    encryption = await open();
    await encryption.start();
  },
  user: async ({ userId }) => ({ deviceId: (await user(userId)).deviceId }),
  createRoom: async ({ userId, options }) => (await user(userId)).createRoom(options),
  join: async ({ userId, roomId }) => (await user(userId)).join(roomId),
  leave: async ({ userId, roomId }) => (await user(userId)).leave(roomId),
  invite: async ({ userId, roomId, other }) => (await user(userId)).invite(roomId, other),
  send: async ({ userId, roomId, body, txnId }) =>
    (await user(userId)).send(roomId, 'm.room.message', { msgtype: 'm.text', body }, { txnId }),
  sendFile: async ({ userId, roomId, body, base64 }) =>
    (await user(userId)).sendFile(roomId, { bytes: Buffer.from(base64, 'base64'), name: body, type: 'text/plain' }),
  redact: async ({ userId, roomId, eventId }) => (await user(userId)).redact(roomId, eventId),
  setProfile: async ({ userId, options }) => (await user(userId)).setProfile(options),
  readFile: async ({ userId, content }) => Buffer.from(await (await user(userId)).readFile(content)).toString('base64'),
  reset: async ({ userId }) => {
    const replaced = (await user(userId)).reset();
    users.set(userId, replaced);
    replaced.catch(() => users.delete(userId));
    return { deviceId: (await replaced).deviceId };
  },
  rename: async ({ userId, body }) => {
    const { deviceId } = await user(userId);
    await homeserver.as({ userId }).updateDevice({ deviceId }, { display_name: body });
  },
  refuse: ({ body }) => void refused.add(body),
  accept: ({ body }) => void refused.delete(body),
  requests: () => requests,
  memory: () => process.memoryUsage().rss,
};

async function answer(id: unknown, command: string, given: Parameters): Promise<void> {
  try {
    tell({ id, result: (await commands[command]?.(given)) ?? null });
  } catch (error) {
    tell({ id, error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) });
  }
}

for await (const line of createInterface(process.stdin)) {
  const { id, command, ...given } = JSON.parse(line) as Parameters & { id: number; command: string }; // by world.ts
  void answer(id, command, given);
}
await encryption.stop();
process.exit();
