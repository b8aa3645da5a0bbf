import type { DatabaseSync } from '@photostructure/sqlite';
import type BetterSqlite3 from 'better-sqlite3';
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

/*
 * Copies of the members that are used, for drivers whose declarations are not installed here: @types/node of Node 20 lacks node:sqlite,
 * libsql brings binaries, and Bun's types change the globals.
 */

/** `DatabaseSync` of node:sqlite, as @types/node 24 declares it. */
interface NodeDatabase {
  exec(sql: string): void;
  prepare(sql: string): NodeStatement;
}

interface NodeStatement {
  all(...anonymousParameters: NodeValue[]): Record<string, NodeOutput>[];
  all(namedParameters: Record<string, NodeValue>, ...anonymousParameters: NodeValue[]): Record<string, NodeOutput>[];
  run(...anonymousParameters: NodeValue[]): { changes: number | bigint; lastInsertRowid: number | bigint };
  run(
    namedParameters: Record<string, NodeValue>,
    ...anonymousParameters: NodeValue[]
  ): { changes: number | bigint; lastInsertRowid: number | bigint };
}

type NodeValue = null | number | bigint | string | NodeJS.ArrayBufferView;
type NodeOutput = null | number | bigint | string | Uint8Array;

/** `Database` of libsql, which declares itself like better-sqlite3. */
interface LibsqlDatabase {
  exec(sql: string): void;
  prepare(sql: string): { all(...bindParameters: unknown[]): unknown[]; run(...bindParameters: unknown[]): unknown };
}

/** `Database` of bun:sqlite. */
interface BunDatabase {
  exec(sql: string, ...bindings: BunValue[][]): { lastInsertRowid: number; changes: number };
  prepare<Row, Parameters extends BunValue | BunValue[]>(
    sql: string,
    params?: Parameters,
  ): BunStatement<Row, Parameters extends unknown[] ? Parameters : [Parameters]>;
}

interface BunStatement<Row, Parameters extends BunValue[]> {
  all(...params: Parameters): Row[];
  run(...params: Parameters): { lastInsertRowid: number; changes: number };
}

type BunValue = string | bigint | NodeJS.TypedArray | number | boolean | null | Record<string, string | number | null>;
