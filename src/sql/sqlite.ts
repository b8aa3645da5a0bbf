import type { AppserviceStore } from '../appservice/store.js';
import { applySchema } from './schema.js';
import { createSqlStore } from './sql-store.js';
import type { SqliteDatabase } from './sqlite-database.js';
import { openSqliteEngine } from './sqlite-engine.js';

const wanted =
  'createSqliteStore takes an open database of a synchronous driver, such as new DatabaseSync(path) of node:sqlite';

/**
 * Keeps an appservice's state in a SQLite database (3.38 or newer): for one process, or several on one machine.
 *
 * The tables are made if they are missing. The database is set to write-ahead logging with a sync at every commit, and its busy timeout
 * to 0: waiting is done without blocking the process. Calls of one turn of the event loop are committed together. Use the handle for
 * nothing else meanwhile, and never open one file with two different SQLite libraries in one process: that breaks its locks.
 *
 * Never move, delete or replace the file, its `-wal` or its `-shm` while a process has it open. SQLite does not notice, but the store
 * does, after each commit, and refuses everything from then on (`REPLACED`): start the process again. A file that is overwritten in
 * place goes unnoticed. Before a backup is restored, stop every process; afterwards let the ledger `forget` each device. A process
 * that is frozen in the middle of a commit (SIGSTOP, a paused container) keeps the others out, with `BUSY`, until it goes on or is
 * killed.
 *
 * The file holds private keys and messages. Its permissions are yours to set, and so is its place: a disk of this machine, since
 * network file systems do not keep locks.
 *
 * @example
 * import { DatabaseSync } from 'node:sqlite';
 * const store = await createSqliteStore(new DatabaseSync('bridge.db'));
 * @throws {StoreError} if the database cannot be used: `NEWER_SCHEMA`, `CORRUPT`, `READ_ONLY`, `BUSY` after 5 s, `CLOSED` …
 * @throws {TypeError} if `database` is no SQLite handle.
 */
export async function createSqliteStore(database: SqliteDatabase): Promise<AppserviceStore> {
  const given = database as Partial<SqliteDatabase> | null | undefined; // JavaScript passes anything
  if (typeof given?.exec !== 'function' || typeof given.prepare !== 'function') throw new TypeError(wanted);
  const engine = await openSqliteEngine(database);
  // Drivers with callbacks or promises have methods of the same names.
  if (!Array.isArray(database.prepare('SELECT 1').all())) throw new TypeError(wanted);
  await applySchema(engine);
  return createSqlStore(engine);
}
