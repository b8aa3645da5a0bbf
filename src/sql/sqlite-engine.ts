import { createEndOfTurn } from '../async/turns.js';
import { StoreError } from '../errors.js';
import { createScope, type SqlConnection, type SqlEngine, type SqlRow } from './engine.js';
import type { SqliteDatabase } from './sqlite-database.js';
import { sqliteDialect } from './sqlite-dialect.js';
import { sqliteErrorOf } from './sqlite-errors.js';
import { watchFiles } from './sqlite-files.js';

/** A transaction that waits for its turn. */
interface Job {
  readonly kind: JobKind;
  /** Never rejects: gives the outcome, to be told once the batch is committed. */
  readonly run: () => Promise<Outcome>;
  readonly reject: (error: unknown) => void;
}

/** A transaction of the caller's runs once. The calls of a store read, or write, and may be repeated. */
type JobKind = 'transaction' | 'write' | 'read';

interface Outcome {
  readonly failure: { readonly error: unknown } | undefined;
  /** Tells the caller. */
  readonly settle: () => void;
}

/** The only setting for those who read alone: SQLite's own wait would block the event loop. */
export const settingsToRead: readonly string[] = ['busy_timeout = 0'];

/** Set at every open: better-sqlite3 opens files in WAL mode with less durability, and a busy timeout blocks the event loop. */
const settingsToWrite = ['busy_timeout = 0', 'journal_mode = WAL', 'synchronous = FULL', 'fullfsync = ON'];

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
  const statements = new Map<string, (bound: readonly (string | number)[]) => SqlRow[]>();
  const endOfTurn = createEndOfTurn();
  let waiting: Job[] = [];
  let working: Promise<void> | undefined;
  let isClosed = false;

  function prepare(sql: string): (bound: readonly (string | number)[]) => SqlRow[] {
    const statement = database.prepare(sql);
    // better-sqlite3 refuses `all` where no rows come back, and libsql leaves statements open after `run` where some do.
    if (/^\s*(SELECT|WITH)|\bRETURNING\b/.test(sql)) return (bound) => statement.all(...bound) as SqlRow[];
    return (bound) => {
      statement.run(...bound);
      return [];
    };
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- a fault of the driver rejects
  const all: SqlConnection['all'] = async (sql, parameters = []) => {
    try {
      let runStatement = statements.get(sql);
      if (!runStatement) statements.set(sql, (runStatement = prepare(sql)));
      return runStatement(parameters as readonly (string | number)[]); // every driver takes null, too
    } catch (error) {
      throw sqliteErrorOf(error);
    }
  };

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

  function execPatiently(sql: string): Promise<unknown> {
    return patiently(() => database.exec(sql));
  }

  /** Reads on one state of the database, without the lock of those that write: a process that polls holds none of them up. */
  async function read(job: Job): Promise<void> {
    try {
      const { settle } = await patiently(async () => {
        database.exec('BEGIN');
        const outcome = await job.run();
        rollBack(database);
        // The lock is taken by the first statement, and another process may be repairing the database.
        const error = outcome.failure?.error;
        if (error instanceof StoreError && error.code === 'BUSY') throw error;
        return outcome;
      });
      files.checkNowAndThen();
      settle();
    } catch (error) {
      job.reject(error);
    }
  }

  async function commitBatch(jobs: readonly Job[]): Promise<void> {
    try {
      files.checkNowAndThen();
      await execPatiently('BEGIN IMMEDIATE');
    } catch (error) {
      for (const job of jobs) job.reject(error);
      return;
    }
    // A savepoint keeps copies of all pages that change, so there are none where all can be repeated, each alone.
    const hasSavepoints = jobs.length > 1 && jobs.some(({ kind }) => kind === 'transaction');
    const outcomes: Outcome[] = [];
    try {
      for (const job of jobs) {
        if (hasSavepoints) database.exec('SAVEPOINT job');
        const outcome = await job.run();
        outcomes.push(outcome);
        if (outcome.failure && !hasSavepoints) {
          rollBack(database);
          if (jobs.length === 1) outcome.settle();
          else for (const each of jobs) await commitBatch([each]);
          return;
        }
        if (!hasSavepoints) continue;
        if (outcome.failure) undoJob(database, outcome.failure.error);
        database.exec('RELEASE job');
      }
      await execPatiently('COMMIT');
      // Afterwards: the commit has reached the file that others find at this path.
      files.check();
      for (const { settle } of outcomes) settle();
    } catch (error) {
      rollBack(database);
      const reason = sqliteErrorOf(error);
      for (const job of jobs) job.reject(reason);
    }
  }

  async function work(): Promise<void> {
    while (waiting.length > 0) {
      const jobs = waiting;
      waiting = [];
      if (jobs.some(({ kind }) => kind !== 'read')) await commitBatch(jobs);
      else for (const job of jobs) await read(job);
      // Calls of the same turn of the event loop go into the next batch together.
      await endOfTurn();
    }
    working = undefined;
  }

  const enqueue = <T>(kind: JobKind, task: (connection: SqlConnection) => Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      if (isClosed) {
        reject(new StoreError('CLOSED', 'the store is closed'));
        return;
      }
      waiting.push({ kind, reject, run: () => runTask(task, all, resolve, reject) });
      working ??= work();
    });

  for (const pragma of settings) await execPatiently(`PRAGMA ${pragma}`);
  const files = watchFiles(database);
  return {
    dialect: sqliteDialect,
    prefix: 'appservice_',
    transaction: (task) => enqueue('transaction', task),
    write: (task) => enqueue('write', task),
    read: (task) => enqueue('read', task),
    close: async () => {
      isClosed = true;
      await working;
      statements.clear();
    },
  };
}

async function runTask<T>(
  task: (connection: SqlConnection) => Promise<T>,
  all: SqlConnection['all'],
  resolve: (value: T) => void,
  reject: (error: unknown) => void,
): Promise<Outcome> {
  const scope = createScope(all);
  try {
    const value = await task(scope.connection);
    return {
      failure: undefined,
      settle: () => {
        resolve(value);
      },
    };
  } catch (error) {
    return {
      failure: { error },
      settle: () => {
        reject(error);
      },
    };
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
