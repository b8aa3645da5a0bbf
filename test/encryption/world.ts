import { createMemoryStore } from '../../src/appservice/memory-store.js';
import type { AppserviceStore } from '../../src/appservice/store.js';
import { createHomeserverClient } from '../../src/client/homeserver-client.js';
import type { EncryptedUser } from '../../src/encryption/encrypted-user.js';
import { createEncryption } from '../../src/encryption/encryption.js';
import type {
  Encryption,
  EncryptionFailure,
  EncryptionOptions,
  EventContext,
  UndecryptableContext,
} from '../../src/encryption/encryption-options.js';
import type { Finding } from '../../src/findings.js';
import type { ClientEvent, Registration, UserId } from '../../src/types.js';
import {
  createFakeHomeserver,
  createPlainClient,
  type FakeHomeserver,
  type FakeHomeserverOptions,
  type PlainClient,
} from '../helpers/fake-homeserver.js';

/** The appservice of the tests: `@irc_…` are its users. */
export const registration: Registration = {
  id: 'irc',
  url: 'http://127.0.0.1:29333',
  as_token: 'token-of-the-appservice',
  hs_token: 'token-of-the-homeserver',
  sender_localpart: 'ircbot',
  namespaces: { users: [{ exclusive: true, regex: '@irc_.*' }] },
};

export const serverName = 'example.org';

/** An event that the application got. */
export interface DeliveredEvent extends Omit<EventContext, 'signal'> {
  readonly event: ClientEvent;
}

/** An event that could not be decrypted, as the application was told. */
export interface ToldUndecryptable extends UndecryptableContext {
  readonly event: ClientEvent;
}

/** One process of the appservice. */
export interface TestAppservice {
  readonly encryption: Encryption;
  readonly events: Log<DeliveredEvent>;
  readonly undecryptable: Log<ToldUndecryptable>;
  readonly failures: EncryptionFailure[];
  readonly findings: Finding[];
}

/** Things in their order, some of which are still to come. */
export interface Log<T> {
  readonly all: readonly T[];
  readonly push: (item: T) => void;
  /** Returns the first item that fits, now or once it comes. */
  readonly find: (fits: (item: T) => boolean) => Promise<T>;
}

export function createLog<T>(): Log<T> {
  const all: T[] = [];
  const waiting = new Set<(item: T) => void>();
  return {
    all,
    push: (item) => {
      all.push(item);
      for (const tell of waiting) tell(item);
    },
    find: (fits) =>
      new Promise((resolve) => {
        const found = all.find(fits);
        if (found !== undefined) {
          resolve(found);
          return;
        }
        const tell = (item: T): void => {
          if (!fits(item)) return;
          waiting.delete(tell);
          resolve(item);
        };
        waiting.add(tell);
      }),
  };
}

/** A homeserver in memory, an appservice on it, and clients that know of no appservice. */
export interface TestWorld {
  readonly homeserver: FakeHomeserver;
  readonly store: AppserviceStore;
  /** Starts a process of the appservice on the store; the homeserver sends to the newest. */
  readonly start: (options?: Partial<EncryptionOptions>) => Promise<TestAppservice>;
  /** Creates a process without starting it. It is stopped in the end unless it will have been killed. */
  readonly create: (options?: Partial<EncryptionOptions>, isStopped?: boolean) => TestAppservice;
  /** Logs a client in and uploads its keys. */
  readonly client: (userId: UserId, deviceId?: string) => Promise<PlainClient>;
  /** Stops everything. */
  readonly close: () => Promise<void>;
}

/** A ghost and Bob in a room. */
export interface Conversation {
  readonly appservice: TestAppservice;
  readonly ghost: EncryptedUser;
  readonly bob: PlainClient;
  readonly roomId: string;
}

/** Starts a process, and lets Bob or the ghost create a room that the other joins. */
export async function startConversation(
  world: TestWorld,
  settings: {
    readonly options?: Partial<EncryptionOptions> | undefined;
    /** Default: true. */
    readonly encrypted?: boolean;
    /** Default: `bob`. */
    readonly creator?: 'bob' | 'ghost';
    readonly beforeRoom?: (bob: PlainClient) => void;
  } = {},
): Promise<Conversation> {
  const { options, encrypted = true, creator = 'bob', beforeRoom } = settings;
  const appservice = await world.start(options);
  const ghost = await appservice.encryption.user(`@irc_ann:${serverName}`);
  const bob = await world.client(`@bob:${serverName}`);
  beforeRoom?.(bob);
  if (creator === 'bob') {
    const roomId = await bob.createRoom({ invite: [ghost.userId], encrypted });
    await ghost.join(roomId);
    return { appservice, ghost, bob, roomId };
  }
  const roomId = await ghost.createRoom({ encrypted, invite: [bob.userId], preset: 'private_chat' });
  await bob.join(roomId);
  return { appservice, ghost, bob, roomId };
}

export const storeKey: Uint8Array = new Uint8Array(32).fill(7);

export function createWorld(
  options: { readonly store?: AppserviceStore; readonly homeserver?: Partial<FakeHomeserverOptions> } = {},
): TestWorld {
  const { store = createMemoryStore() } = options;
  const homeserver = createFakeHomeserver({
    ...{ serverName, registrations: [registration], pushes: true },
    ...options.homeserver,
  });
  const client = createHomeserverClient({
    ...{ url: homeserver.url, asToken: registration.as_token },
    fetch: (request) => homeserver.fetch(request),
  });
  const processes: TestAppservice[] = [];
  const clients: PlainClient[] = [];

  function create(given: Partial<EncryptionOptions> = {}, isStopped = true): TestAppservice {
    const events = createLog<DeliveredEvent>();
    const undecryptable = createLog<ToldUndecryptable>();
    const failures: EncryptionFailure[] = [];
    const findings: Finding[] = [];
    const encryption = createEncryption({
      ...{ registration, serverName, homeserver: client, store, storeKey },
      onEvent: (event, { encryption: origin, receivers, isUnexpectedPlaintext }) => {
        events.push({ event, encryption: origin, receivers, isUnexpectedPlaintext });
      },
      onUndecryptable: (event, context) => {
        undecryptable.push({ event, ...context });
      },
      onFailure: (failure) => failures.push(failure),
      onFinding: (finding) => findings.push(finding),
      ...given,
    });
    const appservice = { encryption, events, undecryptable, failures, findings };
    if (isStopped) processes.push(appservice);
    return appservice;
  }

  return {
    homeserver,
    store,
    create,
    start: async (given) => {
      const appservice = create(given);
      homeserver.connect((request) => appservice.encryption.handler.fetch(request));
      await appservice.encryption.start();
      return appservice;
    },
    client: async (userId, deviceId = 'CLIENT') => {
      const login = homeserver.logIn(userId, deviceId);
      const made = await createPlainClient(homeserver.url, login, (url, init) => homeserver.fetch(url, init));
      clients.push(made);
      await made.uploadKeys();
      return made;
    },
    close: async () => {
      await Promise.all(processes.map(({ encryption }) => encryption.stop()));
      for (const each of clients) each.close();
    },
  };
}

/** The content of a text message. */
export function text(body: string): { msgtype: string; body: string } {
  return { msgtype: 'm.text', body };
}

/** Tells whether a delivered event has this text as its body. */
export function says(body: string): (delivered: DeliveredEvent) => boolean {
  return ({ event }) => event.content['body'] === body;
}
