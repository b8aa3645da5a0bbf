import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createAppserviceHandler, createClaimLedger } from '../../../src/appservice/index.js';
import type { AppserviceStore } from '../../../src/appservice/store.js';
import { createPostgresStore } from '../../../src/sql/index.js';
import type { OneTimeKey } from '../../../src/types.js';
import { hsToken, send } from '../../appservice/ask.js';
import { startCommitCutter, type CommitCutter, type Cut } from '../../helpers/commit-cutter.js';
import { postgresPrograms, startPostgres, type PostgresServer } from '../../helpers/postgres-server.js';
import { reasonOf } from '../../helpers/reason-of.js';
import { withResolvers } from '../../helpers/with-resolvers.js';

const ann = '@ann:example.org';
const algorithm = 'signed_curve25519';
const claim = { [ann]: { GHOST: [algorithm] } };
const unknown = { name: 'StoreError', code: 'COMMIT_UNKNOWN' };

describe.skipIf(postgresPrograms === undefined)(
  'a COMMIT whose connection is cut (test/interop/postgres/install.sh installs the server)',
  () => {
    let server: PostgresServer | undefined;
    let cutter: CommitCutter;
    let pool: pg.Pool;
    let store: AppserviceStore;
    let schemas = 0;

    beforeAll(async () => {
      server = await startPostgres(['fsync=off']);
    });
    afterAll(async () => {
      await server?.dispose();
    });
    beforeEach(async () => {
      cutter = await startCommitCutter(server?.port ?? 0);
      pool = new pg.Pool({ host: '127.0.0.1', port: cutter.port, user: 'postgres', database: 'postgres', max: 3 });
      store = await createPostgresStore(pool, { schema: `cut_${String(++schemas)}` });
    });
    afterEach(async () => {
      await store.close();
      await pool.end();
      await cutter.dispose();
    });

    describe.each<{ readonly cut: Cut; readonly isWritten: boolean }>([
      { cut: 'before it is forwarded', isWritten: false },
      { cut: 'after it is done', isWritten: true },
    ])('$cut', ({ cut, isWritten }) => {
      it('has an unknown fate, and the pool goes on with other connections', async () => {
        cutter.cutNext(cut);
        expect(await reasonOf(store.rooms.put('!r:e', 'x'))).toMatchObject(unknown);
        expect(await store.rooms.get('!r:e')).toBe(isWritten ? 'x' : undefined);
        await Promise.all(Array.from({ length: 6 }, (_, n) => store.rooms.put(`!${String(n)}:e`, 'y')));
        expect(await store.rooms.get('!5:e')).toBe('y');
      });

      it('of a claim gives nothing, is not repeated, and leaves no key to be given twice (C7)', async () => {
        const ledger = createClaimLedger(store);
        const keys = Array.from({ length: 10 }, (_, n): [string, OneTimeKey] => [
          `${algorithm}:${String(n)}`,
          { key: String(n), signatures: {} },
        ]);
        await ledger.add(ann, 'GHOST', Object.fromEntries(keys));
        const commitsBefore = cutter.commits();
        cutter.cutNext(cut);
        expect(await reasonOf(ledger.claim(claim))).toMatchObject(unknown);
        expect(cutter.commits() - commitsBefore).toBe(1);
        expect(await ledger.counts(ann, 'GHOST')).toEqual({ [algorithm]: isWritten ? 9 : 10 });

        const given: string[] = [];
        for (let n = 0; n < 11; n++) given.push(...Object.keys((await ledger.claim(claim))[ann]?.['GHOST'] ?? {}));
        expect(given).toEqual(keys.slice(isWritten ? 1 : 0).map(([id]) => id));
      });

      it('of new keys leaves all or none of them, and they may be added again (C8)', async () => {
        const ledger = createClaimLedger(store);
        const keys = {
          [`${algorithm}:A`]: { key: 'A', signatures: {} },
          [`${algorithm}:B`]: { key: 'B', signatures: {} },
        };
        cutter.cutNext(cut);
        expect(await reasonOf(ledger.add(ann, 'GHOST', keys))).toMatchObject(unknown);
        expect(await ledger.counts(ann, 'GHOST')).toEqual(isWritten ? { [algorithm]: 2 } : {});
        await ledger.add(ann, 'GHOST', keys);
        expect(await ledger.counts(ann, 'GHOST')).toEqual({ [algorithm]: 2 });
      });

      it('of a transaction is answered 503, and what comes again is delivered once (R3, T7)', async () => {
        const errors: unknown[] = [];
        const delivered: unknown[] = [];
        const done = withResolvers<undefined>();
        const handler = createAppserviceHandler(
          {
            onEvent: ({ event_id: id }) => {
              delivered.push(id);
              if (id === '$last') done.resolve(undefined);
            },
          },
          { hsToken, store, onError: (error) => errors.push(error) },
        );
        const body = (id: string): object => ({
          events: [{ event_id: id, room_id: '!r:e', type: 't', sender: ann, origin_server_ts: 0, content: {} }],
        });
        cutter.cutNext(cut);
        expect(await send(handler, '1', body('$first'))).toMatchObject({ status: 503 });
        expect(errors).toMatchObject([unknown]);
        expect(await send(handler, '1', body('$first'))).toMatchObject({ status: 200 });
        expect(await send(handler, '2', body('$last'))).toMatchObject({ status: 200 });
        handler.start();
        await done.promise;
        await handler.stop();
        expect(delivered).toEqual(['$first', '$last']);
      });
    });
  },
);
