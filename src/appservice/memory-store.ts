import { StoreError } from '../errors.js';
import { compareCodePoints } from '../federation/canonical-json.js';
import { requireOptionNames, type OptionNames } from '../option-names.js';
import type { DeviceRecord, DeviceStore } from './device-store.js';
import { createMemoryClaims } from './memory-claims.js';
import { createMemoryInbox } from './memory-inbox.js';
import { createTables, getOrMake, nameOf, set, type MemoryRun, type Tables } from './memory-tables.js';
import { storableName } from './storable-name.js';
import type { AppserviceStore, CryptoRow, CryptoStore, LeaseStore, RoomStore, StoreParts } from './store.js';

/** Options of {@link createMemoryStore}. */
export interface MemoryStoreOptions {
  /** Tells the time in milliseconds since the epoch. Default: `Date.now`. */
  readonly now?: (() => number) | undefined;
}

/**
 * Keeps an appservice's state in memory, for tests and for trying things. All of it is gone when the process ends: a one-time key
 * that is added again after a restart is given out again.
 *
 * @example
 * const store = createMemoryStore();
 * await store.rooms.put('!room:example.org', '{"encrypted":true}');
 * await store.rooms.get('!room:example.org'); // '{"encrypted":true}'
 */
export function createMemoryStore(options: MemoryStoreOptions = {}): AppserviceStore {
  requireOptionNames('createMemoryStore', options, { now: true } satisfies OptionNames<MemoryStoreOptions>);
  const { now = Date.now } = options;
  const tables = createTables(now);
  let last: Promise<unknown> = Promise.resolve();
  let isClosed = false;

  async function run<T>(work: () => T | Promise<T>): Promise<T> {
    if (isClosed) throw new StoreError('CLOSED', 'the store is closed');
    const result = last.then(async () => {
      tables.undo.length = 0;
      try {
        return await work();
      } catch (error) {
        for (const undo of tables.undo.reverse()) undo();
        throw error;
      }
    });
    last = result.catch(() => undefined);
    return result;
  }

  return {
    ...partsOn(tables, run),
    lease: createLease(tables, run),
    transaction: (work, { fence } = {}) =>
      run(async () => {
        if (fence !== undefined && fence !== tables.lease.fence) {
          throw new StoreError('FENCED', 'another process has taken the lease: this one must not write');
        }
        let failure: { readonly error: unknown } | undefined;
        let isOver = false;
        const parts = partsOn(tables, async (call) => {
          if (isOver) throw lateCall();
          try {
            return await call();
          } catch (error) {
            failure ??= { error };
            throw error;
          }
        });
        const result = await work(parts).finally(() => {
          isOver = true;
        });
        // As in a database: a transaction with a failed statement cannot be committed, even if `work` caught the error.
        if (failure) throw failure.error;
        return result;
      }),
    close: async () => {
      isClosed = true;
      await last;
    },
  };
}

function lateCall(): StoreError {
  return new StoreError('CLOSED', 'the transaction is over: its work must await all of its calls');
}

function partsOn(tables: Tables, run: MemoryRun): StoreParts {
  return {
    inbox: createMemoryInbox(tables, run),
    claims: createMemoryClaims(tables, run),
    devices: createDevices(tables, run),
    rooms: createRooms(tables, run),
    crypto: createCrypto(tables, run),
  };
}

function createLease(tables: Tables, run: MemoryRun): LeaseStore {
  const { now } = tables;
  return {
    acquire: (owner, durationMs) =>
      run(() => {
        const { lease } = tables;
        if (lease.owner !== storableName(owner) && lease.untilMs > now()) return undefined;
        tables.lease = { owner, fence: lease.fence + 1, untilMs: now() + durationMs };
        return tables.lease.fence;
      }),
    renew: (fence, durationMs) =>
      run(() => {
        const { lease } = tables;
        if (lease.fence !== fence) return false;
        tables.lease = { ...lease, untilMs: now() + durationMs };
        return true;
      }),
    release: (fence) =>
      run(() => {
        if (tables.lease.fence === fence) tables.lease = { owner: '', fence, untilMs: 0 };
      }),
  };
}

function createDevices(tables: Tables, run: MemoryRun): DeviceStore {
  const { users, devices } = tables;
  return {
    getUser: (userId) => run(() => users.get(userId)),
    putUser: (user) =>
      run(() => {
        if (user.deviceId !== undefined) storableName(user.deviceId);
        set(tables, users, storableName(user.userId), user);
      }),
    listUsers: ({ afterUserId, limit = 1000 } = {}) =>
      run(() =>
        [...users.values()]
          .filter(({ userId }) => afterUserId === undefined || compareCodePoints(userId, afterUserId) > 0)
          .sort((a, b) => compareCodePoints(a.userId, b.userId))
          .slice(0, limit),
      ),
    getDevice: (userId, deviceId) => run(() => devices.get(userId)?.get(deviceId)),
    putDevice: (device) =>
      run(() => {
        const ofUser = getOrMake(tables, devices, storableName(device.userId), () => new Map<string, DeviceRecord>());
        set(tables, ofUser, storableName(device.deviceId), device);
      }),
    removeDevice: (userId, deviceId) =>
      run(() => {
        const ofUser = devices.get(userId);
        if (ofUser) set(tables, ofUser, deviceId, undefined);
      }),
    lookUp: (userIds) =>
      run(() => {
        const ids = [...new Set(userIds)];
        return {
          users: ids.flatMap((userId) => users.get(userId) ?? []),
          devices: ids
            .flatMap((userId) => [...(devices.get(userId)?.values() ?? [])])
            .filter(({ keys }) => keys !== undefined),
        };
      }),
  };
}

function createRooms(tables: Tables, run: MemoryRun): RoomStore {
  const { rooms } = tables;
  return {
    get: (roomId) => run(() => rooms.get(roomId)),
    put: (roomId, state) =>
      run(() => {
        set(tables, rooms, storableName(roomId), state);
      }),
  };
}

function createCrypto(tables: Tables, run: MemoryRun): CryptoStore {
  const { crypto } = tables;
  return {
    load: (database) =>
      run(() =>
        [...(crypto.get(database)?.values() ?? [])].sort(
          (a, b) => compareCodePoints(a.store, b.store) || compareCodePoints(a.key, b.key),
        ),
      ),
    write: (database, changes) =>
      run(() => {
        const rows = getOrMake(tables, crypto, storableName(database), () => new Map<string, CryptoRow>());
        for (const row of changes) {
          const name = nameOf(storableName(row.store), storableName(row.key));
          set(tables, rows, name, row.value === undefined ? undefined : row);
        }
      }),
    remove: (database) =>
      run(() => {
        set(tables, crypto, database, undefined);
      }),
  };
}
