import { storableName } from '../appservice/storable-name.js';
import type { AppserviceStore } from '../appservice/store.js';
import { createPostgresEngine } from './postgres-engine.js';
import type { PostgresPool } from './postgres-pool.js';
import { applySchema } from './schema.js';
import { createSqlStore } from './sql-store.js';

/** Options of {@link createPostgresStore}. */
export interface PostgresStoreOptions {
  /** The PostgreSQL schema that has the tables; made if it is missing. Default: `public`. */
  readonly schema?: string | undefined;
}

/**
 * Keeps an appservice's state in PostgreSQL (13 or newer): for several processes on any number of machines. One schema serves one
 * appservice.
 *
 * Where the primary server may be lost, its replication must be synchronous: `synchronous_standby_names` set, `synchronous_commit`
 * `on` or `remote_apply`. Otherwise a failover gives keys a second time and loses acknowledged transactions. A lower
 * `synchronous_commit` than `on` is raised to it for the store's own transactions.
 *
 * Broken idle connections of the pool are replaced in silence: the store listens to the pool's `error`, which would end the process.
 *
 * @example
 * import { Pool } from 'pg';
 * const store = await createPostgresStore(new Pool({ database: 'bridge' }), { schema: 'irc' });
 * @throws {StoreError} if the database cannot be used: `CONNECTION`, `AUTHENTICATION`, `NEWER_SCHEMA`, `READ_ONLY` on a standby …
 * @throws {TypeError} if `pool` is no pool.
 */
export async function createPostgresStore(
  pool: PostgresPool,
  { schema = 'public' }: PostgresStoreOptions = {},
): Promise<AppserviceStore> {
  const given: Partial<PostgresPool> = pool;
  if (typeof given.connect !== 'function')
    throw new TypeError('createPostgresStore takes a pool, such as new Pool() of pg');
  const engine = createPostgresEngine(pool, storableName(schema));
  await applySchema(engine);
  return createSqlStore(engine);
}
