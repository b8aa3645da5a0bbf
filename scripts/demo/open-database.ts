import type { SqliteDatabase } from 'matrix-encrypted-appservice/sql';

/** Opens an SQLite database: with node:sqlite on Node 22.13 and newer, else with a package that needs no compiler. */
export async function openDatabase(path: string): Promise<SqliteDatabase> {
  const { DatabaseSync } = await importSqlite();
  return new DatabaseSync(path);
}

interface SqliteModule {
  readonly DatabaseSync: new (path: string) => SqliteDatabase;
}

async function importSqlite(): Promise<SqliteModule> {
  try {
    // A variable, since Node 20's types do not have the module.
    const name = 'node:sqlite';
    return (await import(name)) as SqliteModule;
  } catch {
    return import('@photostructure/sqlite');
  }
}
