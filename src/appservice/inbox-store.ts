/** Received transactions: kept from before the homeserver gets its 200 until the application has them. */
export interface InboxStore {
  /** Writes down what did not come under this ID before (T7). The homeserver may get its 200 once the promise resolves (R1). */
  accept(transaction: IncomingTransaction): Promise<Acceptance>;
  /** Returns the oldest transaction whose first stage is not done. */
  nextTransaction(): Promise<WaitingTransaction | undefined>;
  /** Ends the first stage of a transaction: its body is forgotten, and `events` (JSON texts) wait behind all others. */
  unpack(seq: number, events: readonly string[]): Promise<void>;
  /** Returns the oldest waiting event. */
  nextEvent(): Promise<StoredEvent | undefined>;
  /** Returns events in a state, oldest first. */
  list(state: EventState, options?: ListOptions): Promise<StoredEvent[]>;
  /**
   * Writes down how many attempts were begun, when the next may be, in milliseconds since the epoch, and why the last one failed. Without
   * a reason the earlier one stays.
   */
  recordAttempt(seq: number, attempts: number, nextAttemptAtMs: number, reason?: string): Promise<void>;
  /** Changes an event's state; `waiting` begins its attempts anew. Returns false if there is no event with this number. */
  setState(seq: number, state: EventState, reason?: string): Promise<boolean>;
  /** Forgets an event that was delivered or is given up. Returns false if there is no event with this number. */
  remove(seq: number): Promise<boolean>;
  /** Returns a fact about deliveries that must survive a restart. */
  readNote(name: string): Promise<string | undefined>;
  /** Writes a fact about deliveries; `undefined` forgets it. */
  writeNote(name: string, value: string | undefined): Promise<void>;
  /** Counts the contents. */
  status(): Promise<InboxStatus>;
  /**
   * Forgets IDs whose events are all delivered: those older than `keepMs` that are not among the newest `keepCount` (R6).
   * Returns the number of forgotten transactions.
   */
  forgetOld(keepMs: number, keepCount: number): Promise<number>;
}

/** A transaction as it came from the homeserver, divided so that a repeat can be told from something new (T7). */
export interface IncomingTransaction {
  /** The homeserver's transaction ID: opaque, and reused after a homeserver was restored or registered anew. */
  readonly id: string;
  /** A digest for each event and to-device message, without repetitions. */
  readonly digests: readonly string[];
  /**
   * Makes the JSON text to keep, from the digests that did not come under this ID before; `undefined` if nothing is left to
   * deliver. Called inside the database transaction, perhaps more than once.
   */
  readonly compose: (fresh: ReadonlySet<string>, isRepeat: boolean) => string | undefined;
}

/** The result of `InboxStore.accept`. */
export interface Acceptance {
  /** The place of the new part in the order of arrival; `undefined` if there was nothing new. */
  readonly seq: number | undefined;
  /** Tells whether the ID was known before. */
  readonly isRepeat: boolean;
  /** The number of digests that are new under this ID. */
  readonly freshCount: number;
}

/** A transaction whose to-device messages, lists and counts are not dealt with yet (the first stage of R2). */
export interface WaitingTransaction {
  readonly seq: number;
  /** The homeserver's transaction ID. */
  readonly id: string;
  /** The result of `compose`. */
  readonly body: string;
  /** In milliseconds since the epoch. */
  readonly arrivedAtMs: number;
}

/** `waiting` for the application, `pending` a room key, or `set-aside` after too many failures. */
export type EventState = 'waiting' | 'pending' | 'set-aside';

/** An event on its way to the application (the second stage of R2). */
export interface StoredEvent {
  /** Its place in the order of delivery, which also names it. */
  readonly seq: number;
  /** The ID of the transaction that brought it. */
  readonly transactionId: string;
  /** The event, as JSON text. */
  readonly body: string;
  /** In milliseconds since the epoch. */
  readonly arrivedAtMs: number;
  readonly state: EventState;
  /** The number of deliveries that were begun. Written before each, so that one that kills the process is counted. */
  readonly attempts: number;
  /** No attempt is made before this time, in milliseconds since the epoch; 0 for at once. */
  readonly nextAttemptAtMs: number;
  /** The last failure of an event that is tried again or was set aside, or the room key that a pending one needs. */
  readonly reason: string | undefined;
}

/** The part of the events that `InboxStore.list` returns. */
export interface ListOptions {
  /** Only events with a greater number. Default: 0. */
  readonly afterSeq?: number | undefined;
  /** At most this many. Default: 1,000. */
  readonly limit?: number | undefined;
  /** Only events with this reason. Default: any. */
  readonly reason?: string | undefined;
}

/** The contents of an inbox, in numbers. */
export interface InboxStatus {
  readonly waitingTransactions: number;
  readonly waitingEvents: number;
  readonly pendingEvents: number;
  readonly setAsideEvents: number;
  /** The arrival of the oldest waiting transaction or event, in milliseconds since the epoch. */
  readonly oldestAtMs: number | undefined;
}
