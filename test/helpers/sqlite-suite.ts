import { mkdtemp, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { IncomingTransaction } from '../../src/appservice/inbox-store.js';
import { applySchema } from '../../src/sql/schema.js';
import { createSqliteStore } from '../../src/sql/sqlite.js';
import type { SqliteDatabase } from '../../src/sql/sqlite-database.js';
import { openSqliteEngine } from '../../src/sql/sqlite-engine.js';
import { createSqlStore } from '../../src/sql/sql-store.js';
import { describeLedger } from './ledger-suite.js';
import type { OpenDatabase, SqliteDriver } from './sqlite-drivers.js';
import { describeStore, type OpenedStore } from './store-suite.js';

/** Opens a store in a file of its own, and again where a test asks for it. */
async function openIn({ open }: SqliteDriver): Promise<OpenedStore> {
  const folder = await mkdtemp(join(tmpdir(), 'sqlite-store-'));
  const databases: OpenDatabase[] = [];
  const openStore = (): ReturnType<typeof createSqliteStore> => {
    const database = open(join(folder, 'store.db'));
    databases.push(database);
    return createSqliteStore(database);
  };
  return {
    store: await openStore(),
    reopen: openStore,
    dispose: async () => {
      for (const database of databases) database.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** Tests stores, ledgers, and everything that can happen to a database, with one driver. */
export function describeSqlite(driver: SqliteDriver): void {
  const { open } = driver;
  describeStore(`createSqliteStore with ${driver.name}`, () => openIn(driver));
  describeLedger(`a claim ledger on SQLite with ${driver.name}`, () => openIn(driver));

  describe(`createSqliteStore with ${driver.name}`, () => {
    let folder = '';
    let path = '';
    const databases: OpenDatabase[] = [];
    const openDatabase = (options?: { readOnly?: boolean }): OpenDatabase => {
      const database = open(path, options);
      databases.push(database);
      return database;
    };

    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'sqlite-store-'));
      path = join(folder, 'store.db');
    });
    afterEach(async () => {
      for (const database of databases.splice(0)) closeQuietly(database);
      await rm(folder, { recursive: true });
    });

    it('syncs each commit to the disk, and never blocks the process while it waits (R1)', async () => {
      const database = openDatabase();
      database.exec('PRAGMA synchronous = OFF; PRAGMA busy_timeout = 10000');
      await createSqliteStore(database);
      const read = (pragma: string): unknown => Object.values(database.prepare(`PRAGMA ${pragma}`).all()[0] ?? {})[0];
      expect(['journal_mode', 'synchronous', 'busy_timeout', 'fullfsync'].map(read)).toEqual(['wal', 2, 0, 1]);
    });

    it('gives other work of the process a turn while a caller writes without a pause (S9)', async () => {
      const store = await createSqliteStore(open(':memory:'));
      const others = vi.fn();
      setTimeout(others, 20);
      const beganMs = performance.now();
      while (others.mock.calls.length === 0 && performance.now() - beganMs < 5000) await store.rooms.put('!r:e', 'x');
      expect(others).toHaveBeenCalled();
      await store.close();
    });

    it('leaves the handle open when it is closed', async () => {
      const database = openDatabase();
      const store = await createSqliteStore(database);
      await store.close();
      expect(database.prepare('SELECT 1 AS one').all()).toEqual([{ one: 1 }]);
    });

    it('is made by whichever process is first, while others open it too', async () => {
      const stores = await Promise.all(Array.from({ length: 5 }, () => createSqliteStore(openDatabase())));
      await stores[0]?.rooms.put('!r:e', 'x');
      expect(await Promise.all(stores.map(({ rooms }) => rooms.get('!r:e')))).toEqual(Array(5).fill('x'));
    });

    it('gives no key twice to several processes (C7)', async () => {
      const stores = await Promise.all(Array.from({ length: 3 }, () => createSqliteStore(openDatabase())));
      const algorithm = 'signed_curve25519';
      const keys = Array.from({ length: 90 }, (_, n) => `${algorithm}:${String(n)}`).map(
        (keyId) => ({ kind: 'one-time', algorithm, keyId, key: '{}', fingerprint: '' }) as const,
      );
      await stores[0]?.claims.add('@a:e', 'D', keys);
      const wish = { userId: '@a:e', deviceId: 'D', algorithm, count: 1 };
      const given = await Promise.all(
        stores.flatMap(({ claims }) => Array.from({ length: 30 }, () => claims.take([wish]))),
      );
      expect(new Set(given.flat().map(({ keyId }) => keyId)).size).toBe(90);
    });

    it('waits while another process writes, and gives up in the end', async () => {
      const database = openDatabase();
      const engine = await openSqliteEngine(database, 10);
      await applySchema(engine);
      const { rooms } = createSqlStore(engine);
      const other = openDatabase();
      other.exec('BEGIN IMMEDIATE');
      await expect(rooms.put('!r:e', 'x')).rejects.toMatchObject({ name: 'StoreError', code: 'BUSY' });
      const patient = createSqlStore(await openSqliteEngine(database));
      const put = patient.rooms.put('!r:e', 'y');
      other.exec('COMMIT');
      await put;
      expect(await rooms.get('!r:e')).toBe('y');
    });

    it('reads while another process writes, and holds up none that will', async () => {
      const { inbox, claims, devices, rooms, crypto } = await createSqliteStore(openDatabase());
      await rooms.put('!r:e', 'x');
      const other = openDatabase();
      other.exec('PRAGMA busy_timeout = 0; BEGIN IMMEDIATE');
      const reads = [
        rooms.get('!r:e'),
        crypto.load('d'),
        inbox.nextTransaction(),
        inbox.nextEvent(),
        inbox.list('waiting'),
        inbox.readNote('n'),
        inbox.status(),
        claims.counts('@a:e', 'D'),
        claims.unusedFallbackKeyTypes('@a:e', 'D'),
        devices.getUser('@a:e'),
        devices.listUsers(),
        devices.getDevice('@a:e', 'D'),
        devices.lookUp(['@a:e']),
      ];
      expect((await Promise.all(reads))[0]).toBe('x');
      other.exec('COMMIT');
    });

    it('waits with its reads while another process repairs the database', async () => {
      const database = openDatabase();
      let failures = 0;
      const busy: SqliteDatabase = {
        exec: (sql) => {
          database.exec(sql);
        },
        prepare: (sql) => {
          if (failures-- > 0) throw Object.assign(new Error('database is locked'), { errcode: 261 });
          return database.prepare(sql);
        },
      };
      const { rooms, inbox } = await createSqliteStore(busy);
      await rooms.put('!r:e', 'x');
      failures = 2;
      expect(await Promise.all([rooms.get('!r:e'), inbox.nextEvent()])).toEqual(['x', undefined]);
    });

    it('writes nothing of a transaction that fails alone, or among others', async () => {
      const store = await createSqliteStore(openDatabase());
      const fail = (roomId: string): Promise<void> =>
        store.transaction(async ({ rooms }) => {
          await rooms.put(roomId, 'x');
          throw new RangeError('no');
        });
      await expect(fail('!a:e')).rejects.toThrow(RangeError);
      const together = [fail('!b:e'), store.rooms.put('!c:e', 'x'), fail('!d:e'), store.rooms.get('!c:e')];
      const results = await Promise.allSettled([store.rooms.put('!e:e', 'x'), ...together]);
      expect(results.map(({ status }) => status)).toEqual([
        'fulfilled',
        'rejected',
        'fulfilled',
        'rejected',
        'fulfilled',
      ]);
      const rooms = await Promise.all(
        ['!a:e', '!b:e', '!c:e', '!d:e', '!e:e'].map((roomId) => store.rooms.get(roomId)),
      );
      expect(rooms).toEqual([undefined, undefined, 'x', undefined, 'x']);
    });

    it('writes what comes together with a call that fails, and once', async () => {
      const { inbox } = await createSqliteStore(openDatabase());
      const accept = (id: string, compose: () => string): ReturnType<typeof inbox.accept> =>
        inbox.accept({ id, digests: [id], compose });
      const fail = (): string => {
        throw new RangeError('no');
      };
      const results = await Promise.allSettled(
        ['a', 'b', 'c', 'd', 'e'].map((id) => accept(id, id === 'd' ? fail : () => id)),
      );
      expect(results.map(({ status }) => status)).toEqual([
        'fulfilled',
        'fulfilled',
        'fulfilled',
        'rejected',
        'fulfilled',
      ]);
      expect(results[3]).toMatchObject({ reason: expect.any(RangeError) as RangeError });
      expect((await inbox.status()).waitingTransactions).toBe(4);
      expect((await accept('d', () => 'd')).freshCount).toBe(1);
    });

    it('gives no key twice to calls of one transaction that run together (C7)', async () => {
      const store = await createSqliteStore(openDatabase());
      const algorithm = 'signed_curve25519';
      const keys = Array.from({ length: 20 }, (_, n) => `${algorithm}:${String(n)}`).map(
        (keyId) => ({ kind: 'one-time', algorithm, keyId, key: '{}', fingerprint: '' }) as const,
      );
      await store.claims.add('@a:e', 'D', keys);
      const wish = { userId: '@a:e', deviceId: 'D', algorithm };
      const given = await store.transaction(({ claims }) =>
        Promise.all([1, 3, 1, 4, 1].map((count) => claims.take([{ ...wish, count }]))),
      );
      expect(given.map(({ length }) => length)).toEqual([1, 3, 1, 4, 1]);
      expect(new Set(given.flat().map(({ keyId }) => keyId)).size).toBe(10);
    });

    it('numbers transactions that are accepted together in one transaction, and tells which events are there', async () => {
      const store = await createSqliteStore(openDatabase());
      const accepted = await store.transaction(({ inbox }) =>
        Promise.all(['a', 'b', 'c'].map((id) => inbox.accept({ id, digests: [id], compose: () => id }))),
      );
      expect(accepted.map(({ seq }) => seq)).toEqual([1, 2, 3]);
      await store.inbox.unpack(1, ['x', 'y']);
      const removed = await store.transaction(({ inbox }) => Promise.all([1, 9, 2].map((seq) => inbox.remove(seq))));
      expect(removed).toEqual([true, false, true]);
    });

    it('refuses a database that a newer version has changed', async () => {
      await createSqliteStore(openDatabase());
      openDatabase().exec('UPDATE appservice_schema SET version = 99');
      await expect(createSqliteStore(openDatabase())).rejects.toMatchObject({
        code: 'NEWER_SCHEMA',
        message: expect.stringContaining('version 99') as string,
      });
    });

    it.each(['DROP TABLE appservice_event', 'DELETE FROM appservice_schema'])(
      'says that a database is damaged after %s',
      async (damage) => {
        await createSqliteStore(openDatabase());
        openDatabase().exec(damage);
        await expect(createSqliteStore(openDatabase())).rejects.toMatchObject({ code: 'CORRUPT' });
      },
    );

    it('says that a file is no database', async () => {
      await writeFile(path, 'It was a dark and stormy night. '.repeat(200));
      await expect(createSqliteStore(openDatabase())).rejects.toMatchObject({ code: 'CORRUPT' });
    });

    it('says that a file was cut', async () => {
      const database = openDatabase();
      const store = await createSqliteStore(database);
      await store.close();
      database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      database.close();
      await truncate(path, 8192);
      const result = createSqliteStore(openDatabase()).then(({ rooms }) => rooms.put('!r:e', 'x'));
      await expect(result).rejects.toMatchObject({ code: 'CORRUPT' });
    });

    it('says that a database is read-only', async () => {
      await createSqliteStore(openDatabase());
      await expect(createSqliteStore(openDatabase({ readOnly: true }))).rejects.toMatchObject({ code: 'READ_ONLY' });
    });

    it('says that a handle was closed', async () => {
      const database = openDatabase();
      const store = await createSqliteStore(database);
      database.close();
      await expect(store.rooms.get('!r:e')).rejects.toMatchObject({ code: 'CLOSED' });
      await expect(createSqliteStore(database)).rejects.toMatchObject({ code: 'CLOSED' });
    });

    it('writes nothing of a transaction for which the disk is too full, and goes on after it (R3)', async () => {
      const database = openDatabase();
      const { inbox } = await createSqliteStore(database);
      const transaction = (id: string, body: string): IncomingTransaction => ({ id, digests: [], compose: () => body });
      await inbox.accept(transaction('1', '{}'));
      const [row] = database.prepare('PRAGMA page_count').all() as { page_count: number }[];
      database.exec(`PRAGMA max_page_count = ${String((row?.page_count ?? 0) + 2)}`);
      const results = await Promise.allSettled([
        inbox.accept(transaction('2', `"${'x'.repeat(1_000_000)}"`)),
        inbox.accept(transaction('3', '{}')),
      ]);
      expect(results[0]).toMatchObject({ status: 'rejected', reason: { code: 'FULL' } });
      if (results[1].status === 'rejected') await inbox.accept(transaction('3', '{}'));
      expect((await inbox.status()).waitingTransactions).toBe(2);
    });

    it('rejects all of a batch whose commit fails, and goes on after it', async () => {
      const database = openDatabase();
      const failing = failingToCommit(database);
      const { rooms } = await createSqliteStore(failing);
      failing.failure = Object.assign(new Error('disk I/O error'), { code: 'ERR_SQLITE_ERROR', errcode: 1034 });
      const results = await Promise.allSettled([rooms.put('!a:e', 'x'), rooms.put('!b:e', 'x')]);
      expect(results).toMatchObject(Array(2).fill({ status: 'rejected', reason: { code: 'IO' } }));
      failing.failure = undefined;
      expect(await rooms.get('!a:e')).toBeUndefined();
      await rooms.put('!a:e', 'y');
      expect(await rooms.get('!a:e')).toBe('y');
    });

    it('gives the reason of a failed commit, and not the failure of another transaction in the batch', async () => {
      const database = openDatabase();
      const failing = failingToCommit(database);
      const store = await createSqliteStore(failing);
      failing.failure = Object.assign(new Error('disk I/O error'), { code: 'ERR_SQLITE_ERROR', errcode: 1034 });
      const results = await Promise.allSettled([
        store.rooms.put('!a:e', 'x'),
        store.transaction(() => Promise.reject(new Error('not this time'))),
      ]);
      expect(results[0]).toMatchObject({ status: 'rejected', reason: { code: 'IO' } });
    });

    it('keeps statements that come after their transaction out of the next one', async () => {
      const store = await createSqliteStore(openDatabase());
      let late: Promise<void> | undefined;
      await store.transaction(({ rooms }) => {
        late = Promise.resolve()
          .then(() => new Promise((resolve) => setTimeout(resolve)))
          .then(() => rooms.put('!r:e', 'late'));
        return Promise.resolve();
      });
      await expect(late).rejects.toMatchObject({ code: 'CLOSED' });
      expect(await store.rooms.get('!r:e')).toBeUndefined();
    });

    it('says that its file was moved, and writes nothing more (R3)', async () => {
      const store = await createSqliteStore(openDatabase());
      await store.rooms.put('!r:e', 'x');
      await rename(path, `${path}.old`);
      const results = await Promise.allSettled([store.rooms.put('!r:e', 'y'), store.rooms.put('!s:e', 'y')]);
      expect(results).toMatchObject(Array(2).fill({ status: 'rejected', reason: { code: 'REPLACED' } }));
      await expect(store.rooms.get('!r:e')).rejects.toMatchObject({ name: 'StoreError', code: 'REPLACED' });
    });

    it('stays usable while its log is emptied and written anew, and other handles come and go', async () => {
      const database = openDatabase();
      const { rooms } = await createSqliteStore(database);
      for (const mode of ['PASSIVE', 'RESTART', 'TRUNCATE']) {
        await rooms.put('!r:e', mode);
        database.exec(`PRAGMA wal_checkpoint(${mode}); VACUUM`);
        const other = open(path);
        await (await createSqliteStore(other)).rooms.put('!s:e', mode);
        other.close();
      }
      expect(await rooms.get('!s:e')).toBe('TRUNCATE');
    });

    it('may be in memory', async () => {
      const database = open(':memory:');
      databases.push(database);
      const { rooms } = await createSqliteStore(database);
      await rooms.put('!r:e', 'x');
      expect(await rooms.get('!r:e')).toBe('x');
    });
  });
}

/** A handle that throws `failure`, if it has one, instead of committing. */
function failingToCommit(database: SqliteDatabase): SqliteDatabase & { failure: Error | undefined } {
  return {
    failure: undefined,
    prepare: (sql) => database.prepare(sql),
    exec(sql) {
      if (sql === 'COMMIT' && this.failure) throw this.failure;
      database.exec(sql);
    },
  };
}

/** Closes a handle that may be closed already, which drivers do not allow. */
function closeQuietly(database: OpenDatabase): void {
  try {
    database.close();
  } catch {
    // It is closed.
  }
}
