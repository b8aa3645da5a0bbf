import { StoreError } from '../errors.js';
import {
  createScope,
  numberOf,
  type SqlConnection,
  type SqlDialect,
  type SqlEngine,
  type SqlRow,
  type SqlValue,
} from './engine.js';
import { postgresErrorOf } from './postgres-errors.js';
import type { PostgresClient, PostgresPool, PostgresResult } from './postgres-pool.js';

/**
 * Begins a transaction whose settings do not depend on the server's. Under REPEATABLE READ concurrent claims fail; with a lower
 * `synchronous_commit` than `on` a crash or a failover loses commits.
 */
const begin = `BEGIN ISOLATION LEVEL READ COMMITTED;
  SELECT set_config('synchronous_commit', 'on', true)
  WHERE current_setting('synchronous_commit') NOT IN ('on', 'remote_apply')`;

/** Runs each transaction on a connection of the pool. */
export function createPostgresEngine(pool: PostgresPool, schema: string): SqlEngine {
  const running = new Set<Promise<unknown>>();
  let isClosed = false;
  /** Broken idle connections show where they are needed. Without a listener the pool's event would end the process. */
  const ignore = (): void => undefined;
  pool.on?.('error', ignore);

  async function transaction<T>(work: (connection: SqlConnection) => Promise<T>): Promise<T> {
    if (isClosed) throw new StoreError('CLOSED', 'the store is closed');
    const result = connect(pool).then((client) => runOn(client, work));
    const settled = result.catch(() => undefined);
    running.add(settled);
    void settled.then(() => running.delete(settled));
    return result;
  }

  return {
    dialect: dialectOf(schema),
    prefix: `${quoted(schema)}.appservice_`,
    transaction,
    write: transaction,
    read: transaction, // takes no locks where it writes nothing
    close: async () => {
      isClosed = true;
      await Promise.all(running);
      pool.removeListener?.('error', ignore);
    },
  };
}

/** Message for a caller that passes something else. */
export const wantedPool = 'createPostgresStore takes a pool of connections, such as new Pool() of pg';

async function connect(pool: PostgresPool): Promise<PostgresClient> {
  let client: unknown;
  try {
    client = await pool.connect();
  } catch (error) {
    throw postgresErrorOf(error);
  }
  // A single client of pg has a method `connect`, too, and none to be given back.
  if (!isPooled(client)) throw new TypeError(wantedPool);
  return client;
}

function isPooled(client: unknown): client is PostgresClient {
  return typeof client === 'object' && client !== null && 'release' in client;
}

/** Runs a transaction and gives the connection back, or closes it where it may be unusable. */
async function runOn<T>(client: PostgresClient, work: (connection: SqlConnection) => Promise<T>): Promise<T> {
  const state = { isCommitting: false, isUnreplicated: false, isBroken: false };
  // A wait for the replica that is cancelled ends in success with this warning: committed here, and perhaps not there.
  const onNotice = ({ code }: { code?: string | undefined }): void => {
    if (code === '01000' && state.isCommitting) state.isUnreplicated = true;
  };
  const onError = (): void => {
    state.isBroken = true;
  };
  client.on('notice', onNotice);
  client.on('error', onError);
  const scope = createScope((sql, parameters = []) => rowsOf(client, numbered(sql), parameters));
  try {
    await query(client, { text: begin });
    const value = await work(scope.connection);
    state.isCommitting = true;
    const { command } = await query(client, { text: 'COMMIT' });
    if (state.isUnreplicated) {
      throw new StoreError('COMMIT_UNKNOWN', 'PostgreSQL: the wait for the replica was broken off');
    }
    if (command !== 'COMMIT') throw new StoreError('DATABASE', 'PostgreSQL: rolled back, since a statement had failed');
    return value;
  } catch (error) {
    if (isLost(error)) state.isBroken = true;
    if (state.isBroken && state.isCommitting) {
      throw new StoreError('COMMIT_UNKNOWN', 'PostgreSQL: the connection was lost while committing', error);
    }
    // Nothing follows a COMMIT, whatever came of it.
    if (!state.isBroken && !state.isCommitting) await query(client, { text: 'ROLLBACK' }).catch(onError);
    throw error;
  } finally {
    scope.end();
    client.removeListener('notice', onNotice);
    client.removeListener('error', onError);
    client.release(state.isBroken || state.isUnreplicated);
  }
}

