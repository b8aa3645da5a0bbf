import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import type { AppserviceRegistration, ClientEvent, UserId } from '../../../src/types.js';
import type { JsonObject } from '../../../src/json-objects.js';
import { freePort } from '../../helpers/free-port.js';
import { clientsOf, type Clients } from '../clients/client-commands.js';
import { jsSdk, type ClientSoftware } from '../clients/clients.js';
import { startLineProcess, type LineProcess } from '../clients/line-process.js';
import { startAlone, startFederation } from '../synapse/homeservers.js';
import { installation, serverName, type Synapse } from '../synapse/synapse.js';
import type { AppserviceOrder } from './appservice-process.js';
import { startProxy, type Proxy } from './proxy.js';
import { register } from './register.js';

export { encrypted, password } from '../clients/client-commands.js';

/** Returns why tests with a client do not run here; `undefined` where they do. They take minutes, so they have to be asked for. */
export function missing({ isThere }: ClientSoftware): string | undefined {
  if (process.env['INTEROP_CLIENTS'] === undefined) return 'needs INTEROP_CLIENTS=1, and some minutes';
  if (installation === undefined) return 'needs test/interop/synapse/install-peer.sh';
  return isThere ? undefined : 'needs test/interop/clients/install.sh';
}

/** The ghost of a world whose homeserver is alone. */
export const ghost: UserId = `@irc_ann:${serverName}`;
/** The person of a world whose homeserver is alone. */
export const bob: UserId = `@bob:${serverName}`;

/** A Synapse or two, a proxy in front of one for the appservice, the appservice and clients. */
export interface World {
  /** The homeserver of the appservice. */
  readonly homeserver: Synapse;
  /** The homeserver of the clients. It is another one where the world is federated. */
  readonly remote: Synapse;
  /** The URL for clients. */
  readonly url: string;
  readonly ghost: UserId;
  readonly bob: UserId;
  readonly proxy: Proxy;
  /** What stands between the clients and the homeserver, if that was asked for. */
  readonly clientProxy: Proxy | undefined;
  /** Passes on what Synapse sends to the appservice, if {@link WorldOptions.isFronted}. */
  readonly front: Proxy;
  /** The other appservice of Synapse, if {@link WorldOptions.hasNeighbour}. Takes everything, unless it is told otherwise. */
  readonly neighbour: Proxy;
  readonly clients: Clients;
  readonly registration: AppserviceRegistration;
  /** The present life of the appservice. */
  appservice: LineProcess;
  /** Starts the appservice on its database, with what differs from the first life, and waits until it has started. */
  readonly revive: (changes?: LifeChanges) => Promise<void>;
  /** Starts a process of the appservice beside the present one, or after it. It begins to work when it is asked to. */
  readonly launch: (changes?: LifeChanges) => LineProcess;
  /** The database of the first life. */
  readonly database: string;
  readonly close: () => Promise<void>;
}

/** What differs from the first life of the appservice. */
export type LifeChanges = Partial<Omit<AppserviceOrder, 'registration' | 'serverName'>>;

/** What a world is made of. */
export interface WorldOptions {
  /** Options of the encryption. */
  readonly options?: AppserviceOrder['options'];
  readonly client?: ClientSoftware;
  /** Puts a proxy between the clients and the homeserver, too. */
  readonly recordsClients?: boolean;
  /** The program of the appservice, compiled. Default: the source, which takes longer to start. */
  readonly program?: string;
  /** The database, if not a file in the world's own folder. */
  readonly database?: string;
  /** Gives the clients a homeserver of their own, which federates with the appservice's. */
  readonly isFederated?: boolean;
  /** Puts a proxy between Synapse and the appservice. */
  readonly isFronted?: boolean;
  /** Registers another appservice, whose users have the localpart `slow_…`. */
  readonly hasNeighbour?: boolean;
}

