import { createBatches } from '../async/batches.js';
import { StoreError } from '../errors.js';
import { alone, createScope, type SqlConnection, type SqlEngine, type SqlRow, type SqlValue, walk } from './engine.js';
import { hash, postgresDialect, postgresPrefix } from './postgres-dialect.js';
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
  // As would that of a connection that ends in the packet that opens it: before the pool's promise tells of it.
  const listen = (client: PostgresClient): unknown => client.on('error', ignore);
  pool.on?.('connect', listen);

  /** The statements so far, by their texts with the placeholders `?`: each connection prepares them once. */
  const statements = new Map<string, PreparedStatement>();

  function statementOf(sql: string): PreparedStatement {
    let statement = statements.get(sql);
    if (!statement) statements.set(sql, (statement = { name: nameOf(sql), text: numbered(sql) }));
    return statement;
  }

  async function run<T>(kind: Kind, work: (connection: SqlConnection) => Promise<T>): Promise<T> {
    return runOn(await connect(pool), kind, work, statementOf);
  }

  /** Begins a call, unless the store is closed, and lets `close` wait for it. */
  async function track<T>(begin: () => Promise<T>): Promise<T> {
    if (isClosed) throw new StoreError('CLOSED', 'the store is closed');
    const result = begin();
    const settled = result.catch(() => undefined);
    running.add(settled);
    void settled.then(() => running.delete(settled));
    return result;
  }

  const batch: SqlEngine['batch'] = (work) => {
    const { kind, all } = work;
    const runAlone = alone((each) => run('transaction', each))(work);
    const call = createBatches(async (inputs: readonly Parameters<typeof runAlone>[0][]) => {
      try {
        return await run(kind, (connection) => connection.steps(all(inputs)));
      } catch (error) {
        if ((kind === 'transaction' && inputs.length === 1) || isFinal(error)) throw error;
        // Nothing was written. One input may be at fault; and a server may have set another isolation level, which a BEGIN changes.
        return inputs.map(runAlone);
      }
    });
    return (input) => track(() => call(input));
  };

  return {
    dialect: postgresDialect(schema),
    prefix: postgresPrefix(schema),
    transaction: (work) => track(() => run('transaction', work)),
    write: (work) => track(() => run('transaction', work)),
    // Under READ COMMITTED each statement of a transaction reads the newest state, too.
    read: (work) => track(() => run('read', work)),
    batch,
    close: async () => {
      isClosed = true;
      await Promise.all(running);
      pool.removeListener?.('error', ignore);
      pool.removeListener?.('connect', listen);
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

/** A `transaction` has its BEGIN and COMMIT. A `statement` that writes, and those that `read`, are committed by themselves. */
type Kind = 'transaction' | 'statement' | 'read';

interface PreparedStatement {
  readonly name: string;
  readonly text: string;
}

/** Runs some work and gives the connection back, or closes it where it may be unusable. */
async function runOn<T>(
  client: PostgresClient,
  kind: Kind,
  work: (connection: SqlConnection) => Promise<T>,
  statementOf: (sql: string) => PreparedStatement,
): Promise<T> {
  const state = { isCommitting: kind === 'statement', isUnreplicated: false, isBroken: false };
  // A wait for the replica that is cancelled ends in success with this warning: committed here, and perhaps not there.
  const onNotice = ({ code }: { code?: string | undefined }): void => {
    if (code === '01000' && state.isCommitting) state.isUnreplicated = true;
  };
  const onError = (): void => {
    state.isBroken = true;
  };
  client.on('notice', onNotice);
  client.on('error', onError);
  const all: SqlConnection['all'] = (sql, parameters = []) => rowsOf(client, statementOf(sql), parameters);
  const scope = createScope({ all, steps: (work) => walk(work, all) });
  try {
    if (kind === 'transaction') await query(client, { text: begin });
    const value = await work(scope.connection);
    if (kind === 'transaction') {
      state.isCommitting = true;
      const { command } = await query(client, { text: 'COMMIT' });
      if (command !== 'COMMIT' && !state.isUnreplicated) {
        throw new StoreError('DATABASE', 'PostgreSQL: rolled back, since a statement had failed');
      }
    }
    if (state.isUnreplicated) {
      throw new StoreError('COMMIT_UNKNOWN', 'PostgreSQL: the wait for the replica was broken off');
    }
    return value;
  } catch (error) {
    if (isLost(error)) state.isBroken = true;
    if (state.isBroken && state.isCommitting) {
      throw new StoreError('COMMIT_UNKNOWN', 'PostgreSQL: the connection was lost while committing', error);
    }
    // Nothing follows a COMMIT, whatever came of it.
    if (kind === 'transaction' && !state.isBroken && !state.isCommitting)
      await query(client, { text: 'ROLLBACK' }).catch(onError);
    throw error;
  } finally {
    scope.end();
    client.removeListener('notice', onNotice);
    client.removeListener('error', onError);
    client.release(state.isBroken || state.isUnreplicated);
  }
}

/** Tells whether another attempt would fail as well, or could do a second time what is done already. */
function isFinal(error: unknown): boolean {
  return isLost(error) || (error instanceof StoreError && error.code === 'COMMIT_UNKNOWN');
}

function isLost(error: unknown): boolean {
  return error instanceof StoreError && error.code === 'CONNECTION';
}

async function rowsOf(
  client: PostgresClient,
  { name, text }: PreparedStatement,
  parameters: readonly SqlValue[],
): Promise<SqlRow[]> {
  const { rows } = await query(client, { name, text, values: [...parameters] });
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
