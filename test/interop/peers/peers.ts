import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAppserviceHandler } from '../../../src/appservice/index.js';
import { createNodeListener } from '../../../src/node/index.js';
import { readRegistration } from '../../../src/registration/index.js';
import type { AppserviceRegistration, KeyClaimResponse, KeyQueryResponse } from '../../../src/types.js';
import { loadLibraries } from './libraries.js';

/** An appservice on loopback, made with one of the libraries. */
export interface Peer {
  readonly registration: AppserviceRegistration;
  readonly server: Server;
  /** What the application was told, in order: `event a`, `to-device KEPT`, `left @x:example.org` … */
  readonly told: string[];
  /** The same as JSON, with all that is in it. */
  readonly given: string[];
}

/** What an application does, whichever library it uses. */
export interface Application {
  readonly keys: KeyQueryResponse;
  readonly oneTimeKeys: KeyClaimResponse;
  /** Is called with each event; what it throws is thrown where a library lets an application throw. */
  onEvent(): void;
}

/** Something in a list of a transaction, with what it is known by here. */
interface Told {
  readonly type?: string;
  readonly event_id?: string;
  readonly to_device_id?: string;
}

interface ToldLists {
  readonly changed?: readonly string[] | undefined;
  readonly left?: readonly string[] | undefined;
  readonly removed?: readonly string[] | undefined;
}

export const hsToken = 'hs-secret';
const listenOn = '127.0.0.1';

export async function startBotSdk(application: Application): Promise<Peer> {
  const { Appservice, MemoryStorageProvider, LogService } = loadLibraries().botSdk;
  const silence = (): undefined => undefined;
  LogService.setLogger({ info: silence, warn: silence, error: silence, debug: silence, trace: silence });
  const registration = registrationAt(0);
  const storage = new MemoryStorageProvider();
  // Otherwise it registers its bot with the homeserver before it begins.
  storage.addRegisteredUser('@bot:example.org');
  const homeserver = { homeserverName: 'example.org', homeserverUrl: 'http://homeserver.invalid' };
  const appservice = new Appservice({ port: 0, bindAddress: listenOn, ...homeserver, registration, storage });
  const told: string[] = [];
  const { given, give } = createGiven();
  appservice.on('room.event', (_: string, event: Told) => {
    give(event);
    told.push(`event ${String(event.event_id)}`);
    application.onEvent();
  });
  appservice.on('ephemeral.event', (event: Told) => {
    give(event);
    told.push(tellEphemeral(event));
  });
  appservice.on('device_lists', (lists: ToldLists) => {
    give({ changed: lists.changed, removed: lists.removed });
    // `removed` is what its documentation has, and what it passes on to its own crypto.
    told.push(...tellLists({ changed: lists.changed ?? [], left: lists.removed ?? [] }));
  });
  appservice.on('otk.counts', (counts) => {
    give(counts);
    told.push(`counts ${JSON.stringify(counts)}`);
  });
  appservice.on('otk.unused_fallback_keys', (types) => {
    give(types);
    told.push(`fallback types ${JSON.stringify(types)}`);
  });
  appservice.on('query.key', (_: unknown, answer: (keys: object) => void) => {
    answer(application.keys);
  });
  appservice.on('query.key_claim', (_: unknown, answer: (keys: object) => void) => {
    answer(application.oneTimeKeys);
  });
  await appservice.begin();
  return { registration: registrationAt(portOf(appservice.appServer)), server: appservice.appServer, told, given };
}

export async function startMatrixAppservice(application: Application): Promise<Peer> {
  const appservice = new (loadLibraries().matrixAppservice.AppService)({ homeserverToken: hsToken });
  const told: string[] = [];
  const { given, give } = createGiven();
  appservice.on('event', (event: Told | null) => {
    give(event);
    told.push(`event ${String(event?.event_id)}`);
    application.onEvent();
  });
  appservice.on('ephemeral', (event: Told) => {
    give(event);
    told.push(tellEphemeral(event));
  });
  await appservice.listen(0, listenOn);
  return { registration: registrationAt(portOf(appservice.server)), server: appservice.server, told, given };
}

export async function startOurs(application: Application): Promise<Peer> {
  const told: string[] = [];
  const { given, give } = createGiven();
  const handler = createAppserviceHandler(
    {
      queryKeys: () => application.keys,
      claimKeys: () => application.oneTimeKeys,
      onEvent: (event) => {
        give(event);
        told.push(`event ${event.event_id}`);
        application.onEvent();
      },
      onEphemeral: (event) => {
        give(event);
        told.push(tellEphemeral(event));
      },
      onToDevice: (event) => {
        give(event);
        told.push(tellEphemeral(event));
      },
      onDeviceLists: ({ changed, left }) => {
        give({ changed, left });
        told.push(...tellLists({ changed, left }));
      },
      onOneTimeKeysCount: (counts) => {
        give(counts);
        told.push(`counts ${JSON.stringify(counts)}`);
      },
      onUnusedFallbackKeyTypes: (types) => {
        give(types);
        told.push(`fallback types ${JSON.stringify(types)}`);
      },
    },
    { hsToken },
  );
  const server = createServer(createNodeListener(handler)).listen(0, listenOn);
  await once(server, 'listening');
  return { registration: registrationAt(portOf(server)), server, told, given };
}

function createGiven(): { readonly given: string[]; readonly give: (what: unknown) => void } {
  const given: string[] = [];
  return { given, give: (what) => given.push(JSON.stringify(what)) };
}

export function registrationAt(port: number): AppserviceRegistration {
  return readRegistration({
    id: 'peer',
    url: `http://${listenOn}:${port}`,
    as_token: 'as-secret',
    hs_token: hsToken,
    sender_localpart: 'bot',
    namespaces: { users: [{ exclusive: true, regex: '@ghost_.*:example\\.org' }] },
  }).registration;
}

function portOf(server: Server): number {
  // Only a server on a pipe has another kind of address.
  return (server.address() as AddressInfo).port;
}

function tellEphemeral(event: Told): string {
  const { to_device_id: device } = event;
  return device === undefined ? `ephemeral ${String(event.type)}` : `to-device ${device}`;
}

function tellLists({ changed = [], left = [] }: ToldLists): string[] {
  return [...changed.map((user) => `changed ${user}`), ...left.map((user) => `left ${user}`)];
}
