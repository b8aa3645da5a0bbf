import { StoreError, type StoreErrorCode } from '../errors.js';

/** A primary result code of SQLite: its number, its name, its message, and what a store makes of it. */
type Result = readonly [number: number, name: string, message: string, code: StoreErrorCode];

const results: readonly Result[] = [
  [5, 'BUSY', 'database is locked', 'BUSY'],
  [6, 'LOCKED', 'database table is locked', 'BUSY'],
  [8, 'READONLY', 'attempt to write a readonly database', 'READ_ONLY'],
  [10, 'IOERR', 'disk I/O error', 'IO'],
  [11, 'CORRUPT', 'database disk image is malformed', 'CORRUPT'],
  [13, 'FULL', 'database or disk is full', 'FULL'],
  [14, 'CANTOPEN', 'unable to open database file', 'IO'],
  [26, 'NOTADB', 'file is not a database', 'CORRUPT'],
];

/**
 * Makes a store's error of whatever a SQLite driver throws.
 *
 * node:sqlite sets `errcode`, bun:sqlite `errno` and `code`, better-sqlite3 and libsql `code`; statements of `@photostructure/sqlite`
 * have SQLite's message alone.
 */
export function sqliteErrorOf(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const { message, errcode, errno, code } = fieldsOf(error);
  // The lowest eight bits are the primary code, the rest says more: 1032 is READONLY_DBMOVED.
  const number = [errcode, errno].find((each) => typeof each === 'number');
  const [, name] = /^SQLITE_([A-Z]+)/.exec(String(code)) ?? [];
  const known = results.find(([value, text, meaning]) => {
    if (number !== undefined) return value === number % 256;
    return name === undefined ? message.startsWith(meaning) : name === text;
  });
  const other = /not open|closed/i.test(message) ? 'CLOSED' : 'DATABASE';
  return new StoreError(known?.[3] ?? other, `SQLite: ${message}`, error);
}

function fieldsOf(error: unknown): { message: string; errcode?: unknown; errno?: unknown; code?: unknown } {
  return error instanceof Error ? error : { message: String(error) };
}
