import { createReceivingHandler } from '../../src/appservice/handler.js';
import { createMemoryStore } from '../../src/appservice/memory-store.js';
import type { AppserviceStore } from '../../src/appservice/store.js';
import { systemTime, type Term, type Time } from '../../src/appservice/leadership.js';
import { createHomeserverClient } from '../../src/client/index.js';
import { createDeviceServices, type DeviceServices } from '../../src/encryption/devices/device-services.js';
import type { EncryptionFailure, KeyMode } from '../../src/encryption/encryption-options.js';
import { createMachines, type Machines } from '../../src/encryption/machine/machines.js';
import { createRowReader } from '../../src/encryption/row-reader.js';
import type { Finding } from '../../src/findings.js';
import type { AppserviceRegistration, UserId } from '../../src/types.js';
import { registrationOf } from '../helpers/appservices.js';
import {
  createFakeHomeserver,
  createPlainClient,
  type FakeHomeserver,
  type FakeHomeserverOptions,
  type PlainClient,
} from '../helpers/fake-homeserver.js';
import { takeTerm } from '../helpers/terms.js';

export const storeKey: Uint8Array = new Uint8Array(32).fill(7);
export const ghost: UserId = '@irc_ann:example.org';

/** A homeserver, an appservice's store, and the processes that use both, one after the other. */
export interface DeviceWorld {
  readonly homeserver: FakeHomeserver;
  readonly store: AppserviceStore;
  readonly registration: AppserviceRegistration;
  /** Starts a process, which is the only one from then on: new objects on the same store. */
  readonly start: (options?: ProcessOptions) => Promise<Process>;
  /** Logs a client in that has its keys uploaded. */
  readonly client: (userId: UserId) => Promise<PlainClient>;
}

export interface ProcessOptions {
  readonly keys?: KeyMode;
  readonly receive?: 'transactions' | 'sync';
  readonly time?: Time;
  /** Replaces the way to the homeserver. */
  readonly fetch?: (request: Request) => Promise<Response>;
  readonly storeKey?: Uint8Array;
}

export interface Process extends DeviceServices {
  readonly machines: Machines;
  readonly term: Term;
  readonly failures: EncryptionFailure[];
  readonly findings: Finding[];
  /** Ends the process as `stop` does. */
  readonly stop: () => Promise<void>;
}

export function createDeviceWorld(options: Partial<FakeHomeserverOptions> = {}): DeviceWorld {
  const registration = registrationOf('irc');
  const homeserver = createFakeHomeserver({ serverName: 'example.org', registrations: [registration], ...options });
  const store = createMemoryStore();
  let processes = 0;
  let lastFence = 0;

  return {
    homeserver,
    store,
    registration,
    start: async ({ keys = 'uploaded', receive = 'transactions', time = systemTime, ...given } = {}) => {
      const failures: EncryptionFailure[] = [];
      const findings: Finding[] = [];
      const machines = createMachines({ store, storeKey: given.storeKey ?? storeKey });
      const context = {
        homeserver: createHomeserverClient({
          url: homeserver.url,
          asToken: registration.as_token,
          fetch: given.fetch ?? homeserver.fetch,
        }),
        store,
        machines,
        keys,
        time,
        random: () => 0.5,
        reportFailure: (failure: EncryptionFailure) => failures.push(failure),
        reportFinding: (finding: Finding) => findings.push(finding),
      };
      const services = createDeviceServices(context, {
        registration,
        serverName: 'example.org',
        storeKey: given.storeKey ?? storeKey,
        deviceName: 'IRC',
        receive,
        readRow: createRowReader(context.reportFailure),
        keptMessages: { devices: () => [], isKeptFor: () => false },
        wakeInbox: () => undefined,
        onRoomKeys: () => Promise.resolve(),
      });
      const receiver = {
        receiveTransaction: () => Promise.resolve({ events: [] }),
        receiveEvent: () => Promise.resolve(undefined),
      };
      const { handlers } = services.servedKeys;
      const { handler } = createReceivingHandler(handlers, receiver, { hsToken: registration.hs_token, store });
      homeserver.connect(handler.fetch);
      // As after the lease of a process that was killed has expired.
      await store.lease.release(lastFence);
      const term = await takeTerm(store, `process ${String(++processes)}`);
      lastFence = term.fence;
      machines.begin(term);
      services.background.begin(term);
      return {
        ...services,
        machines,
        term,
        failures,
        findings,
        stop: async () => {
          term.ending.cancel(undefined);
          await services.end();
          await machines.end();
        },
      };
    },
    client: async (userId) => {
      const client = await createPlainClient(homeserver.url, homeserver.logIn(userId, 'CLIENT'), homeserver.fetch);
      await client.uploadKeys();
      return client;
    },
  };
}
