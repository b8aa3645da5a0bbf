import type {
  Acceptance,
  EventState,
  IncomingTransaction,
  InboxStore,
  StoredEvent,
} from '../appservice/inbox-store.js';
import { isStorableName, storableName, storableText } from '../appservice/storable-name.js';
import {
  numberOf,
  textOf,
  type NewTransactionWriter,
  type Runs,
  type SqlEngine,
  type SqlRow,
  type Steps,
} from './engine.js';

const eventColumns = 'seq, txn_id, body, arrived_at, state, attempts, next_attempt_at, reason';

/** The most transactions that one call of `forgetOld` deletes. Those whose events still wait are passed over. */
const forgottenAtOnce = 2000;

/** Makes the inbox in tables, for each way to run calls. */
export function createSqlInbox(engine: SqlEngine): (runs: Runs) => InboxStore {
  const { keepOrder, insertRow, changesRow } = engine.dialect;
  const sql = statementsOf(engine);

  /** Writes down which parts of a transaction have come, and returns those that did not before. */
  function* insertDigests(id: string, digests: readonly string[], isRepeat: boolean): Steps<readonly string[]> {
    const [digest] = digests;
    if (digest === undefined) return [];
    // An ID that is not known has no digests, since they are forgotten with it.
    if (!isRepeat) {
      if (digests.length === 1) yield { sql: sql.insertDigest, parameters: [id, digest] };
      else yield { sql: sql.insertDigests, parameters: [id, jsonRows(digests)] };
      return digests;
    }
    const rows = yield { sql: sql.insertNewDigests, parameters: [id, jsonRows(digests)] };
    return rows.map((row) => String(row['digest']));
  }

  function* accept(transaction: IncomingTransaction): Steps<Acceptance> {
    requireStorable(transaction);
    if (keepOrder !== undefined) yield { sql: keepOrder, parameters: [] };
    const { id, digests, compose } = transaction;
    const [last] = yield { sql: sql.lastPart, parameters: [id] };
    const isRepeat = last !== undefined;
    const fresh = new Set(yield* insertDigests(id, digests, isRepeat));
    const part = isRepeat ? numberOf(last['part']) : 0;
    const body = compose(fresh, isRepeat);
    const nothingNew = { seq: undefined, isRepeat, freshCount: fresh.size };
    if (body === undefined && isRepeat) {
      // Written again, so that its commit waits for the replica: one whose wait was broken off is here and not there.
      yield { sql: sql.touchTransaction, parameters: [id, part] };
      return nothingNew;
    }
    const seq = yield* insertRow(sql.insertTransaction, [id, part + 1, body ?? null]);
    return body === undefined ? nothingNew : { ...nothingNew, seq };
  }

  const writeNew = engine.dialect.newTransactionWriter?.(engine.prefix);

  /** Accepts transactions: with one statement those that are new, where there is one for it, and then the others one by one. */
  function* acceptAll(transactions: readonly IncomingTransaction[]): Steps<Acceptance[]> {
    const written = writeNew ? yield* acceptNew(transactions, writeNew) : undefined;
    const acceptances: Acceptance[] = [];
    for (const transaction of transactions) {
      acceptances.push(written?.get(transaction) ?? (yield* accept(transaction)));
    }
    return acceptances;
  }

  return ({ read, write, batch }) => ({
    accept: batch({ kind: 'transaction', one: accept, all: acceptAll }),

    nextTransaction: () =>
      read(async (connection) => {
        const [row] = await connection.all(sql.nextTransaction);
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
        if (!(await changesRow(connection, sql.unpack, [seq])) || events.length === 0) return;
        await connection.run(sql.insertEvents, [seq, seq, seq, jsonRows(events)]);
      }),

    nextEvent: () =>
      read(async (connection) => {
        const [row] = await connection.all(sql.nextEvent);
        return row === undefined ? undefined : eventOf(row);
      }),

    list: (state, { afterSeq = 0, limit = 1000, reason } = {}) =>
      read(async (connection) => {
        const rows =
          reason === undefined
            ? await connection.all(sql.list, [state, afterSeq, limit])
            : await connection.all(sql.listOfReason, [state, afterSeq, storableText(reason), limit]);
        return rows.map(eventOf);
      }),

    recordAttempt: (seq, attempts, nextAttemptAtMs, reason) =>
      write((connection) =>
        reason === undefined
          ? connection.run(sql.recordAttempt, [attempts, nextAttemptAtMs, seq])
          : connection.run(sql.recordFailure, [attempts, nextAttemptAtMs, storableText(reason), seq]),
      ),

    setState: (seq, state, reason) =>
      write((connection) =>
        changesRow(connection, state === 'waiting' ? sql.setWaiting : sql.setState, [
          state,
          reason === undefined ? null : storableText(reason),
          seq,
        ]),
      ),

    remove: (seq) => write((connection) => changesRow(connection, sql.remove, [seq])),

    readNote: (name) =>
      read(async (connection) => {
        if (!isStorableName(name)) return undefined;
        const [row] = await connection.all(sql.readNote, [name]);
        return textOf(row?.['value']);
      }),

    writeNote: (name, value) =>
      write((connection) => connection.run(sql.writeNote, [storableName(name), value ?? null])),

    status: () =>
      read(async (connection) => {
        const [transactions] = await connection.all(sql.countTransactions);
        const events = await connection.all(sql.countEvents);
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
        const gone = await connection.all(sql.forgetTransactions, [keepCount, keepMs]);
        if (gone.length === 0) return 0;
        const ids = [...new Set(gone.map(({ id }) => String(id)))];
        await connection.run(sql.forgetDigests, [jsonRows(ids)]);
        return gone.length;
      }),
  });
}