function isLost(error: unknown): boolean {
  return error instanceof StoreError && error.code === 'CONNECTION';
}

async function rowsOf(client: PostgresClient, text: string, parameters: readonly SqlValue[]): Promise<SqlRow[]> {
  const { rows } = await query(client, { name: nameOf(text), text, values: [...parameters] });
  return rows as SqlRow[]; // rows are objects by column name
}

async function query(client: PostgresClient, config: Parameters<PostgresClient['query']>[0]): Promise<PostgresResult> {
  try {
    return await client.query(config);
  } catch (error) {
    throw postgresErrorOf(error);
  }
}

/** Turns the placeholders `?` into `$1`, `$2` … A schema's name, which is quoted, may have a question mark in it. */
function numbered(sql: string): string {
  let count = 0;
  return sql.replace(/"(?:[^"]|"")*"|\?/g, (part) => (part === '?' ? `$${String(++count)}` : part));
}

/** Names a prepared statement by its text: one name for two texts would be an error. */
function nameOf(text: string): string {
  return `appservice_${(hash(text, 0x811c9dc5) >>> 0).toString(36)}_${(hash(text, 1) >>> 0).toString(36)}_${String(text.length)}`;
}

/** The FNV-1a hash of a text's UTF-16 units, 32 bits with a sign. */
function hash(text: string, offset: number): number {
  let value = offset;
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return value;
}

function quoted(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}

/** Tells our advisory locks from those of other applications. Any number does. */
const lockClass = 1836409197;

function dialectOf(schema: string): SqlDialect {
  return {
    sequence: 'BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY',
    integer: 'BIGINT',
    text: 'TEXT COLLATE "C"',
    nowMs: '(extract(epoch FROM clock_timestamp()) * 1000)::bigint',
    findTable: 'SELECT 1 WHERE to_regclass(?) IS NOT NULL',
    rowsOfJson: (columns) => {
      const values = columns.map((column, index) => `value->>${index} AS ${column}`);
      return `(SELECT ${values.join(', ')} FROM jsonb_array_elements(?::jsonb) WITH ORDINALITY AS r(value, n) ORDER BY n)`;
    },
    forShare: ' FOR SHARE',
    keepOrder: `SELECT pg_advisory_xact_lock(${lockClass}, ${hash(schema, 0x811c9dc5)})`,
    prepare: async (connection) => {
      // Looked for first: IF NOT EXISTS needs the right to make schemas even where it is there.
      const found = await connection.all('SELECT 1 FROM pg_namespace WHERE nspname = ?', [schema]);
      if (found.length === 0) await connection.run(`CREATE SCHEMA ${quoted(schema)}`);
    },
    insertRow: async (connection, sql, parameters) => {
      const [row] = await connection.all(`${sql} RETURNING seq`, parameters);
      return numberOf(row?.['seq']);
    },
    changesRow: async (connection, sql, parameters) =>
      (await connection.all(`${sql} RETURNING 1 AS one`, parameters)).length > 0,
    takeKeys: (connection, wishes, prefix) =>
      // One statement for all wishes. SKIP LOCKED: two claims neither wait for each other nor meet, in whatever order they come.
      connection.all(
        `WITH wanted AS (
          SELECT * FROM jsonb_to_recordset(?::jsonb) AS w(wish int, device bigint, algorithm text, count int)
        ), chosen AS MATERIALIZED (
          SELECT wanted.wish, k.seq FROM wanted CROSS JOIN LATERAL (
            SELECT seq FROM ${prefix}one_time_key
            WHERE device = wanted.device AND algorithm = wanted.algorithm
            ORDER BY seq LIMIT wanted.count FOR UPDATE SKIP LOCKED
          ) AS k
        )
        DELETE FROM ${prefix}one_time_key AS k USING chosen WHERE k.seq = chosen.seq
        RETURNING chosen.wish, k.seq, k.key_id, k.content`,
        [JSON.stringify(wishes)],
      ),
  };
}
