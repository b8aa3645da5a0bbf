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
  type SqlSteps,
} from './engine.js';
import { inboxStatements } from './inbox-statements.js';

/** Makes the inbox in tables, for each way to run calls. */
export function createSqlInbox(engine: SqlEngine): (runs: Runs) => InboxStore {
  const { keepOrder, insertRow, changesRow } = engine.dialect;
  const sql = inboxStatements(engine);

  /** Writes down which parts of a transaction have come, and returns those that did not before. */
  function* insertDigests(id: string, digests: readonly string[], isRepeat: boolean): SqlSteps<readonly string[]> {
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

  function* accept(transaction: IncomingTransaction): SqlSteps<Acceptance> {
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
  function* acceptAll(transactions: readonly IncomingTransaction[]): SqlSteps<Acceptance[]> {
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
): SqlSteps<ReadonlyMap<IncomingTransaction, Acceptance>> {
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
