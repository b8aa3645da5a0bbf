import type { AppserviceStore } from 'matrix-encrypted-appservice/appservice';
import type { Pool, QueryConfig } from 'pg';
import type { SqliteDatabase } from '../../../src/sql/sqlite-database.js';
import { makeCalls, type CallCost } from '../harness/calls.js';
import {
  algorithm,
  bareClaim,
  bareDigest,
  bareLookup,
  bareTransaction,
  fillStatements,
  storeDeviceId,
  storeUserAt,
} from './store.js';
import { transactionBody } from './transaction.js';

/** The calls of a store that are measured. Each is durable when its promise resolves. */
export interface StoreCalls {
  readonly claim: () => Promise<void>;
  readonly writeTransaction: () => Promise<void>;
}

/** The same done without a store, so many of them at a time. */
export interface BareCalls {
  readonly claims: (calls: number, atOnce: number) => Promise<CallCost>;
  readonly transactions: (calls: number, atOnce: number) => Promise<CallCost>;
}

/** The tables of a PostgreSQL store. */
const postgresPrefix = 'public.appservice_';

const body = JSON.stringify(transactionBody({ events: 1 }));
let lastId = 0;

/** An ID that was not there before, and the digest of its event, as long as those of the inbox. */
function nextTransaction(): { readonly id: string; readonly digest: string } {
  const id = String(++lastId);
  return { id, digest: `$${id.padStart(43, 'x')}` };
}

/** The calls of a store whose user with this number has keys enough. */
export function callsOf({ claims, inbox }: AppserviceStore, user = 0): StoreCalls {
  const wish = { userId: storeUserAt(user), deviceId: storeDeviceId, algorithm, count: 1 };
  return {
    claim: async () => {
      requireOne(await claims.take([wish]));
    },
    writeTransaction: async () => {
      const { id, digest } = nextTransaction();
      await inbox.accept({ id, digests: [digest], compose: () => body });
    },
  };
}

/** Statements on a SQLite handle that has a store's tables. Those that are under way at a time share a commit. */
export function bareCallsOfSqlite(database: SqliteDatabase): BareCalls {
  const claim = database.prepare(bareClaim('appservice_', "(? || '')"));
  const lookUp = database.prepare(bareLookup('appservice_'));
  const insertTransaction = database.prepare(bareTransaction('appservice_'));
  const insertDigest = database.prepare(bareDigest('appservice_'));
  const inBatches = (call: () => void) => (calls: number, atOnce: number) => {
    const batch = (): Promise<void> => {
      database.exec('BEGIN IMMEDIATE');
      for (let n = 0; n < atOnce; n++) call();
      database.exec('COMMIT');
      return Promise.resolve();
    };
    return makeCalls(batch, calls / atOnce, 1).then(perCall(atOnce));
  };
  return {
    claims: inBatches(() => {
      requireOne(claim.all(storeUserAt(0), storeDeviceId, algorithm));
    }),
    transactions: inBatches(() => {
      const { id, digest } = nextTransaction();
      if (lookUp.all(id).length > 0) throw new Error('each ID comes once');
      insertTransaction.run(id, body, Date.now());
      insertDigest.run(id, digest);
    }),
  };
}

function perCall(calls: number): (cost: CallCost) => CallCost {
  return ({ wall, processor }) => ({ wall: wall / calls, processor: processor / calls });
}

/** Statements on a pool whose database has a store's tables. */
export function bareCallsOfPostgres(pool: Pool, user: number): BareCalls {
  const claim = prepared('claim', bareClaim(postgresPrefix, '?'));
  const lookUp = prepared('look up', bareLookup(postgresPrefix));
  const insertTransaction = prepared('transaction', bareTransaction(postgresPrefix));
  const insertDigest = prepared('digest', bareDigest(postgresPrefix));
  return {
    claims: (calls, atOnce) =>
      makeCalls(
        async () => {
          // One of several at a time may find its key taken by another.
          const { rows } = await pool.query({ ...claim, values: [storeUserAt(user), storeDeviceId, algorithm] });
          if (atOnce === 1) requireOne(rows);
        },
        calls,
        atOnce,
      ),
    transactions: (calls, atOnce) =>
      makeCalls(
        async () => {
          const { id, digest } = nextTransaction();
          const client = await pool.connect();
          await client.query('BEGIN');
          await client.query({ ...lookUp, values: [id] });
          await client.query({ ...insertTransaction, values: [id, body, Date.now()] });
          await client.query({ ...insertDigest, values: [id, digest] });
          await client.query('COMMIT');
          client.release();
        },
        calls,
        atOnce,
      ),
  };
}

function prepared(name: string, sql: string): QueryConfig {
  let count = 0;
  return { name, text: sql.replace(/\?/g, () => `$${++count}`) };
}

/** Gives some users of a PostgreSQL store their keys. */
export async function fillPostgres(pool: Pool, users: number, keysEach: number): Promise<void> {
  const numbers = (from: number, to: number): string => `(SELECT n FROM generate_series(${from}, ${to}) AS r(n))`;
  for (const sql of fillStatements(postgresPrefix, numbers, 0, users - 1, keysEach)) await pool.query(sql);
}

function requireOne(rows: readonly unknown[]): void {
  if (rows.length !== 1) throw new Error(`${rows.length} keys were given, and not one`);
}
