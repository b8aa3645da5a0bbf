import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { createAppserviceHandler, type AppserviceHandler } from '../../../src/appservice/index.js';
import type { AppserviceStore } from '../../../src/appservice/store.js';
import { createNodeListener } from '../../../src/node/index.js';
import { lintRegistration, masqueradeParameters, readRegistration } from '../../../src/registration/index.js';
import { createSqliteStore } from '../../../src/sql/index.js';
import type { AppserviceRegistration, ToDeviceEvent } from '../../../src/types.js';
import { packagedSqlite, type OpenDatabase } from '../../helpers/sqlite-drivers.js';
import { createAsk, registerUser, type Ask, type User } from './client.js';
import { installation, serverName, startSynapse } from './synapse.js';

const ghost = `@irc_ann:${serverName}`;
const deviceId = 'GHOST';
const hsToken = 'hs-of-irc';

// Synapse makes its database when it starts, and a busy machine takes its time.
vi.setConfig({ testTimeout: 120_000 });

/** A homeserver that has the ghost with its device, and Bob, who sends it room keys. */
interface Homeserver {
  readonly ask: Ask;
  readonly bob: User;
  readonly sendKey: (id: string) => Promise<void>;
}

let folder: string;
let database: OpenDatabase;
let store: AppserviceStore;
let registration: AppserviceRegistration;
let port = 0;
let server: Server | undefined;
let handler: AppserviceHandler;
let homeserver: Homeserver;
/** What the application has dealt with, across all of its lives. */
let keys: string[] = [];
/** The IDs of the transactions that Synapse sent, and what they brought, as the requests came in. */
let requests: { readonly transactionId: string; readonly body: string; readonly status: number }[] = [];
let findings: string[] = [];
/** Keys whose first delivery fails. */
let failing = new Set<string>();
const stops: (() => unknown)[] = [];

beforeAll(async () => {
  if (installation === undefined) return;
  folder = await mkdtemp(join(tmpdir(), 'synapse-inbox-'));
  database = packagedSqlite.open(join(folder, 'store.db'));
  store = await createSqliteStore(database);
  await goUp();
  const { registration: bare } = readRegistration({
    id: 'irc',
    url: `http://127.0.0.1:${port}`,
    as_token: 'as-of-irc',
    hs_token: hsToken,
    sender_localpart: 'irc_bot',
    rate_limited: false,
    namespaces: { users: [{ exclusive: true, regex: '@irc_.*' }] },
  });
  const advised = lintRegistration(bare, { name: 'synapse', version: installation.version });
  registration = {
    ...bare,
    ...Object.fromEntries(advised.flatMap(({ flags = [] }) => flags).map((flag) => [flag, true])),
  };
  homeserver = await startHomeserver();
}, 240_000);

afterEach(() => {
  keys = [];
  requests = [];
  findings = [];
  failing = new Set();
});

afterAll(async () => {
  if (installation === undefined) return;
  for (const stop of stops.reverse()) await stop();
  await goDown();
  await store.close();
  database.close();
  await rm(folder, { recursive: true });
});

beforeEach(({ skip }) => {
  skip(installation === undefined, 'Synapse is not installed: run test/interop/synapse/install-peer.sh');
});

/** Starts the appservice, at the port that it had before. */
async function goUp(): Promise<void> {
  handler = createAppserviceHandler(
    {
      onToDevice: ({ content }: ToDeviceEvent) => {
        const id = String(content['id']);
        if (failing.delete(id)) throw new Error('not now');
        keys.push(id);
      },
    },
    { hsToken, store, onFinding: ({ code }) => findings.push(code) },
  );
  handler.start();
  const { handle } = handler;
  const listener = createNodeListener({
    handle: async (request) => {
      let body = '';
      const answer = await handle({
        ...request,
        readBody: async (limitBytes) => {
          const bytes = await request.readBody(limitBytes);
          body = new TextDecoder().decode(bytes);
          return bytes;
        },
      });
      const transactionId = /\/transactions\/([^?]+)/.exec(request.target)?.[1];
      if (transactionId !== undefined) requests.push({ transactionId, body, status: answer.status });
      return answer;
    },
  });
  server = createServer(listener).listen(port, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo); // only a server on a pipe has another kind of address
}

/** Ends the appservice. */
async function goDown(): Promise<void> {
  await handler.stop();
  server?.close();
  server?.closeAllConnections();
}

/** Ends the connections that Synapse makes while the appservice is down, as a load balancer does. */
async function answerNothing(): Promise<{ readonly attempts: () => number; readonly end: () => Promise<void> }> {
  let attempts = 0;
  const nothing = createTcpServer((socket) => {
    attempts++;
    socket.destroy();
  }).listen(port, '127.0.0.1');
  await once(nothing, 'listening');
  return {
    attempts: () => attempts,
    end: async () => {
      nothing.close();
      await once(nothing, 'close');
    },
  };
}

