import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPostgresStore, createSqliteStore } from 'matrix-encrypted-appservice/sql';
import pg from 'pg';
import { postgresPrograms, startPostgres } from '../../helpers/postgres-server.js';
import { sqliteDrivers, type SqliteDriver } from '../../helpers/sqlite-drivers.js';
import { makeCalls, timeCalls, type Caller, type CallTiming } from '../harness/calls.js';
import { startChild } from '../harness/child.js';
import type { Context, Group, Result, Row, Table } from '../harness/group.js';
import { loadPeer } from '../harness/peers.js';
import { summarize, summarizeRatio } from '../harness/statistics.js';
import type { Verdict } from '../harness/target.js';
import type { ClaimsReport, ManyKeysOptions } from '../processes/many-keys.js';
import type { InboxReport, ManyTransactionsOptions } from '../processes/many-transactions.js';
import {
  bareCallsOfPostgres,
  bareCallsOfSqlite,
  callsOf,
  fillPostgres,
  type BareCalls,
  type StoreCalls,
} from '../workloads/store-calls.js';
import { fillSqlite } from '../workloads/store.js';

/** Target 10: what a store costs beside the statements it runs, and how it grows. Every commit is synced to the disk. */
export const stores: Group = {
  name: 'stores',
  about: 'claims and written transactions of the SQL stores beside bare statements, and stores of 10 million keys',
  byName: true,
  run,
};

const ours = 'this package';
const bare = 'bare prepared statement';

/** A database with its two ways to call it. */
interface Database {
  readonly name: string;
  readonly ours: StoreCalls;
  readonly bare: BareCalls;
  readonly close: () => Promise<void>;
}

/** Calls in one round, by how many are under way. */
const efforts = { quick: { 1: 50, 64: 640 }, full: { 1: 300, 64: 6400 } } as const;
const tasks = ['claims', 'written transactions'] as const;

/** A peer's adapter in `peers/storages/`. */
interface StorageAdapter {
  readonly createStorage: (path: string) => { readonly complete: (id: string) => void };
}

async function run(context: Context): Promise<Result> {
  const notes = [
    'rates are on the wall, and depend on how fast the disk syncs; ratios are of processor time of this process, round by round',
    'the bare statements are prepared once, and read and write the same rows; with 64 under way on SQLite, 64 of them share a commit, as calls of the store do; on PostgreSQL, each is a transaction of its own on one of ten connections',
    'matrix-bot-sdk writes IDs alone, all of them each time, and does not sync',
  ];
  const [driver] = sqliteDrivers;
  if (driver === undefined) throw new Error('one driver is always there');
  const folder = await mkdtemp(join(tmpdir(), 'bench-stores-'));
  const tables: Table[] = [];
  const verdicts: Verdict[] = [];
  try {
    const storage = await loadPeer<StorageAdapter>('storages/matrix-bot-sdk.js');
    if ('missing' in storage) notes.push(`${storage.name}: ${storage.missing}`);
    const sqlite = await openSqlite(driver, folder, context);
    const open = postgresPrograms === undefined ? [sqlite] : [sqlite, await openPostgres(context)];
    if (postgresPrograms === undefined) notes.push('PostgreSQL: its programs are not installed');
    for (const database of open) {
      for (const atOnce of [1, 64] as const) {
        for (const task of tasks) {
          const title = `${task}, ${database.name}, ${atOnce === 1 ? 'one at a time' : `${atOnce} at a time`}`;
          context.progress(title);
          const effort = { rounds: context.rounds, calls: callsIn(context, atOnce), atOnce };
          const callers = callersOf(database, task);
          const withPeer =
            database === sqlite && task === 'written transactions' && atOnce === 1 && 'adapter' in storage;
          if (withPeer) callers.push(callerOf(storage.name, storage.adapter, folder));
          const timings = await timeCalls(callers, effort);
          tables.push({ title, rows: timings.map((timing) => rowOf(timing, timings)) });
          verdicts.push({ number: 10, what: title, limit: { atLeast: 0.6 }, unit: '×', measured: rateOf(timings) });
        }
      }
      await database.close();
    }
    tables.push(await growthOfKeys(folder, context), await growthOfTransactions(folder, context));
  } finally {
    await rm(folder, { recursive: true });
  }
  return { tables, verdicts, notes };
}

function callsIn({ quick }: Context, atOnce: 1 | 64): number {
  return efforts[quick ? 'quick' : 'full'][atOnce];
}

/** As many keys as will be claimed, with those of the round that warms up. */
function keysFor(context: Context): number {
  return (callsIn(context, 1) + callsIn(context, 64)) * (context.rounds + 1) + 64;
}

