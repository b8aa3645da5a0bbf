import type { GivenKey } from '../appservice/key-claim-store.js';
import {
  numberOf,
  type OneTimeKeyTaker,
  type KeyWish,
  type NewTransactionWriter,
  type SqlDialect,
  type SqlRow,
} from './engine.js';

/** Tells our advisory locks from those of other applications. Any number does. */
const lockClass = 1836409197;

const nowMs = '(extract(epoch FROM clock_timestamp()) * 1000)::bigint';

/** Speaks the SQL of PostgreSQL, 13 or newer. */
export function postgresDialect(schema: string): SqlDialect {
  const lock = `SELECT pg_advisory_xact_lock(${lockClass}, ${hash(schema, 0x811c9dc5)})`;
  return {
    sequence: 'BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY',
    integer: 'BIGINT',
    text: 'TEXT COLLATE "C"',
    nowMs,
    findTable: 'SELECT 1 WHERE to_regclass(?) IS NOT NULL',
    rowsOfJson: (columns) => {
      const values = columns.map((column, index) => `value->>${index} AS ${column}`);
      return `(SELECT ${values.join(', ')} FROM jsonb_array_elements(?::jsonb) WITH ORDINALITY AS r(value, n) ORDER BY n)`;
    },
    plannedText: '?',
    plannedInteger: '?',
    joinInOrder: 'JOIN', // the planner knows better
    forShare: ' FOR SHARE',
    keepOrder: lock,
    prepare: async (connection) => {
      // Looked for first: IF NOT EXISTS needs the right to make schemas even where it is there.
      const found = await connection.all('SELECT 1 FROM pg_namespace WHERE nspname = ?', [schema]);
      if (found.length === 0) await connection.run(`CREATE SCHEMA ${quoted(schema)}`);
    },
    *insertRow(sql, parameters) {
      const [row] = yield { sql: `${sql} RETURNING seq`, parameters };
      return numberOf(row?.['seq']);
    },
    changesRow: async (connection, sql, parameters) =>
      (await connection.all(`${sql} RETURNING 1 AS one`, parameters)).length > 0,
    oneTimeKeyTaker: createOneTimeKeyTaker,
    newTransactionWriter: (prefix) => createNewTransactionWriter(prefix, lock),
  };
}

/** Stands in front of each table's name. */
export function postgresPrefix(schema: string): string {
  return `${quoted(schema)}.appservice_`;
}

function createOneTimeKeyTaker(prefix: string): OneTimeKeyTaker {
  // One statement for all wishes, also in a transaction of its own. SKIP LOCKED: two claims neither wait for each other nor meet, in
  // whatever order they come.
  const taking = `WITH durable AS MATERIALIZED (
      SELECT set_config('synchronous_commit', CASE current_setting('synchronous_commit')
        WHEN 'remote_apply' THEN 'remote_apply' ELSE 'on' END, true) AS setting
    ), wanted AS MATERIALIZED (
      SELECT w.wish, w.algorithm, w.count, d.device
      FROM durable, jsonb_to_recordset(?::jsonb) AS w(wish int, "userId" text, "deviceId" text, algorithm text, count int)
      JOIN ${prefix}device AS d ON d.user_id = w."userId" AND d.device_id = w."deviceId"
      WHERE durable.setting IS NOT NULL
    ), chosen AS MATERIALIZED (
      SELECT wanted.wish, k.seq FROM wanted CROSS JOIN LATERAL (
        SELECT seq FROM ${prefix}one_time_key
        WHERE device = wanted.device AND algorithm = wanted.algorithm
        ORDER BY seq LIMIT wanted.count FOR UPDATE SKIP LOCKED
      ) AS k
    )
    DELETE FROM ${prefix}one_time_key AS k USING chosen WHERE k.seq = chosen.seq
    RETURNING chosen.wish, k.seq, k.key_id, k.content`;

  return function* (wishes) {
    const groups = groupWishes(wishes);
    if (groups.length === 0) return [];
    const totals = groups.map(([first, ...others], wish) => ({
      ...first,
      wish,
      count: others.reduce((sum, { count }) => sum + count, first.count),
    }));
    const rows = yield { sql: taking, parameters: [JSON.stringify(totals)] };
    rows.sort((a, b) => numberOf(a['seq']) - numberOf(b['seq']));
    const rowsOfGroups = groups.map((): SqlRow[] => []);
    for (const row of rows) rowsOfGroups[numberOf(row['wish'])]?.push(row);
    return groups.flatMap((group, index) => divide(rowsOfGroups[index] ?? [], group)).sort((a, b) => a.wish - b.wish);
  };
}

/** Puts wishes for the same device and algorithm together: one statement gives them no key twice, and none too few. */
function groupWishes(wishes: readonly KeyWish[]): [KeyWish, ...KeyWish[]][] {
  const groups = new Map<string, [KeyWish, ...KeyWish[]]>();
  for (const wish of wishes) {
    const name = JSON.stringify([wish.userId, wish.deviceId, wish.algorithm]);
    const group = groups.get(name);
    if (group) group.push(wish);
    else groups.set(name, [wish]);
  }
  return [...groups.values()];
}

/** Divides the keys of a device among the wishes for them, as far as they go. */
function divide(rows: readonly SqlRow[], wishes: readonly KeyWish[]): GivenKey[] {
  const given: GivenKey[] = [];
  for (const { wish, count } of wishes) {
    for (const row of rows.slice(given.length, given.length + count)) {
      given.push({ wish, keyId: String(row['key_id']), key: String(row['content']) });
    }
  }
  return given;
}

function createNewTransactionWriter(prefix: string, lock: string): NewTransactionWriter {
  // The INSERT reads from the lock, so its numbers are made once nobody else makes any. ON CONFLICT: what another process has committed
  // during the wait for the lock is not seen by NOT EXISTS.
  const inserting = `WITH incoming AS MATERIALIZED (
      SELECT * FROM jsonb_to_recordset(?::jsonb) AS t(n int, id text, body text, digests jsonb)
    ), locked AS MATERIALIZED (${lock} AS done),
    written AS (
      INSERT INTO ${prefix}txn(id, part, body, arrived_at)
      SELECT id, 1, body, ${nowMs} FROM incoming CROSS JOIN locked
      WHERE NOT EXISTS (SELECT 1 FROM ${prefix}txn AS known WHERE known.id = incoming.id)
      ORDER BY n ON CONFLICT DO NOTHING RETURNING id, seq
    ), digested AS (
      INSERT INTO ${prefix}txn_digest(id, digest)
      SELECT written.id, d.digest FROM written JOIN incoming ON incoming.id = written.id
      CROSS JOIN LATERAL jsonb_array_elements_text(incoming.digests) AS d(digest) ON CONFLICT DO NOTHING
    )
    SELECT id, seq FROM written`;

  return function* (transactions) {
    const numbered = transactions.map((each, n) => ({ n, ...each }));
    const rows = yield { sql: inserting, parameters: [JSON.stringify(numbered)] };
    return new Map(rows.map((row) => [String(row['id']), numberOf(row['seq'])]));
  };
}

/** The FNV-1a hash of a text's UTF-16 units, 32 bits with a sign. */
export function hash(text: string, offset: number): number {
  let value = offset;
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return value;
}

function quoted(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}
