import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { OpenDatabase, SqliteDriver } from '../../helpers/sqlite-drivers.js';

/** The class of better-sqlite3, after which libsql made its own. */
type DatabaseClass = new (path: string, options?: { readonly?: boolean }) => OpenDatabase;

/** The folder in which install.sh has installed drivers. */
export const driversFolder: string = process.env['SQLITE_DRIVERS'] ?? fileURLToPath(new URL('.', import.meta.url));

export const driverNames = ['better-sqlite3', 'libsql'] as const;

/** Loads a driver from there; `undefined` if it is missing, or was built for another version of Node. */
export function loadDriver(name: (typeof driverNames)[number]): SqliteDriver | undefined {
  try {
    const Database = createRequire(join(driversFolder, 'package.json'))(name) as DatabaseClass;
    new Database(':memory:').close(); // which loads the binary
    return { name, open: (path, options) => open(Database, path, options?.readOnly) };
  } catch {
    return undefined;
  }
}

function open(Database: DatabaseClass, path: string, readOnly = false): OpenDatabase {
  const database = new Database(path, { readonly: readOnly });
  if (readOnly) database.exec('PRAGMA query_only = ON'); // libsql takes no notice of `readonly`
  return database;
}
