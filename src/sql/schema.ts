import { StoreError } from '../errors.js';
import { numberOf, type SqlConnection, type SqlDialect, type SqlEngine } from './engine.js';

/** The steps from one version of the schema to the next. A step that was released is never changed: later ones are appended. */
const steps: readonly ((prefix: string, dialect: SqlDialect) => readonly string[])[] = [
  (p, { integer, sequence, text }) => [
    `CREATE TABLE ${p}user(user_id ${text} PRIMARY KEY, device_id ${text}, cross_signing TEXT, state TEXT NOT NULL)`,
    `CREATE TABLE ${p}device(
      device ${sequence}, user_id ${text} NOT NULL, device_id ${text} NOT NULL, keys TEXT, state TEXT,
      UNIQUE(user_id, device_id))`,
    `CREATE TABLE ${p}one_time_key(
      seq ${sequence}, device ${integer} NOT NULL, algorithm ${text} NOT NULL, key_id ${text} NOT NULL, content TEXT NOT NULL)`,
    `CREATE INDEX ${indexName(p, 'one_time_key_oldest')} ON ${p}one_time_key(device, algorithm, seq)`,
    `CREATE TABLE ${p}fallback_key(
      device ${integer} NOT NULL, algorithm ${text} NOT NULL, key_id ${text} NOT NULL, content TEXT NOT NULL,
      used ${integer} NOT NULL, PRIMARY KEY(device, algorithm))`,
    `CREATE TABLE ${p}known_key(
      device ${integer} NOT NULL, kind ${text} NOT NULL, key_id ${text} NOT NULL, fingerprint TEXT NOT NULL,
      PRIMARY KEY(device, kind, key_id))`,
    `CREATE TABLE ${p}algorithm(device ${integer} NOT NULL, algorithm ${text} NOT NULL, PRIMARY KEY(device, algorithm))`,
    `CREATE TABLE ${p}txn(
      seq ${sequence}, id ${text} NOT NULL, part ${integer} NOT NULL, body TEXT, arrived_at ${integer} NOT NULL,
      UNIQUE(id, part))`,
    `CREATE INDEX ${indexName(p, 'txn_waiting')} ON ${p}txn(seq) WHERE body IS NOT NULL`,
    `CREATE TABLE ${p}txn_digest(id ${text} NOT NULL, digest ${text} NOT NULL, PRIMARY KEY(id, digest))`,
    `CREATE TABLE ${p}event(
      seq ${sequence}, txn ${integer} NOT NULL, txn_id ${text} NOT NULL, body TEXT NOT NULL, arrived_at ${integer} NOT NULL,
      state ${text} NOT NULL, attempts ${integer} NOT NULL, next_attempt_at ${integer} NOT NULL, reason ${text})`,
    `CREATE INDEX ${indexName(p, 'event_state')} ON ${p}event(state, seq)`,
    `CREATE INDEX ${indexName(p, 'event_txn')} ON ${p}event(txn)`,
    `CREATE TABLE ${p}note(name ${text} PRIMARY KEY, value TEXT)`,
    `CREATE TABLE ${p}room(room_id ${text} PRIMARY KEY, state TEXT NOT NULL)`,
    `CREATE TABLE ${p}crypto(
      name ${text} NOT NULL, store ${text} NOT NULL, key ${text} NOT NULL, value TEXT NOT NULL, PRIMARY KEY(name, store, key))`,
    `CREATE TABLE ${p}lease(
      name ${text} PRIMARY KEY, owner ${text} NOT NULL, fence ${integer} NOT NULL, until ${integer} NOT NULL)`,
  ],
];

const tables = [
  'user',
  'device',
  'one_time_key',
  'fallback_key',
  'known_key',
  'algorithm',
  'txn',
  'txn_digest',
  'event',
  'note',
  'room',
  'crypto',
  'lease',
];

/**
 * Brings the tables up to date, in one transaction: the first process that opens a store makes them, later ones find them.
 *
 * @throws {StoreError} `NEWER_SCHEMA` if a newer version of this package has changed them; `CORRUPT` if some are missing.
 */
export async function applySchema(engine: SqlEngine): Promise<void> {
  const { prefix, dialect } = engine;
  await engine.transaction(async (connection) => {
    const version = await currentVersion(connection, engine);
    if (version > steps.length) {
      const versions = `its tables have version ${String(version)}, and this package knows only ${String(steps.length)}`;
      throw new StoreError('NEWER_SCHEMA', `${versions}: update the package, or open another database`);
    }
    for (const step of steps.slice(version)) {
      for (const statement of step(prefix, dialect)) await connection.run(statement);
    }
    if (version === steps.length) {
      await requireTables(connection, prefix);
    } else {
      await connection.run(`DELETE FROM ${prefix}schema`);
      await connection.run(`INSERT INTO ${prefix}schema(version) VALUES (?)`, [steps.length]);
    }
  });
}

/** The version of the schema that this package writes. */
export const schemaVersion: number = steps.length;

/**
 * Returns the version of the tables, and changes nothing; `undefined` where there are none. A version of this package's own has all
 * tables.
 *
 * @throws {StoreError} `CORRUPT` if there is no version, or tables are missing.
 */
export function readSchemaVersion(engine: SqlEngine): Promise<number | undefined> {
  const { prefix, dialect } = engine;
  return engine.read(async (connection) => {
    const [table] = await connection.all(dialect.findTable, [`${prefix}schema`]);
    if (!table) return undefined;
    const version = await versionIn(connection, prefix);
    if (version === schemaVersion) await requireTables(connection, prefix);
    return version;
  });
}

async function currentVersion(connection: SqlConnection, { prefix, dialect }: SqlEngine): Promise<number> {
  if (dialect.keepOrder) await connection.all(dialect.keepOrder);
  await dialect.prepare?.(connection);
  // Looked for and not made with IF NOT EXISTS, which needs the right to make tables even where it is there.
  const [table] = await connection.all(dialect.findTable, [`${prefix}schema`]);
  if (!table) {
    await connection.run(`CREATE TABLE ${prefix}schema(version ${dialect.integer} NOT NULL)`);
    return 0;
  }
  // Deletes nothing, and fails where the database is read-only.
  await connection.run(`DELETE FROM ${prefix}schema WHERE version < 0`);
  return versionIn(connection, prefix);
}

async function versionIn(connection: SqlConnection, prefix: string): Promise<number> {
  const [row] = await connection.all(`SELECT version FROM ${prefix}schema`);
  const version = numberOf(row?.['version']);
  if (version > 0) return version;
  throw new StoreError('CORRUPT', `the table ${prefix}schema has no version in it: the database is damaged`);
}

/** Reads nothing from all tables, which fails if one is missing. */
async function requireTables(connection: SqlConnection, prefix: string): Promise<void> {
  const all = tables.map((name) => prefix + name).join(', ');
  try {
    await connection.all(`SELECT 1 FROM ${all} LIMIT 0`);
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'DATABASE') throw error;
    throw new StoreError('CORRUPT', `some tables are missing, so the database is damaged: ${error.message}`, error);
  }
}

/** An index lies in its table's schema, so its name has none. */
function indexName(prefix: string, name: string): string {
  return prefix.replace(/^.*\./s, '') + name;
}
