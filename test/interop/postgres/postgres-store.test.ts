import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Acceptance } from '../../../src/appservice/inbox-store.js';
import type { AppserviceStore } from '../../../src/appservice/store.js';
import type { Finding } from '../../../src/findings.js';
import { createPostgresStore } from '../../../src/sql/postgres.js';
import { findPostgresFaults } from '../../../src/sql/postgres-findings.js';
import type { PostgresClient, PostgresPool } from '../../../src/sql/postgres-pool.js';
import { describeLedger } from '../../helpers/ledger-suite.js';
import { postgresPrograms, startPostgres, type PostgresServer } from '../../helpers/postgres-server.js';
import { describeStore } from '../../helpers/store-suite.js';

describe.skipIf(postgresPrograms === undefined)(
  'on a PostgreSQL server (test/interop/postgres/install.sh installs it)',
  () => {
    let server: PostgresServer | undefined;
    const pools: pg.Pool[] = [];
    let schemas = 0;

    beforeAll(async () => {
      server = await startPostgres(['fsync=off']);
    });
    afterEach(async () => {
      for (const pool of pools.splice(0)) if (!pool.ended) await pool.end();
    });
    afterAll(async () => {
      await server?.dispose();
    });

    function openPool(config: pg.PoolConfig = {}): pg.Pool {
      const where = { host: '127.0.0.1', port: server?.port ?? 0, user: 'postgres', database: 'postgres' };
      const pool = new pg.Pool({ ...where, max: 8, ...config });
      pools.push(pool);
      return pool;
    }

    const newSchema = (): string => `bridge? "${String(++schemas)}"`;

    async function openStore(schema = newSchema(), config?: pg.PoolConfig): Promise<AppserviceStore> {
      return createPostgresStore(openPool(config), { schema });
    }

    async function query(sql: string): Promise<unknown[]> {
      const pool = openPool({ max: 1 });
      try {
        return (await pool.query(sql)).rows as unknown[];
      } finally {
        await pool.end();
      }
    }

    /** Lets commits wait for the standbys of these names, and returns when new connections have it so. */
    async function waitForStandbys(names: string): Promise<void> {
      await query(`ALTER SYSTEM SET synchronous_standby_names = '${names}'`);
      await query('SELECT pg_reload_conf()');
      const setting = `SELECT FROM pg_settings WHERE name = 'synchronous_standby_names' AND setting = '${names}'`;
      while ((await query(setting)).length === 0);
    }

    describeStore('createPostgresStore', async () => {
      const schema = newSchema();
      return { store: await openStore(schema), reopen: () => openStore(schema), dispose: () => Promise.resolve() };
    });

    describeLedger('a claim ledger on PostgreSQL', async () => {
      const schema = newSchema();
      return { store: await openStore(schema), reopen: () => openStore(schema), dispose: () => Promise.resolve() };
    });

    describe('createPostgresStore', () => {
      it('is made by whichever process is first, while others open it too', async () => {
        const schema = newSchema();
        const stores = await Promise.all(Array.from({ length: 5 }, () => openStore(schema)));
        await stores[0]?.rooms.put('!r:e', 'x');
        expect(await Promise.all(stores.map(({ rooms }) => rooms.get('!r:e')))).toEqual(Array(5).fill('x'));
      });

      it('gives no key twice to several processes, whatever the isolation level of the server (C7)', async () => {
        const schema = newSchema();
        const options = '-c default_transaction_isolation=serializable';
        const stores = await Promise.all(Array.from({ length: 3 }, () => openStore(schema, { options })));
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

      it('keeps no keys without a device where they are added while it is forgotten (C8)', async () => {
        const schema = newSchema();
        const store = await openStore(schema);
        const keyNamed = (name: string) =>
          ({ kind: 'one-time', algorithm: 'a', keyId: `a:${name}`, key: '{}', fingerprint: '' }) as const;
        await store.claims.add('@a:e', 'D', [keyNamed('1')]);
        let forgotten: Promise<boolean> | undefined;
        await store.transaction(async ({ claims }) => {
          await claims.add('@a:e', 'D', [keyNamed('2')]);
          forgotten = store.claims.forget('@a:e', 'D');
          // Long enough for it to reach the row that this transaction has locked.
          for (let n = 0; n < 50; n++) await claims.counts('@a:e', 'D');
        });
        await forgotten;
        expect(await query(`SELECT key_id FROM "${schema.replaceAll('"', '""')}".appservice_one_time_key`)).toEqual([]);
      });

      it('gives transactions of several processes the order in which they were committed (R1)', async () => {
        const schema = newSchema();
        const stores = await Promise.all([openStore(schema), openStore(schema)]);
        const accepted = await Promise.all(
          Array.from({ length: 40 }, async (_, n) => {
            const before = await stores[0].inbox.nextTransaction();
            const result = await stores[n % 2]?.inbox.accept({ id: String(n), digests: [], compose: () => '{}' });
            return { before: before?.seq ?? 0, seq: result?.seq ?? 0 };
          }),
        );
        // What was there before a call began is never behind what the call wrote.
        expect(accepted.filter(({ before, seq }) => before >= seq)).toEqual([]);
      });

      it('accepts transactions that come together, also an ID that comes twice, and one whose text cannot be made', async () => {
        const { inbox } = await openStore(newSchema());
        const accept = (id: string, digests: readonly string[], body = '{}'): Promise<Acceptance> =>
          inbox.accept({
            id,
            digests,
            compose: (fresh) => {
              if (id === 'bad') throw new RangeError('no text');
              return fresh.size === 0 ? undefined : body;
            },
          });
        const results = await Promise.allSettled([
          accept('1', ['a', 'b'], '{"n":1}'),
          accept('2', ['a'], '{"n":2}'),
          accept('1', ['a', 'c'], '{"n":3}'),
          accept('1', ['a']),
          accept('empty', []),
        ]);
        expect(results.map((result) => (result.status === 'fulfilled' ? result.value : undefined))).toMatchObject([
          { seq: 1, isRepeat: false, freshCount: 2 },
          { seq: 2, isRepeat: false, freshCount: 1 },
          { isRepeat: true, freshCount: 1 },
          { seq: undefined, isRepeat: true, freshCount: 0 },
          { seq: undefined, isRepeat: false, freshCount: 0 },
        ]);
        const [good, bad, unstorable] = await Promise.allSettled([
          accept('3', ['a']),
          accept('bad', ['a']),
          accept('\0', ['a']),
        ]);
        expect(good).toMatchObject({ status: 'fulfilled', value: { isRepeat: false, freshCount: 1 } });
        expect(bad).toMatchObject({ reason: { message: 'no text' } });
        expect(unstorable).toMatchObject({ reason: { code: 'UNSTORABLE_NAME' } });
      });

      it('takes keys for calls that come together, and gives each its own', async () => {
        const { claims } = await openStore(newSchema());
        const key = (keyId: string) =>
          ({ kind: 'one-time', algorithm: 'a', keyId, key: `"${keyId}"`, fingerprint: keyId }) as const;
        await claims.add('@a:e', 'D', [key('a:1'), key('a:2'), key('a:3')]);
        await claims.add('@b:e', 'D', [key('a:4')]);
        const wish = (userId: string, count: number) => ({ userId, deviceId: 'D', algorithm: 'a', count });
        const given = await Promise.all([
          claims.take([wish('@a:e', 1), wish('@b:e', 2)]),
          claims.take([]),
          claims.take([wish('\0', 1), wish('@a:e', 5), wish('@a:e', 0)]),
        ]);
        expect(given).toEqual([
          [
            { wish: 0, keyId: 'a:1', key: '"a:1"' },
            { wish: 1, keyId: 'a:4', key: '"a:4"' },
          ],
          [],
          [
            { wish: 1, keyId: 'a:2', key: '"a:2"' },
            { wish: 1, keyId: 'a:3', key: '"a:3"' },
          ],
        ]);
      });

      it('raises a lower synchronous_commit, and leaves a higher one (R1)', async () => {
        const pool = openPool({ options: '-c synchronous_commit=off' });
        const seen: unknown[] = [];
        const connect = async (): Promise<PostgresClient> => {
          const client = await pool.connect();
          return {
            on: () => undefined,
            removeListener: () => undefined,
            release: () => {
              client.release();
            },
            query: async (config) => {
              if (config.text === 'COMMIT')
                seen.push(...((await client.query('SHOW synchronous_commit')).rows as unknown[]));
              return client.query(config);
            },
          };
        };
        await createPostgresStore({ connect }, { schema: newSchema() });
        expect(seen).toEqual([{ synchronous_commit: 'on' }]);
      });

      it('refuses a database that a newer version has changed', async () => {
        const schema = newSchema();
        await openStore(schema);
        await query(`UPDATE "${schema.replaceAll('"', '""')}".appservice_schema SET version = 99`);
        await expect(openStore(schema)).rejects.toMatchObject({ code: 'NEWER_SCHEMA' });
      });

      it('says that tables are missing', async () => {
        const schema = newSchema();
        await openStore(schema);
        await query(`DROP TABLE "${schema.replaceAll('"', '""')}".appservice_room`);
        await expect(openStore(schema)).rejects.toMatchObject({ code: 'CORRUPT' });
      });

      it('needs no right to make tables once they are there', async () => {
        const schema = newSchema();
        await openStore(schema);
        const quoted = `"${schema.replaceAll('"', '""')}"`;
        await query(`CREATE ROLE plain LOGIN`);
        await query(`GRANT USAGE ON SCHEMA ${quoted} TO plain`);
        await query(`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${quoted} TO plain`);
        const { rooms } = await openStore(schema, { user: 'plain' });
        await rooms.put('!r:e', 'x');
        expect(await rooms.get('!r:e')).toBe('x');
      });

      it.each([
        ['a server that is read-only', { options: '-c default_transaction_read_only=on' }, 'READ_ONLY'],
        ['a password that is missing', { user: 'guarded' }, 'AUTHENTICATION'],
        ['a database that does not exist', { database: 'none' }, 'DATABASE'],
        ['a port where there is no server', { port: 1 }, 'CONNECTION'],
      ])('says what is wrong with %s', async (_, config, code) => {
        await expect(openStore(newSchema(), config)).rejects.toMatchObject({ name: 'StoreError', code });
      });

      it('says that a password is wrong, and does not repeat it', async () => {
        await query(`DROP ROLE IF EXISTS guarded`);
        await query(`CREATE ROLE guarded LOGIN PASSWORD 'right'`);
        const result = openStore(newSchema(), { user: 'guarded', password: 'wrong-secret' });
        await expect(result).rejects.toMatchObject({ code: 'AUTHENTICATION' });
        await expect(result).rejects.not.toThrow('wrong-secret');
      });

      it('says that a pool was ended', async () => {
        const pool = openPool();
        const store = await createPostgresStore(pool, { schema: newSchema() });
        await pool.end();
        await expect(store.rooms.get('!r:e')).rejects.toMatchObject({ code: 'CLOSED' });
      });

      it('writes nothing where the connection is lost in the middle, and goes on with another', async () => {
        const store = await openStore();
        const kill = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state = 'idle in transaction'`;
        const result = store.transaction(async ({ rooms }) => {
          await rooms.put('!r:e', 'x');
          await query(kill);
          await rooms.put('!r:e', 'y');
        });
        await expect(result).rejects.toMatchObject({ code: 'CONNECTION' });
        expect(await store.rooms.get('!r:e')).toBeUndefined();
      });

      it('outlives idle connections that are lost', async () => {
        const store = await openStore();
        await store.rooms.put('!r:e', 'x');
        await query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state = 'idle' AND pid <> pg_backend_pid()`,
        );
        const get = (): Promise<string | undefined> => store.rooms.get('!r:e');
        // The first call may still be given the connection that has just been lost.
        expect(await get().catch(get)).toBe('x');
      });

      it('does not know the fate of a commit whose wait for the replica was broken off', async () => {
        const store = await openStore();
        await waitForStandbys('none');
        try {
          let outcome: unknown;
          const put = async (): Promise<void> => {
            // Commits do not wait until another process of the server has read the setting, too.
            while (outcome === undefined) outcome = await store.rooms.put('!r:e', 'x').catch((error: unknown) => error);
          };
          const putting = put();
          while (outcome === undefined)
            await query(`SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'`);
          await putting;
          expect(outcome).toMatchObject({ name: 'StoreError', code: 'COMMIT_UNKNOWN' });
        } finally {
          await waitForStandbys('');
        }
      });

      it('reports settings with which a failover loses something, and says nothing worse of a server that stands alone (R3)', async () => {
        const seen: Finding[] = [];
        const open = (config: pg.PoolConfig, onFinding: (finding: Finding) => unknown): Promise<AppserviceStore> =>
          createPostgresStore(openPool(config), { schema: newSchema(), onFinding });
        const { rooms } = await open({ options: '-c synchronous_commit=local' }, (finding) => {
          seen.push(finding);
          throw new Error('a fault of the application');
        });
        await rooms.put('!r:e', 'x');
        const code = 'unsafe-database-setting';
        expect(seen).toMatchObject([
          { code, severity: 'error', message: expect.stringContaining('fsync is off') as string },
          { code, severity: 'info', message: expect.stringContaining('synchronous_standby_names is empty') as string },
          { code, severity: 'info', message: expect.stringContaining('synchronous_commit is local') as string },
        ]);

        await waitForStandbys('one');
        try {
          const found = await findPostgresFaults((sql) => query(sql) as Promise<Record<string, unknown>[]>);
          expect(found.map(({ severity }) => severity)).toEqual(['error']);
        } finally {
          await waitForStandbys('');
        }
      });

      it('opens where the settings cannot be asked for', async () => {
        const pool = openPool();
        const connect = async (): Promise<PostgresClient> => {
          const client = await pool.connect();
          return Object.assign(Object.create(client) as PostgresClient, {
            query: (config: { text: string }) =>
              config.text.includes('synchronous_standby_names')
                ? Promise.reject(new Error('no'))
                : client.query(config),
          });
        };
        const seen: unknown[] = [];
        await createPostgresStore({ connect }, { schema: newSchema(), onFinding: (finding) => seen.push(finding) });
        expect(seen).toEqual([]);
      });

      it('says what it takes where it is given something else', async () => {
        await expect(createPostgresStore({} as PostgresPool)).rejects.toThrow(
          'createPostgresStore takes a pool of connections',
        );
        await expect(createPostgresStore(openPool(), { schema: 'a\0b' })).rejects.toMatchObject({
          code: 'UNSTORABLE_NAME',
        });
      });
    });
  },
);
