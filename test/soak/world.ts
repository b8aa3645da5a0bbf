import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AppserviceRegistration, DeviceKeysByUser, KeyClaimResponse, UserId } from 'matrix-encrypted-appservice';
import { createAppserviceHandler, type AppserviceHandler } from 'matrix-encrypted-appservice/appservice';
import { createAppserviceClient, createPathMemory, type AppserviceClient } from 'matrix-encrypted-appservice/client';
import { createKeyProxy, type KeyProxy, type LocalKeys } from 'matrix-encrypted-appservice/homeserver';
import { createNodeListener } from 'matrix-encrypted-appservice/node';

/** A homeserver with its appservices: one for each way of answering, all of them in this process. */
export interface SoakWorld {
  readonly proxy: KeyProxy;
  readonly registrations: AppserviceRegistration[];
  /** For transactions, by the `id` of the registration. */
  readonly clients: ReadonlyMap<string, AppserviceClient>;
  /** Gives a request to the core of a handler, past proxy, client and `fetch`; `target` and the body are as on the wire. */
  handle(id: string, method: string, target: string, body: unknown): Promise<number>;
  readonly counts: RequestCounts;
  /** Makes time pass, as far as back-offs and pauses are concerned. */
  pass(ms: number): void;
  close(): Promise<void>;
}

/** How many requests each appservice got. */
export interface RequestCounts {
  total(): number;
  text(): string;
}

/**
 * What an appservice is like: sound, sound on the stable paths alone, sound and reached over a socket, without the routes of keys,
 * down, or one that answers nonsense.
 */
export const appserviceIds = ['sound', 'stable', 'socket', 'keyless', 'down', 'odd'] as const;

/** Starts them all. */
export async function startWorld(): Promise<SoakWorld> {
  let nowMs = 1_000_000_000_000;
  let total = 0;
  const counts = new Map<string, number>();
  const handlers = new Map(appserviceIds.map((id) => [id as string, handlerOf(id)]));
  const server = createServer((request, response) => {
    const handler = handlers.get('socket');
    if (handler) createNodeListener(handler)(request, response);
  });
  // A client may take up a connection just when the server lets go of it, which is not what is looked at here.
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  async function fetch(request: Request): Promise<Response> {
    const { hostname, pathname } = new URL(request.url);
    const id = hostname === '127.0.0.1' ? 'socket' : hostname.replace('.test', '');
    total += 1;
    counts.set(id, (counts.get(id) ?? 0) + 1);
    if (id === 'socket') return globalThis.fetch(request);
    if (id === 'down') throw new TypeError('fetch failed');
    if (id === 'stable' && pathname.includes('/unstable/')) return new Response('<h1>404</h1>', { status: 404 });
    const response = await handlers.get(id)?.fetch(request);
    if (id === 'odd' && total % 2 === 0)
      return new Response(`{"device_keys":{"@odd_${total}:example.org":[${total}]}}`);
    return response ?? new Response(null, { status: 502 });
  }

  async function ask(id: string, method: string, target: string, body: unknown): Promise<number> {
    const header = (name: string): string | undefined =>
      name === 'authorization' ? `Bearer hs-token-of-${id}` : undefined;
    const readBody = (): Promise<Uint8Array> => Promise.resolve(encoder.encode(JSON.stringify(body)));
    const answer = await handlers.get(id)?.handle({ method, target, header, readBody });
    return answer?.status ?? 0;
  }

  function handle(id: string, method: string, target: string, body: unknown): Promise<number> {
    total += 1;
    counts.set(`${id}, core`, (counts.get(`${id}, core`) ?? 0) + 1);
    return ask(id, method, target, body);
  }

  // What is bounded has to be full when the heap is looked at first, such as the memory of transactions.
  for (const id of appserviceIds) {
    for (let n = 0; n < rememberedTransactions; n++) {
      const to_device = [{ type: 'm.dummy', sender: '@a:x', to_user_id: '@a:x', to_device_id: String(n), content: {} }];
      await ask(id, 'PUT', `/_matrix/app/v1/transactions/first${n}`, { events: [], to_device });
    }
  }

  const registrations = appserviceIds.map((id) => registrationOf(id, port));
  const now = (): number => nowMs;
  const paths = createPathMemory({ now });
  const proxy = createKeyProxy({ serverName: 'example.org', registrations, local, fetch, now, paths, reuseMs: 1000 });
  const clients = registrations.map((registration) => createAppserviceClient(registration, { fetch, now, paths }));
  return {
    proxy,
    handle,
    registrations,
    clients: new Map(clients.map((client, index) => [registrations[index]?.id ?? '', client])),
    counts: { total: () => total, text: () => JSON.stringify(Object.fromEntries(counts)) },
    pass: (ms) => (nowMs += ms),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const encoder = new TextEncoder();

/** A handler without a store remembers so many. */
const rememberedTransactions = 10_000;

/** The homeserver's own store knows one device of everybody, and a fallback key. */
const local: LocalKeys = {
  queryKeys: (query) => Promise.resolve({ device_keys: devicesOf(Object.keys(query) as UserId[], 'OLD') }),
  claimKeys: () => Promise.resolve({}),
  fallbackKeys: (claim) => Promise.resolve(keysOf(Object.keys(claim) as UserId[], 'fallback', true)),
  userDevices: (userId) => Promise.resolve({ user_id: userId, stream_id: 1, devices: [] }),
};

function handlerOf(id: string): AppserviceHandler {
  const options = { hsToken: `hs-token-of-${id}` };
  const transactions = { onEvent: () => undefined, onToDevice: () => undefined };
  if (id === 'keyless') return createAppserviceHandler(transactions, options);
  let given = 0;
  return createAppserviceHandler(
    {
      ...transactions,
      queryKeys: (query) => ({ device_keys: devicesOf(Object.keys(query) as UserId[], 'NEW') }),
      claimKeys: (claim) => keysOf(Object.keys(claim) as UserId[], String((given += 1)), false),
    },
    options,
  );
}

function devicesOf(userIds: readonly UserId[], deviceId: string): DeviceKeysByUser {
  const devices = userIds.map((userId) => {
    const keys = { [`ed25519:${deviceId}`]: userId };
    const signatures = { [userId]: { [`ed25519:${deviceId}`]: 'signature' } };
    return [userId, { [deviceId]: { user_id: userId, device_id: deviceId, algorithms: [], keys, signatures } }];
  });
  return Object.fromEntries(devices) as DeviceKeysByUser;
}

function keysOf(userIds: readonly UserId[], name: string, fallback: boolean): KeyClaimResponse {
  const key = { key: name, signatures: {}, ...(fallback ? { fallback } : {}) };
  return Object.fromEntries(userIds.map((userId) => [userId, { D: { [`signed_curve25519:${name}`]: key } }]));
}

function registrationOf(id: string, port: number): AppserviceRegistration {
  return {
    id,
    url: id === 'socket' ? `http://127.0.0.1:${port}` : `http://${id}.test`,
    as_token: `as-token-of-${id}`,
    hs_token: `hs-token-of-${id}`,
    sender_localpart: `${id}bot`,
    namespaces: { users: [{ exclusive: true, regex: `@${id}_.*` }] },
  };
}
