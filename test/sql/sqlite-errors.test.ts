import { describe, expect, it } from 'vitest';
import { StoreError } from '../../src/errors.js';
import { sqliteErrorOf } from '../../src/sql/sqlite-errors.js';

describe('sqliteErrorOf', () => {
  it.each([
    ['node:sqlite', { code: 'ERR_SQLITE_ERROR', errcode: 5 }, 'BUSY'],
    ['node:sqlite', { code: 'ERR_SQLITE_ERROR', errcode: 261 }, 'BUSY'],
    ['node:sqlite', { code: 'ERR_SQLITE_ERROR', errcode: 1032 }, 'READ_ONLY'],
    ['node:sqlite', { code: 'ERR_SQLITE_ERROR', errcode: 4874 }, 'IO'],
    ['node:sqlite', { code: 'ERR_SQLITE_ERROR', errcode: 14 }, 'IO'],
    ['node:sqlite', { code: 'ERR_SQLITE_ERROR', errcode: 1 }, 'DATABASE'],
    ['better-sqlite3', { code: 'SQLITE_BUSY_SNAPSHOT' }, 'BUSY'],
    ['better-sqlite3', { code: 'SQLITE_LOCKED' }, 'BUSY'],
    ['better-sqlite3', { code: 'SQLITE_READONLY_DBMOVED' }, 'READ_ONLY'],
    ['better-sqlite3', { code: 'SQLITE_IOERR_FSYNC' }, 'IO'],
    ['better-sqlite3', { code: 'SQLITE_CORRUPT_INDEX' }, 'CORRUPT'],
    ['libsql', { code: 'SQLITE_NOTADB' }, 'CORRUPT'],
    ['libsql', { code: 'SQLITE_ERROR' }, 'DATABASE'],
    ['bun:sqlite', { code: 'SQLITE_FULL', errno: 13 }, 'FULL'],
    ['bun:sqlite', { errno: 13 }, 'FULL'],
  ])('reads the codes of %s: %j is %s', (_, fields, code) => {
    const cause = Object.assign(new Error('a message'), fields);
    expect(sqliteErrorOf(cause)).toMatchObject({ name: 'StoreError', code, message: 'SQLite: a message', cause });
  });

  it.each([
    ['database or disk is full', 'FULL'],
    ['disk I/O error', 'IO'],
    ['database is locked', 'BUSY'],
    ['no such table: t', 'DATABASE'],
  ])("reads SQLite's message where there is no code: %s is %s", (message, code) => {
    expect(sqliteErrorOf(Object.assign(new Error(message), { code: 'ERR_SQLITE_ERROR' })).code).toBe(code);
  });

  it.each(['database is not open', 'The database connection is not open', 'Cannot use a closed database'])(
    'knows a closed handle by its message: %s',
    (message) => {
      expect(sqliteErrorOf(new TypeError(message)).code).toBe('CLOSED');
    },
  );

  it('leaves its own errors as they are, and takes anything else', () => {
    const error = new StoreError('FENCED', '');
    expect(sqliteErrorOf(error)).toBe(error);
    expect(sqliteErrorOf('text')).toMatchObject({ code: 'DATABASE', message: 'SQLite: text' });
  });
});
