import { isJsonObject } from '../../json-objects.js';
import { createPostgresEngine } from '../../sql/postgres-engine.js';
import { postgresErrorOf } from '../../sql/postgres-errors.js';
import { findPostgresFaults } from '../../sql/postgres-findings.js';
import type { PostgresPool } from '../../sql/postgres-pool.js';
import { createSqlStore } from '../../sql/sql-store.js';
import type { World } from '../world.js';
import { noDriver, noStoreIn, requireSchema, type OpenDatabase, type Row, type StoreFinding } from './database.js';
import { postgresConfig } from './postgres-config.js';

type Pool = PostgresPool & { end(): Promise<void> };
type PoolClass = new (config: { connectionString: string; max: number; connectionTimeoutMillis: number }) => Pool;

/** Opens a PostgreSQL database that has a store in one of its schemas. */
export async function openPostgres(target: string, schema: string, world: World): Promise<OpenDatabase> {
  const connectionString = await postgresConfig(target, world);
  const PoolOfDriver = await findDriver(world);
  const pool = new PoolOfDriver({ connectionString, max: 2, connectionTimeoutMillis: 10_000 });
  // Unheard, the loss of a connection would end the process; the next query fails with it all the same.
  const ignore = (): void => undefined;
  pool.on?.('error', ignore);
  const place = `the schema ${schema} of this database`;
  const quotedSchema = `"${schema.replaceAll('"', '""')}"`;

  async function query(text: string, values: string[] = []): Promise<Row[]> {
    try {
      const client = await pool.connect();
      client.on('error', ignore);
      try {
        return (await client.query({ text, values })).rows as Row[]; // rows are objects by column name
      } finally {
        client.removeListener('error', ignore);
        client.release();
      }
    } catch (error) {
      throw postgresErrorOf(error);
    }
  }

  try {
    const tables = await query('SELECT 1 FROM pg_tables WHERE schemaname = $1 AND tablename = $2', [
      schema,
      'appservice_schema',
    ]);
    if (tables.length === 0) throw noStoreIn(place);
  } catch (error) {
    await pool.end();
    throw error;
  }
  return {
    driver: 'pg',
    prefix: `${quotedSchema}.appservice_`,
    query,
    findFaults: () => findFaults(query),
    openStore: async () => {
      const engine = createPostgresEngine(pool, schema);
      await requireSchema(engine, place);
      return createSqlStore(engine);
    },
    close: () => pool.end(),
  };
}

async function findDriver({ loadModule }: World): Promise<PoolClass> {
  const broken: string[] = [];
  try {
    const module = await loadModule('pg');
    const whole = isJsonObject(module) ? module['default'] : undefined;
    const found = isJsonObject(whole) ? whole['Pool'] : undefined;
    if (typeof found === 'function') return found as PoolClass; // the class that pg documents
    if (module !== undefined) broken.push('pg has another interface');
  } catch (error) {
    broken.push(`pg does not load: ${error instanceof Error ? error.message : String(error)}`);
  }
  throw noDriver('PostgreSQL', ['pg'], 'npm install pg', broken);
}

/** Looks for settings that are unsafe as they are. */
async function findFaults(query: (sql: string) => Promise<Row[]>): Promise<StoreFinding[]> {
  const findings = await findPostgresFaults(query);
  return findings.flatMap(({ severity, message }) => (severity === 'info' ? [] : [{ severity, message }]));
}