/** Accepts the first transaction of each ID that is not known. */
function* acceptNew(
  transactions: readonly IncomingTransaction[],
  writeNew: NewTransactionWriter,
): Steps<ReadonlyMap<IncomingTransaction, Acceptance>> {
  const firsts = new Map<string, IncomingTransaction>();
  for (const transaction of transactions) {
    requireStorable(transaction);
    if (!firsts.has(transaction.id)) firsts.set(transaction.id, transaction);
  }
  const incoming = [...firsts.values()].map((transaction) => {
    const { id, digests, compose } = transaction;
    return { transaction, id, digests, body: compose(new Set(digests), false) };
  });
  const seqs = yield* writeNew(incoming.map(({ id, digests, body }) => ({ id, digests, body })));
  return new Map(
    incoming.flatMap(({ transaction, id, digests, body }) => {
      const seq = seqs.get(id);
      if (seq === undefined) return [];
      const acceptance = {
        seq: body === undefined ? undefined : seq,
        isRepeat: false,
        freshCount: new Set(digests).size,
      };
      return [[transaction, acceptance]];
    }),
  );
}

/** The texts of the statements, which are prepared once. */
function statementsOf({ prefix, dialect }: SqlEngine) {
  const { nowMs, rowsOfJson, plannedText, plannedInteger } = dialect;
  const insertDigests = `INSERT INTO ${prefix}txn_digest(id, digest) SELECT ?, d.digest FROM ${rowsOfJson(['digest'])} AS d
    WHERE true ON CONFLICT DO NOTHING`;
  const list = (condition: string): string =>
    `SELECT ${eventColumns} FROM ${prefix}event WHERE state = ${plannedText} AND seq > ${plannedInteger}${condition}
    ORDER BY seq LIMIT ${plannedInteger}`;
  const setState = (also: string): string => `UPDATE ${prefix}event SET state = ?, reason = ?${also} WHERE seq = ?`;
  return {
    insertDigest: `INSERT INTO ${prefix}txn_digest(id, digest) VALUES (?, ?) ON CONFLICT DO NOTHING`,
    insertDigests,
    insertNewDigests: `${insertDigests} RETURNING digest`,
    lastPart: `SELECT part FROM ${prefix}txn WHERE id = ${plannedText} ORDER BY part DESC LIMIT 1`,
    touchTransaction: `UPDATE ${prefix}txn SET part = part WHERE id = ? AND part = ?`,
    insertTransaction: `INSERT INTO ${prefix}txn(id, part, body, arrived_at) VALUES (?, ?, ?, ${nowMs})`,
    nextTransaction: `SELECT seq, id, body, arrived_at FROM ${prefix}txn WHERE body IS NOT NULL ORDER BY seq LIMIT 1`,
    unpack: `UPDATE ${prefix}txn SET body = NULL WHERE seq = ? AND body IS NOT NULL`,
    insertEvents: `INSERT INTO ${prefix}event(txn, txn_id, body, arrived_at, state, attempts, next_attempt_at)
      SELECT CAST(? AS ${dialect.integer}), (SELECT id FROM ${prefix}txn WHERE seq = ?), e.body,
        (SELECT arrived_at FROM ${prefix}txn WHERE seq = ?), 'waiting', 0, 0
      FROM ${rowsOfJson(['body'])} AS e`,
    nextEvent: `SELECT ${eventColumns} FROM ${prefix}event WHERE state = 'waiting' ORDER BY seq LIMIT 1`,
    list: list(''),
    listOfReason: list(' AND reason = ?'),
    recordAttempt: `UPDATE ${prefix}event SET attempts = ?, next_attempt_at = ? WHERE seq = ?`,
    recordFailure: `UPDATE ${prefix}event SET attempts = ?, next_attempt_at = ?, reason = ? WHERE seq = ?`,
    setState: setState(''),
    setWaiting: setState(', attempts = 0, next_attempt_at = 0'),
    remove: `DELETE FROM ${prefix}event WHERE seq = ?`,
    readNote: `SELECT value FROM ${prefix}note WHERE name = ?`,
    writeNote: `INSERT INTO ${prefix}note(name, value) VALUES (?, ?)
      ON CONFLICT(name) DO UPDATE SET value = excluded.value`,
    countTransactions: `SELECT count(*) AS n, min(arrived_at) AS oldest FROM ${prefix}txn WHERE body IS NOT NULL`,
    countEvents: `SELECT state, count(*) AS n, min(arrived_at) AS oldest FROM ${prefix}event GROUP BY state`,
    forgetTransactions: `DELETE FROM ${prefix}txn WHERE seq IN (
        SELECT seq FROM ${prefix}txn WHERE seq <= coalesce(
          (SELECT seq FROM ${prefix}txn ORDER BY seq DESC LIMIT 1 OFFSET ?), 0)
        AND body IS NULL
        AND NOT EXISTS (SELECT 1 FROM ${prefix}event WHERE ${prefix}event.txn = ${prefix}txn.seq)
        ORDER BY seq LIMIT ${forgottenAtOnce}
      ) AND arrived_at < ${nowMs} - ? RETURNING id`,
    forgetDigests: `DELETE FROM ${prefix}txn_digest WHERE id IN (SELECT g.id FROM ${rowsOfJson(['id'])} AS g)
      AND NOT EXISTS (SELECT 1 FROM ${prefix}txn WHERE ${prefix}txn.id = ${prefix}txn_digest.id)`,
  };
}

function requireStorable({ id, digests }: IncomingTransaction): void {
  storableName(id);
  digests.forEach(storableName);
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
