/** An open SQLite database: node:sqlite, better-sqlite3, libsql, `@photostructure/sqlite` and bun:sqlite all have this shape. */
export interface SqliteDatabase {
  exec(sql: string): unknown;
  prepare(sql: string): SqliteStatement;
}

/**
 * A prepared statement of a {@link SqliteDatabase}. It is given strings, safe integers and null; null is not declared, since some
 * drivers' types would not fit then.
 */
export interface SqliteStatement {
  all(...parameters: (string | number)[]): unknown[];
  run(...parameters: (string | number)[]): unknown;
}