async function startHomeserver(): Promise<Homeserver> {
  if (installation === undefined) throw new Error('Synapse is not installed');
  const settings = lintRegistration(registration, { name: 'synapse', version: installation.version }).flatMap(
    (finding) => finding.settings ?? [],
  );
  const url = await startSynapse(installation, [registration], settings, stops);
  const ask = createAsk(url, registration.as_token);
  const body = { type: 'm.login.application_service', username: 'irc_ann', inhibit_login: true };
  expect(await ask('POST', '/_matrix/client/v3/register', { body })).toMatchObject({ status: 200 });
  const as = masqueradeParameters({ userId: ghost });
  expect(await ask('PUT', `/_matrix/client/v3/devices/${deviceId}`, { as })).toMatchObject({ status: 201 });
  const bob = await registerUser(url, 'bob');
  let sent = 0;
  return {
    ask,
    bob,
    sendKey: async (id) => {
      const path = `/_matrix/client/v3/sendToDevice/m.room.encrypted/${String(++sent)}`;
      const messages = { [ghost]: { [deviceId]: { algorithm: 'm.olm.v1.curve25519-aes-sha2', id } } };
      expect(await bob.ask('PUT', path, { body: { messages } })).toMatchObject({ status: 200 });
    },
  };
}

/** Waits until the application has had a key. */
async function untilDelivered(id: string): Promise<void> {
  await vi.waitFor(
    () => {
      expect(keys).toContain(id);
    },
    { timeout: 30_000, interval: 100 },
  );
}

/** Synapse sends nothing new before it has noted that the appservice is back. Asks for a ping, as R7 has it. */
async function untilSynapseGoesOn(id: string): Promise<void> {
  await vi.waitFor(
    async () => {
      await homeserver.ask('POST', '/_matrix/client/v1/appservice/irc/ping', { body: {} });
      await homeserver.sendKey(id);
      expect(keys).toContain(id);
    },
    { timeout: 60_000, interval: 500 },
  );
}

/** The keys that wait for the ghost's device on the homeserver. */
async function keysInSync(): Promise<unknown[]> {
  const as = masqueradeParameters({ userId: ghost, deviceId });
  as.set('timeout', '0');
  const { status, body } = await homeserver.ask('GET', '/_matrix/client/v3/sync', { as });
  expect(status).toBe(200);
  const { events = [] } = (body['to_device'] ?? {}) as { events?: readonly ToDeviceEvent[] };
  return events.map(({ content }) => content['id']);
}

it('delivers every room key although the handler throws, since Synapse has its 200 before (R1, R2)', async () => {
  failing = new Set(['key 1', 'key 3']);
  for (const id of ['key 1', 'key 2', 'key 3', 'key 4']) await homeserver.sendKey(id);
  await untilDelivered('key 4');
  expect(keys).toEqual(['key 1', 'key 2', 'key 3', 'key 4']);
  expect(requests.map(({ status }) => status)).toEqual(requests.map(() => 200));
});

it('delivers what was acknowledged before the process ended, once it is there again (R4)', async () => {
  failing = new Set(['before the end']);
  await homeserver.sendKey('before the end');
  // Its delivery has failed, and the next attempt is a second away.
  await vi.waitFor(() => {
    expect(failing.size).toBe(0);
  }, 30_000);
  await goDown();
  expect(keys).toEqual([]);
  await goUp();
  await untilDelivered('before the end');
  expect(requests.filter(({ body }) => body.includes('before the end'))).toHaveLength(1);
});

it('misses the keys that Synapse could not send while the process was down: it never does again, and a /sync has them (R1, R8)', async () => {
  await goDown();
  const nothing = await answerNothing();
  await homeserver.sendKey('down 1');
  await vi.waitFor(() => {
    expect(nothing.attempts()).toBeGreaterThan(0);
  }, 30_000);
  await homeserver.sendKey('down 2');
  await nothing.end();
  await goUp();
  await untilSynapseGoesOn('up again');
  expect(requests.filter(({ body }) => /down [12]/.test(body)).map(({ body }) => body)).toEqual([]);
  expect(keys.filter((id) => id.startsWith('down'))).toEqual([]);
  expect(await keysInSync()).toEqual(expect.arrayContaining(['down 1', 'down 2', 'up again']));
});

it('delivers every room key of a homeserver that was set up anew, and counts its transactions from the start again (T7)', async () => {
  const known = database.prepare('SELECT DISTINCT id FROM appservice_txn').all() as { id: string }[];
  homeserver = await startHomeserver();
  for (const id of ['anew 1', 'anew 2', 'anew 3']) {
    await homeserver.sendKey(id);
    await untilDelivered(id);
  }
  expect(keys).toEqual(['anew 1', 'anew 2', 'anew 3']);
  const again = requests.filter(({ transactionId }) => known.some(({ id }) => id === transactionId));
  expect(again.some(({ body }) => body.includes('anew'))).toBe(true);
  expect(requests.every(({ status }) => status === 200)).toBe(true);
  expect(findings).toContain('transaction-id-reused');
});
