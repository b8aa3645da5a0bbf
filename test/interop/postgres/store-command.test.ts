import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createClaimLedger } from '../../../src/appservice/index.js';
import { createPostgresStore } from '../../../src/sql/index.js';
import { runCli } from '../../cli/run-cli.js';
import { postgresPrograms, startPostgres, type PostgresServer } from '../../helpers/postgres-server.js';

describe.skipIf(postgresPrograms === undefined)(
  'the command store on a PostgreSQL server (test/interop/postgres/install.sh installs it)',
  () => {
    let server: PostgresServer | undefined;
    const url = (user = 'postgres'): string => `postgres://${user}@127.0.0.1:${String(server?.port)}/postgres`;

    beforeAll(async () => {
      server = await startPostgres(['fsync=off']);
      const pool = new pg.Pool({ connectionString: url() });
      const store = await createPostgresStore(pool, { schema: 'a "bridge"' });
      await createClaimLedger(store).add('@ann:example.org', 'GHOST', { 'curve25519:A': 'a' });
      await store.close();
      await pool.query(`CREATE ROLE guarded LOGIN SUPERUSER PASSWORD 'right'`);
      await pool.end();
    });
    afterEach(() => {
      vi.unstubAllEnvs();
    });
    afterAll(async () => {
      await server?.dispose();
    });

    it('counts, forgets and checks as it does on SQLite', async () => {
      const inSchema = ['--schema', 'a "bridge"'];
      const status = await runCli(['store', url(), 'status', '--json', ...inSchema]);
      expect(status.json()).toMatchObject({ ok: true, driver: 'pg', status: { waitingEvents: 0 } });
      const forgotten = await runCli(['store', url(), 'forget-device', '@ann:example.org', 'GHOST', ...inSchema]);
      expect(forgotten).toMatchObject({ status: 0, stdout: 'GHOST of @ann:example.org is forgotten\n' });
      expect(await runCli(['store', url(), 'check', ...inSchema])).toMatchObject({
        status: 1,
        stdout: 'error: fsync is off: a crash of the machine damages the database\n',
      });
    });

    it('says that there is no store, and makes none', async () => {
      for (const args of [[], ['--schema', 'another']]) {
        const { status, stderr } = await runCli(['store', url(), 'status', ...args]);
        expect(status).toBe(1);
        expect(stderr).toContain('there is no store in');
      }
    });

    it('takes the password from PGPASSWORD, and prints none (S5)', async () => {
      const args = ['store', url('guarded'), 'status', '--json', '--schema', 'a "bridge"'];
      vi.stubEnv('PGPASSWORD', 'right');
      expect((await runCli(args)).json()).toMatchObject({ ok: true });
      vi.stubEnv('PGPASSWORD', 'wrong-secret');
      const { status, stdout, stderr } = await runCli(args);
      expect(status).toBe(1);
      expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'AUTHENTICATION' } });
      expect(stdout + stderr).not.toContain('wrong-secret');
    });

    it('says that nothing listens', async () => {
      const { json } = await runCli(['store', 'postgres://postgres@127.0.0.1:1/x', 'status', '--json']);
      expect(json()).toMatchObject({ error: { code: 'CONNECTION' } });
    });
  },
);
