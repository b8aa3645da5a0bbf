import { stat } from 'node:fs/promises';
import { StoreError } from '../../errors.js';
import { isJsonObject } from '../../json-objects.js';
import type { SqliteDatabase } from '../../sql/sqlite-database.js';
import { sqliteErrorOf } from '../../sql/sqlite-errors.js';
import { createSqlStore } from '../../sql/sql-store.js';
import { openSqliteEngine, settingsToRead } from '../../sql/sqlite-engine.js';
import { CliError, fileError } from '../cli-error.js';
import type { World } from '../world.js';
import { noDriver, noStoreIn, requireSchema, type OpenDatabase, type Row, type StoreFinding } from './database.js';

/** The drivers that are looked for, in this order. Each has one class, in its own export or as the whole module. */
const drivers = ['node:sqlite', 'better-sqlite3', '@photostructure/sqlite', 'libsql'] as const;

/** An open handle of any of them. */
type Handle = SqliteDatabase & { close(): void };
type DatabaseClass = new (path: string) => Handle;

const prefix = 'appservice_';

/** Opens a SQLite file that has a store in it. */
export async function openSqlite(path: string, world: World): Promise<OpenDatabase> {
  await requireFile(path);
  const { driver, Database } = await findDriver(world);
  const handle = attempt(() => new Database(path));
  // oxlint-disable-next-line typescript/require-await -- a fault of the driver rejects
  const query = async (sql: string): Promise<Row[]> => attempt(() => handle.prepare(sql).all() as Row[]); // rows are objects
  // oxlint-disable-next-line typescript/require-await -- closing takes no time here
  const close = async (): Promise<void> => {
    handle.close();
  };
  try {
    const tables = await query(`SELECT name FROM sqlite_master WHERE type = 'table' AND name = '${prefix}schema'`);
    if (tables.length === 0) throw noStoreIn(path);
  } catch (error) {
    await close();
    throw isNoDatabase(error) ? new CliError('CORRUPT', `${path} is not a database of SQLite`, wrongFile) : error;
  }
  return {
    driver,
    prefix,
    query,
    findFaults: async () => {
      const rows = await query('PRAGMA integrity_check(20)');
      return rows
        .map((row) => String(Object.values(row)[0]))
        .filter((result) => result !== 'ok')
        .map((result): StoreFinding => ({ severity: 'error', message: `SQLite: ${result}` }));
    },
    openStore: async (access) => {
      if (access === 'read') attempt(() => handle.exec('PRAGMA query_only = ON'));
      const engine = await openSqliteEngine(handle, undefined, access === 'read' ? settingsToRead : undefined);
      await requireSchema(engine, path);
      return createSqlStore(engine);
    },
    close,
  };
}

const wrongFile = 'Is this the right file? The appservice keeps its store in a file that it makes itself.';

/** Tells another kind of file, or one that is encrypted, from a database that is damaged. */
function isNoDatabase(error: unknown): boolean {
  return error instanceof StoreError && error.code === 'CORRUPT' && error.message.includes('not a database');
}

/** SQLite makes a file that is missing, which would be no store. */
async function requireFile(path: string): Promise<void> {
  try {
    if ((await stat(path)).isFile()) return;
  } catch (error) {
    throw fileError('read', path, error);
  }
  throw new CliError('FILE', `cannot read ${path}: it is not a file`);
}

async function findDriver({ loadModule }: World): Promise<{ driver: string; Database: DatabaseClass }> {
  const broken: string[] = [];
  for (const driver of drivers) {
    try {
      const module = await loadModule(driver);
      const Database = classIn(module);
      if (Database !== undefined) return { driver, Database };
      if (module !== undefined) broken.push(`${driver} has another interface`);
    } catch (error) {
      broken.push(`${driver} does not load: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw noDriver('SQLite', drivers, 'npm install better-sqlite3. Node 22.13 and newer have one built in', broken);
}

function classIn(module: unknown): DatabaseClass | undefined {
  if (!isJsonObject(module)) return undefined;
  const found = module['DatabaseSync'] ?? module['default'];
  return typeof found === 'function' ? (found as DatabaseClass) : undefined; // the class of each of the drivers
}

function attempt<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw sqliteErrorOf(error);
  }
}