async function openSqlite(driver: SqliteDriver, folder: string, context: Context): Promise<Database> {
  const [forStore, forBare] = [driver.open(join(folder, 'ours.db')), driver.open(join(folder, 'bare.db'))];
  const store = await createSqliteStore(forStore);
  await (await createSqliteStore(forBare)).close();
  for (const database of [forStore, forBare]) {
    fillSqlite(database, 1, keysFor(context));
    database.exec('PRAGMA synchronous = FULL');
  }
  return {
    name: `SQLite (${driver.name})`,
    ours: callsOf(store),
    bare: bareCallsOfSqlite(forBare),
    close: async () => {
      await store.close();
      forStore.close();
      forBare.close();
    },
  };
}

async function openPostgres(context: Context): Promise<Database> {
  const server = await startPostgres();
  const pool = new pg.Pool({ host: '127.0.0.1', port: server.port, user: 'postgres', database: 'postgres', max: 10 });
  const store = await createPostgresStore(pool);
  await fillPostgres(pool, 2, keysFor(context));
  return {
    name: 'PostgreSQL',
    ours: callsOf(store, 0),
    bare: bareCallsOfPostgres(pool, 1),
    close: async () => {
      await store.close();
      await pool.end();
      await server.dispose();
    },
  };
}

function callersOf(database: Database, task: (typeof tasks)[number]): Caller[] {
  const [call, makeBareCalls] =
    task === 'claims'
      ? [database.ours.claim, database.bare.claims]
      : [database.ours.writeTransaction, database.bare.transactions];
  return [
    { name: ours, makeCalls: (calls, atOnce) => makeCalls(call, calls, atOnce) },
    { name: bare, makeCalls: makeBareCalls },
  ];
}

function callerOf(name: string, { createStorage }: StorageAdapter, folder: string): Caller {
  const storage = createStorage(join(folder, 'storage.json'));
  let id = 0;
  const call = (): Promise<void> => {
    storage.complete(String(++id));
    return Promise.resolve();
  };
  return { name: `${name}, IDs in a file`, makeCalls: (calls, atOnce) => makeCalls(call, calls, atOnce) };
}

function rowOf({ name, wall, processor }: CallTiming, timings: readonly CallTiming[]): Row {
  const rates = (costs: readonly number[]): number[] => costs.map((ms) => 1000 / ms);
  return {
    name,
    figures: {
      rate: { ...summarize(rates(wall)), unit: '/s' },
      'processor time': { ...summarize(processor.map((ms) => ms * 1000)), unit: 'µs' },
      'rate of the bare statement': { ...summarizeRatio(processorOf(timings, bare), processor), unit: '×' },
    },
  };
}

/** Our rate by processor time, of that of the bare statement. */
function rateOf(timings: readonly CallTiming[]): number {
  return summarizeRatio(processorOf(timings, bare), processorOf(timings, ours)).median;
}

function processorOf(timings: readonly CallTiming[], name: string): readonly number[] {
  return timings.find((timing) => timing.name === name)?.processor ?? [];
}

/** Each in a process of its own, so that its memory is the store's. */
async function growthOfKeys(folder: string, { quick, progress }: Context): Promise<Table> {
  const rows: Row[] = [];
  for (const keys of [1000, quick ? 100_000 : 10_000_000]) {
    progress(`a store of ${keys} keys`);
    const options: ManyKeysOptions = { path: join(folder, `${keys}.db`), keys };
    const filling = await startChild('many-keys', [JSON.stringify({ ...options, fills: true })]);
    await filling.child.stop();
    const { child, ready } = await startChild<ClaimsReport>('many-keys', [JSON.stringify(options)]);
    await child.stop();
    rows.push({
      name: `${keys} keys`,
      figures: {
        'open and claim one': { median: ready.openMs, unit: 'ms' },
        'more memory': { median: ready.grownBytes / 1e6, unit: 'MB' },
        file: { median: ready.fileBytes / 1e6, unit: 'MB' },
        'claims/s, 64 at a time': { median: ready.claimsPerSecond, unit: '/s' },
        'processor time of a claim': { median: ready.claimProcessorMs * 1000, unit: 'µs' },
      },
    });
  }
  return { title: 'SQLite with many keys, each claimed from another device', rows };
}

async function growthOfTransactions(folder: string, { quick, progress }: Context): Promise<Table> {
  const transactions = quick ? 10_000 : 1_000_000;
  progress(`${transactions} transactions`);
  const options: ManyTransactionsOptions = {
    path: join(folder, 'transactions.db'),
    transactions,
    keepCount: transactions / 10,
  };
  const { child, ready } = await startChild<InboxReport>('many-transactions', [JSON.stringify(options)]);
  await child.stop();
  const rows = ready.marks.map(({ accepted, kept, fileBytes, residentBytes }): Row => ({
    name: `after ${accepted}`,
    figures: {
      'IDs kept': { median: kept, unit: '' },
      file: { median: fileBytes / 1e6, unit: 'MB' },
      memory: { median: residentBytes / 1e6, unit: 'MB' },
    },
  }));
  return { title: `transactions written, unpacked and forgotten, the newest ${options.keepCount} kept (R6)`, rows };
}
