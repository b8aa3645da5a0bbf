import type { EventState, InboxStore, StoredEvent } from './inbox-store.js';
import { getOrMake, set, type MemoryEvent, type MemoryRun, type Tables } from './memory-tables.js';
import { storableName } from './storable-name.js';

/** Makes the inbox of a memory store. */
export function createMemoryInbox(tables: Tables, run: MemoryRun): InboxStore {
  const { waiting, transactions, digests: seen, events, notes, now } = tables;

  const inState = (state: EventState): MemoryEvent[] => [...events.values()].filter((event) => event.state === state);

  function change(seq: number, changes: Partial<StoredEvent>): boolean {
    const event = events.get(seq);
    if (event) set(tables, events, seq, { ...event, ...changes });
    return event !== undefined;
  }

  return {
    accept: ({ id, digests, compose }) =>
      run(() => {
        const isRepeat = seen.has(storableName(id));
        const known = getOrMake(tables, seen, id, () => new Set<string>());
        const fresh = new Set(digests.filter((digest) => !known.has(digest)));
        const body = compose(fresh, isRepeat);
        set(tables, seen, id, new Set([...known, ...fresh]));
        const nothingNew = { seq: undefined, isRepeat, freshCount: fresh.size };
        if (body === undefined && isRepeat) return nothingNew;
        const seq = ++tables.lastSeq;
        const transaction = { seq, id, arrivedAtMs: now() };
        set(tables, transactions, seq, transaction);
        if (body === undefined) return nothingNew;
        set(tables, waiting, seq, { ...transaction, body });
        return { seq, isRepeat, freshCount: fresh.size };
      }),
    nextTransaction: () => run(() => firstOf(waiting.values())),
    unpack: (seq, bodies) =>
      run(() => {
        const transaction = waiting.get(seq);
        if (!transaction) return;
        set(tables, waiting, seq, undefined);
        for (const body of bodies) {
          const eventSeq = ++tables.lastSeq;
          set(tables, events, eventSeq, {
            seq: eventSeq,
            transactionSeq: seq,
            transactionId: transaction.id,
            body,
            arrivedAtMs: transaction.arrivedAtMs,
            state: 'waiting',
            attempts: 0,
            nextAttemptAtMs: 0,
            reason: undefined,
          });
        }
      }),
    nextEvent: () =>
      run(() => {
        for (const event of events.values()) if (event.state === 'waiting') return withoutTransaction(event);
        return undefined;
      }),
    list: (state, { afterSeq = 0, limit = 1000, reason } = {}) =>
      run(() =>
        inState(state)
          .filter((event) => event.seq > afterSeq && (reason === undefined || event.reason === reason))
          .slice(0, limit)
          .map(withoutTransaction),
      ),
    recordAttempt: (seq, attempts, nextAttemptAtMs, reason) =>
      run(() => {
        change(seq, { attempts, nextAttemptAtMs, ...(reason !== undefined && { reason }) });
      }),
    setState: (seq, state, reason) =>
      run(() => change(seq, { state, reason, ...(state === 'waiting' && { attempts: 0, nextAttemptAtMs: 0 }) })),
    remove: (seq) =>
      run(() => {
        const isThere = events.has(seq);
        set(tables, events, seq, undefined);
        return isThere;
      }),
    readNote: (name) => run(() => notes.get(name)),
    writeNote: (name, value) =>
      run(() => {
        set(tables, notes, storableName(name), value);
      }),
    status: () =>
      run(() => {
        const waitingEvents = inState('waiting');
        const times = [...waiting.values(), ...waitingEvents].map(({ arrivedAtMs }) => arrivedAtMs);
        return {
          waitingTransactions: waiting.size,
          waitingEvents: waitingEvents.length,
          pendingEvents: inState('pending').length,
          setAsideEvents: inState('set-aside').length,
          oldestAtMs: times.length === 0 ? undefined : times.reduce((a, b) => Math.min(a, b)),
        };
      }),
    forgetOld: (keepMs, keepCount) =>
      run(() => {
        const busy = new Set([...events.values()].map(({ transactionSeq }) => transactionSeq));
        const all = [...transactions.values()];
        const old = all
          .slice(0, Math.max(0, all.length - keepCount))
          .filter(({ seq, arrivedAtMs }) => !waiting.has(seq) && !busy.has(seq) && arrivedAtMs < now() - keepMs);
        for (const { seq } of old) set(tables, transactions, seq, undefined);
        const kept = new Set([...transactions.values()].map(({ id }) => id));
        for (const { id } of old) if (!kept.has(id)) set(tables, seen, id, undefined);
        return old.length;
      }),
  };
}

function firstOf<T>(values: Iterable<T>): T | undefined {
  for (const value of values) return value;
  return undefined;
}

function withoutTransaction({ transactionSeq: _, ...event }: MemoryEvent): StoredEvent {
  return event;
}
