import { createRequire } from 'node:module';
import { DatabaseSync } from '@photostructure/sqlite';
import type { SqliteDatabase } from '../../src/sql/sqlite-database.js';

/** A database that a driver has opened. */
export interface OpenDatabase extends SqliteDatabase {
  close(): void;
}

/** A package or a module of the runtime that opens SQLite databases. */
export interface SqliteDriver {
  readonly name: string;
  readonly open: (path: string, options?: { readonly readOnly?: boolean }) => OpenDatabase;
}

/** A module that has what node:sqlite has. */
interface SqliteModule {
  readonly DatabaseSync: new (path: string, options?: { readOnly?: boolean }) => OpenDatabase;
}

/** A package that needs no compiler, and is there on every version of Node. */
export const packagedSqlite: SqliteDriver = driverOf('@photostructure/sqlite', { DatabaseSync });

/** The drivers that are there: node:sqlite since Node 22.13, and the package. */
export const sqliteDrivers: readonly SqliteDriver[] = [...nodeSqlite(), packagedSqlite];

function nodeSqlite(): SqliteDriver[] {
  try {
    const module: unknown = createRequire(import.meta.url)('node:sqlite');
    return [driverOf('node:sqlite', module as SqliteModule)]; // Node 20's types do not have it
  } catch {
    return [];
  }
}

function driverOf(name: string, module: SqliteModule): SqliteDriver {
  return { name, open: (path, options = {}) => new module.DatabaseSync(path, options) };
}