/** Opens a world. Its clients are made with matrix-js-sdk unless it is said otherwise. */
export async function openWorld(made: WorldOptions = {}): Promise<World> {
  const stops: (() => unknown)[] = [];
  const close = async (): Promise<void> => {
    for (const stop of stops.reverse()) await stop();
  };
  try {
    return await buildWorld(made, stops, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function buildWorld(
  { options = {}, client = jsSdk, program, ...made }: WorldOptions,
  stops: (() => unknown)[],
  close: () => Promise<void>,
): Promise<World> {
  if (installation === undefined) throw new Error('Synapse is not installed');
  const folder = mkdtempSync(join(tmpdir(), 'encryption-'));
  stops.push(() => {
    rmSync(folder, { recursive: true });
  });
  const port = await freePort();
  const front = await startProxy(`http://127.0.0.1:${port}`, stops);
  const neighbour = await startProxy(front.url, stops);
  neighbour.interfere = () => ({ status: 200, body: '{}' });
  const address = made.isFronted === true ? front.url : `http://127.0.0.1:${port}`;
  const { registration, settings } = register('irc', address, options.keys, installation.version);
  const slow = register('slow', neighbour.url, options.keys, installation.version).registration;
  const registrations = made.hasNeighbour === true ? [registration, slow] : [registration];
  const clients = client.start();
  stops.push(clients.stop);
  const start = made.isFederated === true ? startFederation : startAlone;
  const [homeserver, remote] = await start(installation, registrations, settings, stops);
  const proxy = await startProxy(homeserver.url, stops);
  const clientProxy = made.recordsClients === true ? await startProxy(remote.url, stops) : undefined;
  const database = made.database ?? join(folder, 'appservice.db');
  const order: AppserviceOrder = {
    ...{ registration, serverName: homeserver.serverName, port, options, database },
    homeserverUrl: proxy.url,
  };
  const launch: World['launch'] = (changes) => startAppservice({ ...order, ...changes }, program);
  const world: World = {
    ...{ homeserver, remote, url: remote.url, proxy, clientProxy, front, neighbour },
    ...{ registration, database, launch, close },
    ghost: `@irc_ann:${homeserver.serverName}`,
    bob: `@bob:${remote.serverName}`,
    clients: clientsOf(clients, clientProxy?.url ?? remote.url),
    appservice: launch(),
    revive: async (changes) => {
      await world.appservice.kill();
      world.appservice = launch(changes);
      await world.appservice.ask('start');
    },
  };
  stops.push(() => world.appservice.kill());
  await world.appservice.ask('start');
  return world;
}

const appserviceProcess = fileURLToPath(new URL('appservice-process.ts', import.meta.url));

function startAppservice(order: AppserviceOrder, program?: string): LineProcess {
  const source = ['--import', 'tsx', appserviceProcess];
  return startLineProcess(execPath, [...(program === undefined ? source : [program]), JSON.stringify(order)]);
}

/** An event that the application was given. */
export interface GivenEvent {
  readonly event: ClientEvent;
  readonly encryption?: { readonly deviceId?: string; readonly sessionId: string; readonly trust: string };
  readonly receivers: readonly string[];
  readonly isUnexpectedPlaintext: boolean;
}

/** Waits until the present life of the application is given an event with that body, as often as `after` and once more. */
export function given(
  { appservice }: Pick<World, 'appservice'>,
  body: string,
  { after = 0 }: { readonly after?: number } = {},
): Promise<GivenEvent> {
  let count = 0;
  return appservice.until((told) => {
    const { what, ...rest } = told as unknown as GivenEvent & { what: string }; // as the appservice's process writes it
    if (what !== 'event' || rest.event.content['body'] !== body) return false;
    count += 1;
    return count > after && rest;
  });
}

/** Waits until the homeserver says, from now on, that a user's devices have changed. */
export function listsChanged({ appservice }: Pick<World, 'appservice'>, userId: string): Promise<unknown> {
  const before = appservice.told.length;
  let count = 0;
  return appservice.until(({ what, body }) => {
    count += 1;
    return (
      count > before && what === 'request' && /"changed":\[[^\]]*\]/.exec(JSON.stringify(body))?.[0].includes(userId)
    );
  });
}

/** Waits until the application is told of an event of a client's device that cannot be decrypted. Returns the reason. */
export async function notDecrypted({ appservice, clients }: World, name: string): Promise<string> {
  const { deviceId } = (await clients.ask('whoami', name)) as { deviceId: string };
  return appservice.until((told) => {
    const { what, event, reason } = told as unknown as GivenEvent & { what: string; reason: string };
    return what === 'undecryptable' && event.content['device_id'] === deviceId && reason;
  });
}

/** Waits until the application is told of a user's membership. */
export function membershipTold(
  { appservice }: Pick<World, 'appservice'>,
  userId: string,
  membership: string,
): Promise<unknown> {
  return appservice.until((told) => {
    const { what, event } = told as unknown as GivenEvent & { what: string }; // as the appservice's process writes it
    return what === 'event' && event.state_key === userId && event.content['membership'] === membership;
  });
}

/** Lets Bob open a room, encrypted unless the options say otherwise, and the ghost join it. Returns the room's ID once Bob's client knows. */
export async function openRoom({ appservice, clients, ghost }: World, options?: JsonObject): Promise<string> {
  const roomId = await clients.createRoom('bob', { ...options, invite: [ghost] });
  await appservice.ask('join', { userId: ghost, roomId });
  await clients.ask('knows', 'bob', { roomId, userId: ghost });
  return roomId;
}

/** Lets the ghost say something. Returns the event's ID. */
export async function say(
  { appservice, ghost }: Pick<World, 'appservice' | 'ghost'>,
  roomId: string,
  body: string,
): Promise<string> {
  return String(await appservice.ask('send', { userId: ghost, roomId, body }));
}
