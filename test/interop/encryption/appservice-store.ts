import process from 'node:process';
import pg from 'pg';
import type { AppserviceStore, StoreParts } from '../../../src/appservice/store.js';
import { createPostgresStore, createSqliteStore } from '../../../src/sql/index.js';
import { packagedSqlite } from '../../helpers/sqlite-drivers.js';

/** The database of an appservice, and what is wrong with it. */
export interface StoreOrder {
  /** A file, or the URL of a PostgreSQL database. */
  readonly database: string;
  /** Kills the process before the nth write of its life is committed (`n + 0.5`: after it). */
  readonly dieAtCommit?: number | undefined;
  /** Writes what a machine has changed only so long after it said that it was written: a control, which must be found out. */
  readonly flushLateMs?: number | undefined;
}

/** Opens the store of an appservice in a process of its own. */
export async function openOrderedStore({ database, dieAtCommit, flushLateMs }: StoreOrder): Promise<AppserviceStore> {
  const store = database.startsWith('postgres:')
    ? await createPostgresStore(new pg.Pool({ connectionString: database, max: 4 }))
    : await createSqliteStore(packagedSqlite.open(database));
  if (flushLateMs !== undefined) return flushingLate(store, flushLateMs);
  return dieAtCommit === undefined ? store : mortal(store, dieAtCommit);
}

/** The calls that write, apart from transactions. What they do inside of one is not counted. */
const writing = /^(?:accept|unpack|recordAttempt|setState|remove|writeNote|put\w*|add|take|write)$/;

function mortal(store: AppserviceStore, dieAtCommit: number): AppserviceStore {
  let commits = 0;
  const commit = async <T>(write: () => Promise<T>): Promise<T> => {
    commits += 1;
    const point = commits;
    if (point >= dieAtCommit) process.kill(process.pid, 'SIGKILL');
    const result = await write();
    if (point + 0.5 >= dieAtCommit) process.kill(process.pid, 'SIGKILL');
    return result;
  };
  const counted = <T extends object>(part: T): T =>
    new Proxy(part, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        const call = (...given: unknown[]): Promise<unknown> => Reflect.apply(value, target, given) as Promise<unknown>;
        return writing.test(String(name)) ? (...given: unknown[]) => commit(() => call(...given)) : call;
      },
    });
  return {
    ...store,
    inbox: counted(store.inbox),
    claims: counted(store.claims),
    devices: counted(store.devices),
    rooms: counted(store.rooms),
    crypto: counted(store.crypto),
    // Killed before the work, nothing of it is committed; killed after the call, all of it is.
    transaction: (work, options) => commit(() => store.transaction(work, options)),
  };
}

/** Only the library's state of devices comes late: everything else is written as it should be. */
function flushingLate(store: AppserviceStore, flushLateMs: number): AppserviceStore {
  const late = (crypto: StoreParts['crypto']): StoreParts['crypto'] => ({
    load: (database) => crypto.load(database),
    remove: (database) => crypto.remove(database),
    write: (database, changes) => {
      if (!database.startsWith('machine:')) return crypto.write(database, changes);
      setTimeout(() => void store.crypto.write(database, changes), flushLateMs);
      return Promise.resolve();
    },
  });
  return {
    ...store,
    crypto: late(store.crypto),
    transaction: (work, options) =>
      store.transaction((parts) => work({ ...parts, crypto: late(parts.crypto) }), options),
  };
}
