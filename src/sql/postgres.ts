import { storableName } from '../appservice/storable-name.js';
import type { AppserviceStore } from '../appservice/store.js';
import { quietly } from '../async/quietly.js';
import type { Finding } from '../findings.js';
import { requireOptionNames, type OptionNames } from '../option-names.js';
import type { SqlEngine } from './engine.js';
import { createPostgresEngine, wantedPool } from './postgres-engine.js';
import { findPostgresFaults } from './postgres-findings.js';
import type { PostgresPool } from './postgres-pool.js';
import { applySchema } from './schema.js';
import { createSqlStore } from './sql-store.js';

/** Options of {@link createPostgresStore}. */
export interface PostgresStoreOptions {
  /** The PostgreSQL schema that has the tables; made if it is missing. Default: `public`. */
  readonly schema?: string | undefined;
  /**
   * Receives, when the store is opened, each setting of the server with which a crash or a failover loses what was
   * acknowledged: `unsafe-database-setting`. A single server without a standby is an `info`. Default: not asked. Its own
   * errors are ignored.
   */
  readonly onFinding?: ((finding: Finding) => unknown) | undefined;
}

const optionNames: OptionNames<PostgresStoreOptions> = { schema: true, onFinding: true };

/**
 * Keeps an appservice's state in PostgreSQL (13 or newer): for several processes on any number of machines. One schema serves one
 * appservice.
 *
 * Replication to a standby must be synchronous: `synchronous_standby_names` set, `synchronous_commit` `on` or `remote_apply`.
 * Otherwise a failover gives keys a second time and loses acknowledged transactions. A lower
 * `synchronous_commit` than `on` is raised to it for the store's own transactions. A single server without a standby needs no
 * setting. `onFinding` is told what can be seen of this when the store is opened; a standby that is added later is not.
 *
 * Broken idle connections of the pool are replaced in silence: the store listens to the pool's `error`, which would end the process.
 *
 * @example
 * import { Pool } from 'pg';
 * const store = await createPostgresStore(new Pool({ database: 'bridge' }), { schema: 'irc' });
 * @throws {StoreError} if the database cannot be used: `CONNECTION`, `AUTHENTICATION`, `NEWER_SCHEMA`, `READ_ONLY` on a standby …
 * @throws {TypeError} if `pool` is no pool, `schema` cannot be the name of one, or an option has an unknown name.
 */
export async function createPostgresStore(
  pool: PostgresPool,
  options: PostgresStoreOptions = {},
): Promise<AppserviceStore> {
  const given = pool as Partial<PostgresPool> | null | undefined; // JavaScript passes anything
  if (typeof given?.connect !== 'function') throw new TypeError(wantedPool);
  const schema = schemaOf(options);
  requireOptionNames('createPostgresStore', options, optionNames);
  const engine = createPostgresEngine(pool, schema);
  await applySchema(engine);
  if (options.onFinding) await reportFaults(engine, options.onFinding);
  return createSqlStore(engine);
}

/** Asks for the server's settings. A failure is no reason not to open the store. */
async function reportFaults(engine: SqlEngine, onFinding: (finding: Finding) => unknown): Promise<void> {
  try {
    const findings = await engine.transaction((connection) => findPostgresFaults((sql) => connection.all(sql)));
    for (const finding of findings) quietly(() => onFinding(finding));
  } catch {
    // The next call meets the same failure, where it has a caller.
  }
}

/** PostgreSQL cuts off what is longer, and would not find the schema again. */
const longestNameBytes = 63;

function schemaOf(options: { readonly schema?: unknown } | null): string {
  const { schema = 'public' } = options ?? { schema: null };
  if (typeof schema === 'string' && schema !== '' && new TextEncoder().encode(schema).length <= longestNameBytes) {
    return storableName(schema);
  }
  throw new TypeError(`\`schema\` must be a name of 1 to ${String(longestNameBytes)} bytes, in an object of options`);
}
