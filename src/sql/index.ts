export { createPostgresStore } from './postgres.js';
export type { PostgresStoreOptions } from './postgres.js';
export type { PostgresClient, PostgresPool, PostgresResult } from './postgres-pool.js';
export { createSqliteStore } from './sqlite.js';
export type { SqliteDatabase, SqliteStatement } from './sqlite-database.js';
export type { SqlValue } from './engine.js';
