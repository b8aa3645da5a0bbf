import type { EventState, InboxStore, StoredEvent } from '../appservice/inbox-store.js';
import { isStorableName, storableName, storableText } from '../appservice/storable-name.js';
import { numberOf, textOf, type Runs, type SqlConnection, type SqlEngine, type SqlRow } from './engine.js';

const eventColumns = 'seq, txn_id, body, arrived_at, state, attempts, next_attempt_at, reason';

/** The most transactions that one call of `forgetOld` deletes. Those whose events still wait are passed over. */
const forgottenAtOnce = 2000;

/** Makes the inbox in tables. */
export function createSqlInbox({ read, write }: Runs, { prefix, dialect }: SqlEngine): InboxStore {
  const { nowMs, rowsOfJson, keepOrder, insertRow, changesRow } = dialect;

  /** Writes down which parts of a transaction have come, and returns those that did not before. */
  async function insertDigests(
    connection: SqlConnection,
    id: string,
    digests: readonly string[],
    isRepeat: boolean,
  ): Promise<readonly string[]> {
    if (digests.length === 0) return [];
    const sql = `INSERT INTO ${prefix}txn_digest(id, digest) SELECT ?, d.digest FROM ${rowsOfJson(['digest'])} AS d
      WHERE true ON CONFLICT DO NOTHING`;
    // An ID that is not known has no digests, since they are forgotten with it.
    if (!isRepeat) {
      await connection.run(sql, [id, jsonRows(digests)]);
      return digests;
    }
    const rows = await connection.all(`${sql} RETURNING digest`, [id, jsonRows(digests)]);
    return rows.map(({ digest }) => String(digest));
  }

  return {
    accept: ({ id, digests, compose }) =>
      write(async (connection) => {
        for (const name of [id, ...digests]) storableName(name);
        if (keepOrder) await connection.all(keepOrder);
        const [last] = await connection.all(`SELECT part FROM ${prefix}txn WHERE id = ? ORDER BY part DESC LIMIT 1`, [
          id,
        ]);
        const fresh = new Set(await insertDigests(connection, id, digests, last !== undefined));
        const isRepeat = last !== undefined;
        const part = last === undefined ? 0 : numberOf(last['part']);
        const body = compose(fresh, isRepeat);
        const nothingNew = { seq: undefined, isRepeat, freshCount: fresh.size };
        if (body === undefined && isRepeat) {
          // Written again, so that its commit waits for the replica: one whose wait was broken off is here and not there.
          await connection.run(`UPDATE ${prefix}txn SET part = part WHERE id = ? AND part = ?`, [id, part]);
          return nothingNew;
        }
        const seq = await insertRow(
          connection,
          `INSERT INTO ${prefix}txn(id, part, body, arrived_at) VALUES (?, ?, ?, ${nowMs})`,
          [id, part + 1, body ?? null],
        );
        return body === undefined ? nothingNew : { ...nothingNew, seq };
      }),

    nextTransaction: () =>
      read(async (connection) => {
        const [row] = await connection.all(
          `SELECT seq, id, body, arrived_at FROM ${prefix}txn WHERE body IS NOT NULL ORDER BY seq LIMIT 1`,
        );
        if (row === undefined) return undefined;
        return {
          seq: numberOf(row['seq']),
          id: String(row['id']),
          body: String(row['body']),
          arrivedAtMs: numberOf(row['arrived_at']),
        };
      }),

    unpack: (seq, events) =>
      write(async (connection) => {
        const sql = `UPDATE ${prefix}txn SET body = NULL WHERE seq = ? AND body IS NOT NULL`;
        if (!(await changesRow(connection, sql, [seq])) || events.length === 0) return;
        await connection.run(
          `INSERT INTO ${prefix}event(txn, txn_id, body, arrived_at, state, attempts, next_attempt_at)
          SELECT CAST(? AS ${dialect.integer}), (SELECT id FROM ${prefix}txn WHERE seq = ?), e.body,
            (SELECT arrived_at FROM ${prefix}txn WHERE seq = ?), 'waiting', 0, 0
          FROM ${rowsOfJson(['body'])} AS e`,
          [seq, seq, seq, jsonRows(events)],
        );
      }),

    nextEvent: () =>
      read(async (connection) => {
        const [row] = await connection.all(
          `SELECT ${eventColumns} FROM ${prefix}event WHERE state = 'waiting' ORDER BY seq LIMIT 1`,
        );
        return row === undefined ? undefined : eventOf(row);
      }),

    list: (state, { afterSeq = 0, limit = 1000, reason } = {}) =>
      read(async (connection) => {
        const ofReason = reason === undefined ? '' : ' AND reason = ?';
        const rows = await connection.all(
          `SELECT ${eventColumns} FROM ${prefix}event WHERE state = ? AND seq > ?${ofReason} ORDER BY seq LIMIT ?`,
          [state, afterSeq, ...(reason === undefined ? [] : [storableText(reason)]), limit],
        );
        return rows.map(eventOf);
      }),

    recordAttempt: (seq, attempts, nextAttemptAtMs, reason) =>
      write((connection) => {
        const failure = reason === undefined ? '' : ', reason = ?';
        return connection.run(`UPDATE ${prefix}event SET attempts = ?, next_attempt_at = ?${failure} WHERE seq = ?`, [
          attempts,
          nextAttemptAtMs,
          ...(reason === undefined ? [] : [storableText(reason)]),
          seq,
        ]);
      }),

    setState: (seq, state, reason) =>
      write(async (connection) => {
        const anew = state === 'waiting' ? ', attempts = 0, next_attempt_at = 0' : '';
        return changesRow(connection, `UPDATE ${prefix}event SET state = ?, reason = ?${anew} WHERE seq = ?`, [
          state,
          reason === undefined ? null : storableText(reason),
          seq,
        ]);
      }),

    remove: (seq) => write((connection) => changesRow(connection, `DELETE FROM ${prefix}event WHERE seq = ?`, [seq])),

    readNote: (name) =>
      read(async (connection) => {
        if (!isStorableName(name)) return undefined;
        const [row] = await connection.all(`SELECT value FROM ${prefix}note WHERE name = ?`, [name]);
        return textOf(row?.['value']);
      }),

    writeNote: (name, value) =>
      write((connection) =>
        connection.run(
          `INSERT INTO ${prefix}note(name, value) VALUES (?, ?) ON CONFLICT(name) DO UPDATE SET value = excluded.value`,
          [storableName(name), value ?? null],
        ),
      ),

    status: () =>
      read(async (connection) => {
        const [transactions] = await connection.all(
          `SELECT count(*) AS n, min(arrived_at) AS oldest FROM ${prefix}txn WHERE body IS NOT NULL`,
        );
        const events = await connection.all(
          `SELECT state, count(*) AS n, min(arrived_at) AS oldest FROM ${prefix}event GROUP BY state`,
        );
        const inState = (state: EventState): SqlRow | undefined => events.find((row) => row['state'] === state);
        const oldest = [transactions, inState('waiting')].flatMap((row) => {
          const at: unknown = row?.['oldest'] ?? undefined;
          return at === undefined ? [] : [numberOf(at)];
        });
        return {
          waitingTransactions: numberOf(transactions?.['n'] ?? 0),
          waitingEvents: numberOf(inState('waiting')?.['n'] ?? 0),
          pendingEvents: numberOf(inState('pending')?.['n'] ?? 0),
          setAsideEvents: numberOf(inState('set-aside')?.['n'] ?? 0),
          oldestAtMs: oldest.length === 0 ? undefined : Math.min(...oldest),
        };
      }),

    forgetOld: (keepMs, keepCount) =>
      write(async (connection) => {
        const gone = await connection.all(
          `DELETE FROM ${prefix}txn WHERE seq IN (
            SELECT seq FROM ${prefix}txn WHERE seq <= coalesce(
              (SELECT seq FROM ${prefix}txn ORDER BY seq DESC LIMIT 1 OFFSET ?), 0)
            AND body IS NULL
            AND NOT EXISTS (SELECT 1 FROM ${prefix}event WHERE ${prefix}event.txn = ${prefix}txn.seq)
            ORDER BY seq LIMIT ${forgottenAtOnce}
          ) AND arrived_at < ${nowMs} - ? RETURNING id`,
          [keepCount, keepMs],
        );
        if (gone.length === 0) return 0;
        const ids = [...new Set(gone.map(({ id }) => String(id)))];
        await connection.run(
          `DELETE FROM ${prefix}txn_digest WHERE id IN (SELECT g.id FROM ${rowsOfJson(['id'])} AS g)
          AND NOT EXISTS (SELECT 1 FROM ${prefix}txn WHERE ${prefix}txn.id = ${prefix}txn_digest.id)`,
          [jsonRows(ids)],
        );
        return gone.length;
      }),
  };
}

/** One column, for `rowsOfJson`. */
function jsonRows(values: readonly string[]): string {
  return JSON.stringify(values.map((value) => [value]));
}

function eventOf(row: SqlRow): StoredEvent {
  return {
    seq: numberOf(row['seq']),
    transactionId: String(row['txn_id']),
    body: String(row['body']),
    arrivedAtMs: numberOf(row['arrived_at']),
    state: row['state'] as EventState, // written by setState and unpack alone
    attempts: numberOf(row['attempts']),
    nextAttemptAtMs: numberOf(row['next_attempt_at']),
    reason: textOf(row['reason']),
  };
}
