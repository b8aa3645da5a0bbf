import { createEndOfTurn } from '../async/turns.js';
import { StoreError } from '../errors.js';
import { createScope, type SqlConnection, type SqlEngine } from './engine.js';
import type { SqliteDatabase } from './sqlite-database.js';
import { sqliteDialect } from './sqlite-dialect.js';
import { sqliteErrorOf } from './sqlite-errors.js';
import { watchFiles } from './sqlite-files.js';
import { outcomeOf, tell, type SqliteJob, type SqliteJobKind, type JobOutcome } from './sqlite-jobs.js';
import { createStatements } from './sqlite-statements.js';

/** The only setting for those who read alone: SQLite's own wait would block the event loop. */
export const settingsToRead: readonly string[] = ['busy_timeout = 0'];

/** Set at every open: better-sqlite3 opens files in WAL mode with less durability, and a busy timeout blocks the event loop. */
const settingsToWrite = ['busy_timeout = 0', 'journal_mode = WAL', 'synchronous = FULL', 'fullfsync = ON'];

/** The most microtasks that a caller may take from the end of one call to its next: fewer than what a turn of the event loop costs. */
const hopsOfLoneCaller = 20;

const microtask = Promise.resolve();

/** The longest time for which a lone caller keeps other work of the process waiting, but for one commit. */
const longestTurnMs = 10;

/**
 * Prepares a handle to run transactions: those that wait at the same time in one commit, since a sync of the disk costs more than
 * everything else.
 *
 * @param patienceMs The longest wait for another process that writes.
 * @param settings Settings of the handle, and of the database.
 */
