import { stat } from 'node:fs/promises';
import { isJsonObject } from '../../json-objects.js';
import type { SqliteDatabase } from '../../sql/sqlite-database.js';
import { sqliteErrorOf } from '../../sql/sqlite-errors.js';
import { createSqliteStore } from '../../sql/sqlite.js';
import { CliError, fileError } from '../cli-error.js';
import type { World } from '../world.js';
import { noDriver, noStoreIn, type OpenDatabase, type Row, type StoreFinding } from './database.js';

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
  // eslint-disable-next-line @typescript-eslint/require-await -- a fault of the driver rejects
  const query = async (sql: string): Promise<Row[]> => attempt(() => handle.prepare(sql).all() as Row[]); // rows are objects
  // eslint-disable-next-line @typescript-eslint/require-await -- closing takes no time here
  const close = async (): Promise<void> => {
    handle.close();
  };
  try {
    const tables = await query(`SELECT name FROM sqlite_master WHERE type = 'table' AND name = '${prefix}schema'`);
    if (tables.length === 0) throw noStoreIn(path);
  } catch (error) {
    await close();
    throw error;
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
    openStore: () => createSqliteStore(handle),
    close,
  };
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
