import type { DatabaseSync } from '@photostructure/sqlite';
import type BetterSqlite3 from 'better-sqlite3';
import type { Database as BunDatabase } from 'bun:sqlite';
import type LibsqlDatabase from 'libsql';
import type { DatabaseSync as NodeDatabase } from 'node:sqlite';
import type pg from 'pg';
import { expectTypeOf, it } from 'vitest';
import type { PostgresPool, SqliteDatabase } from '../../src/sql/index.js';

it('a database of each driver is a SqliteDatabase', () => {
  expectTypeOf<InstanceType<typeof DatabaseSync>>().toExtend<SqliteDatabase>();
  expectTypeOf<BetterSqlite3.Database>().toExtend<SqliteDatabase>();
  expectTypeOf<NodeDatabase>().toExtend<SqliteDatabase>();
  expectTypeOf<LibsqlDatabase>().toExtend<SqliteDatabase>();
  expectTypeOf<BunDatabase>().toExtend<SqliteDatabase>();
});

it('a pool of pg is a PostgresPool', () => {
  expectTypeOf<pg.Pool>().toExtend<PostgresPool>();
});

it('what lacks a method is neither', () => {
  expectTypeOf<{ exec(sql: string): void }>().not.toExtend<SqliteDatabase>();
  expectTypeOf<pg.Client>().not.toExtend<PostgresPool>();
});