export async function openSqliteEngine(
  database: SqliteDatabase,
  patienceMs = 5000,
  settings: readonly string[] = settingsToWrite,
): Promise<SqlEngine> {
  const { rowsOf, doSteps, forget } = createStatements(database);
  const endOfTurn = createEndOfTurn();
  let waiting: SqliteJob[] = [];
  let working: Promise<void> | undefined;
  /** Tells whether there are several callers. A lone one that goes on at once need not wait for the end of its turn. */
  let isCrowded = false;
  let turnBeganMs = 0;
  let isClosed = false;

  /* oxlint-disable typescript/require-await -- a fault of the driver rejects */
  const calls: Pick<SqlConnection, 'all' | 'steps'> = {
    all: async (sql, parameters = []) => rowsOf(sql, parameters),
    steps: async (steps) => doSteps(steps),
  };
  /* oxlint-enable typescript/require-await */

  /** Repeats what waits for other processes, in turns of a few milliseconds at random, which starves none of them. */
  async function patiently<T>(attempt: () => T | Promise<T>): Promise<T> {
    const startedMs = performance.now();
    for (;;) {
      try {
        return await attempt();
      } catch (error) {
        const storeError = sqliteErrorOf(error);
        if (storeError.code !== 'BUSY' || performance.now() - startedMs > patienceMs) throw storeError;
      }
      await new Promise((resolve) => setTimeout(resolve, 1 + 3 * Math.random()));
    }
  }

  function execPatiently(sql: string): unknown {
    try {
      return database.exec(sql);
    } catch (error) {
      const storeError = sqliteErrorOf(error);
      if (storeError.code !== 'BUSY') throw storeError;
      return patiently(() => database.exec(sql));
    }
  }

  /** Reads on one state of the database, without the lock of those that write: a process that polls holds none of them up. */
  async function read(job: SqliteJob): Promise<void> {
    try {
      const outcome = await patiently(async () => {
        database.exec('BEGIN');
        const ended = await outcomeOf(job);
        rollBack(database);
        // The lock is taken by the first statement, and another process may be repairing the database.
        if ('error' in ended && ended.error instanceof StoreError && ended.error.code === 'BUSY') throw ended.error;
        return ended;
      });
      files.checkNowAndThen();
      tellAll([[job, outcome]]);
    } catch (error) {
      job.reject(error);
    }
  }

  function tellAll(outcomes: readonly (readonly [SqliteJob, JobOutcome])[]): void {
    isCrowded = outcomes.length > 1 || waiting.length > 0;
    for (const [job, outcome] of outcomes) tell(job, outcome);
  }

  async function commitBatch(jobs: readonly SqliteJob[]): Promise<void> {
    try {
      files.checkNowAndThen();
      await execPatiently('BEGIN IMMEDIATE');
    } catch (error) {
      for (const job of jobs) job.reject(error);
      return;
    }
    // A savepoint keeps copies of all pages that change, so there are none where all can be repeated, each alone.
    const hasSavepoints = jobs.length > 1 && jobs.some(({ kind }) => kind === 'transaction');
    const outcomes: [SqliteJob, JobOutcome][] = [];
    try {
      for (const job of jobs) {
        if (hasSavepoints) database.exec('SAVEPOINT job');
        const running = outcomeOf(job);
        const outcome = running instanceof Promise ? await running : running;
        outcomes.push([job, outcome]);
        if ('error' in outcome && !hasSavepoints) {
          rollBack(database);
          if (jobs.length === 1) tell(job, outcome);
          else for (const each of jobs) await commitBatch([each]);
          return;
        }
        if (!hasSavepoints) continue;
        if ('error' in outcome) undoJob(database, outcome.error);
        database.exec('RELEASE job');
      }
      await execPatiently('COMMIT');
      // Afterwards: the commit has reached the file that others find at this path.
      files.check();
      tellAll(outcomes);
    } catch (error) {
      rollBack(database);
      const reason = sqliteErrorOf(error);
      for (const job of jobs) job.reject(reason);
    }
  }

  async function restOfTurn(): Promise<void> {
    await endOfTurn();
    turnBeganMs = performance.now();
  }

  function takeWaiting(): SqliteJob[] {
    const jobs = waiting;
    waiting = [];
    isCrowded = true; // unless a lone caller is told its result
    return jobs;
  }

  async function work(): Promise<void> {
    // Calls of the same turn of the event loop go into one batch together.
    await restOfTurn();
    while (waiting.length > 0) {
      const jobs = takeWaiting();
      if (jobs.some(({ kind }) => kind !== 'read')) await commitBatch(jobs);
      else for (const job of jobs) await read(job);
      if (isCrowded || performance.now() - turnBeganMs > longestTurnMs) await restOfTurn();
      else for (let hops = 0; waiting.length === 0 && hops < hopsOfLoneCaller; hops++) await microtask;
    }
    working = undefined;
  }

  function add(job: SqliteJob): void {
    if (isClosed) {
      job.reject(new StoreError('CLOSED', 'the store is closed'));
      return;
    }
    waiting.push(job);
    working ??= work();
  }

  const enqueue = <T>(kind: SqliteJobKind, task: (connection: SqlConnection) => Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      add({ kind, run: () => runTask(task, calls), resolve: resolve as SqliteJob['resolve'], reject }); // what its own task returns
    });

  const batch: SqlEngine['batch'] =
    ({ one }) =>
    (input) =>
      new Promise((resolve, reject) => {
        add({ kind: 'write', run: () => doSteps(one(input)), resolve: resolve as SqliteJob['resolve'], reject });
      });

  for (const pragma of settings) await execPatiently(`PRAGMA ${pragma}`);
  const files = watchFiles(database);
  return {
    dialect: sqliteDialect,
    prefix: 'appservice_',
    transaction: (task) => enqueue('transaction', task),
    write: (task) => enqueue('write', task),
    // Whatever comes together shares a commit anyway.
    batch,
    read: (task) => enqueue('read', task),
    close: async () => {
      isClosed = true;
      await working;
      forget();
    },
  };
}

async function runTask<T>(
  task: (connection: SqlConnection) => Promise<T>,
  calls: Pick<SqlConnection, 'all' | 'steps'>,
): Promise<T> {
  const scope = createScope(calls);
  try {
    return await task(scope.connection);
  } finally {
    scope.end();
  }
}

/** Undoes the work of a job alone. Throws the job's own failure where that, like a full disk, has rolled back the whole batch. */
function undoJob(database: SqliteDatabase, failure: unknown): void {
  try {
    database.exec('ROLLBACK TO job');
  } catch (error) {
    throw failure instanceof StoreError ? failure : error;
  }
}

function rollBack(database: SqliteDatabase): void {
  try {
    database.exec('ROLLBACK');
  } catch {
    // SQLite has rolled it back already, as it does when the disk is full.
  }
}
