import { Cancellation, untilCancelled } from '../async/cancellation.js';
import { TimeoutError } from '../errors.js';
import type { StoredEvent, WaitingTransaction } from './inbox-store.js';
import type { Term, Time } from './leadership.js';
import type { AppserviceStore, Fence, StoreParts } from './store.js';

/** The parts of a store that an inbox needs. */
export type InboxStorage = Pick<AppserviceStore, 'inbox' | 'lease' | 'transaction'>;

/** One delivery. Its signal is aborted when it takes too long, fails, or another process has taken over. */
export interface Delivery {
  readonly signal: AbortSignal;
  /** Goes into every write of the delivery. */
  readonly fence: Fence;
}

/** The result of a transaction's first stage. */
export interface ReceivedTransaction {
  /** The events that the application is to get, as texts. */
  readonly events: readonly string[];
  /** Writes more in the database transaction that ends the first stage (E6). */
  readonly write?: ((parts: StoreParts) => Promise<void>) | undefined;
  /** Runs once it is written. */
  readonly written?: (() => void) | undefined;
}

/** Takes what is in an inbox. */
export interface InboxReceiver {
  /**
   * Returns the events of a transaction in which nothing else is, as texts, without any effect. Many of these share a write. Where it
   * returns `undefined`, the transaction has a first stage of its own.
   */
  readonly eventsOnly?: ((transaction: WaitingTransaction) => readonly string[] | undefined) | undefined;
  /**
   * Begins a term, in which this process alone receives: called before its first delivery, and awaited. Resolves with the end of the
   * term, which is called and awaited after its last one.
   */
  readonly beginTerm?: ((term: Term) => Promise<() => Promise<void>>) | undefined;
  /** Is told, perhaps often, that another process has the lease and lives. */
  readonly standBy?: (() => void) | undefined;
  /** Does a transaction's first stage: everything but its events. Where it rejects it is called again, until it succeeds (R2). */
  readonly receiveTransaction: (transaction: WaitingTransaction, delivery: Delivery) => Promise<ReceivedTransaction>;
  /**
   * Gives one event to the application. Where it rejects, the event is tried again, and set aside after ten failures (R2). An event that
   * cannot be delivered yet becomes pending.
   */
  readonly receiveEvent: (event: StoredEvent, delivery: Delivery) => Promise<PendingEvent | undefined>;
}

/** An event that cannot be delivered yet. */
export interface PendingEvent {
  /** The reason under which it is listed. */
  readonly pendingFor: string;
  /** Runs once it is written down. */
  readonly written?: (() => void) | undefined;
}

/** Something that happened to a transaction or an event on its way through an inbox. */
export interface InboxReport {
  /**
   * A transaction was `accepted`: written down, to be acknowledged. A transaction's first stage or an event was `delivered`, or the
   * delivery `failed`. An event was `set-aside` after ten failures, or deliveries are `stopped` by one (R2).
   */
  readonly kind: 'accepted' | 'delivered' | 'failed' | 'set-aside' | 'stopped';
  readonly part: 'transaction' | 'event';
  /** Its place in the order of transactions, or of events; an event's is for `redeliver` and `drop`. */
  readonly seq: number;
  /** The ID of the transaction, or of the one that brought the event. */
  readonly transactionId: string;
  /** The number of deliveries that were begun; 0 for a transaction. */
  readonly attempts: number;
  /** The error of a delivery that `failed`, as the application threw it. */
  readonly error?: unknown;
}

/** Makes the report of something that happened to a transaction. */
export function transactionReport(
  kind: InboxReport['kind'],
  { seq, id }: { readonly seq: number; readonly id: string },
): InboxReport {
  return { kind, part: 'transaction', seq, transactionId: id, attempts: 0 };
}

/** Tells whether an event can have this number. PostgreSQL fails for NaN and fractions, and drivers for large numbers. */
export function isEventNumber(seq: number): boolean {
  return Number.isSafeInteger(seq) && seq > 0;
}

/** The tools of both stages. */
export interface StageTools {
  readonly time: Time;
  /** Runs one delivery with its own signal and time limit. */
  readonly deliver: <T>(term: Term, work: (delivery: Delivery) => Promise<T>) => Promise<T>;
  /** Runs a database transaction under the term's fence. */
  readonly write: <T>(term: Term, work: (parts: StoreParts) => Promise<T>) => Promise<T>;
  /** Tells of something that was written down, or failed. A failed delivery is counted. */
  readonly report: (report: InboxReport) => void;
  /** Returns the wait after this many failures in a row, in milliseconds: 1 s, doubling to 1 min, with jitter. */
  readonly delayMs: (failures: number) => number;
}

/**
 * Runs one delivery. Rejects as it does, or with a `TimeoutError` after `timeoutMs`, or as soon as the term is lost; its signal is
 * aborted then.
 */
export async function deliverInTime<T>(
  { lost, fence }: Term,
  work: (delivery: Delivery) => Promise<T>,
  { time, timeoutMs }: { readonly time: Time; readonly timeoutMs: number },
): Promise<T> {
  lost.throwIfCancelled();
  const call = new Cancellation();
  const settled = new Cancellation();
  const callOff = call.follow(lost);
  void time.wait(timeoutMs, settled).then(() => {
    if (!settled.cancelled) call.cancel(new TimeoutError(timeoutMs));
  });
  const delivery = {
    fence,
    get signal() {
      return call.signal;
    },
  };
  try {
    return await untilCancelled(call, () => work(delivery));
  } catch (error) {
    call.cancel(error);
    throw error;
  } finally {
    callOff();
    settled.cancel(undefined);
  }
}

/** Another process may have received something, so the inbox is looked at this often. */
export const pollMs = 1000;

/** The delay after a first failure. */
export const firstDelayMs = 1000;

/** The longest delay, jitter included. */
export const longestDelayMs = 75_000;

/** Returns the delay after some failures in a row, in milliseconds: 1 s, doubling to 1 min, and up to a quarter more or less. */
export function delayAfter(failures: number, jitter: number): number {
  return Math.ceil(Math.min(60_000, firstDelayMs * 2 ** (failures - 1)) * (0.75 + 0.5 * jitter));
}
