import { Cancellation } from '../async/cancellation.js';
import { quietly } from '../async/quietly.js';
import { StoreError } from '../errors.js';
import {
  delayAfter,
  deliverInTime,
  firstDelayMs,
  isEventNumber,
  pollMs,
  transactionReport,
  type InboxReceiver,
  type InboxReport,
  type InboxStorage,
  type StageTools,
} from './deliveries.js';
import { createEventStage, type EventStageReports } from './event-stage.js';
import type { Acceptance, IncomingTransaction, InboxStatus, StoredEvent } from './inbox-store.js';
import { isUnusable, lead, systemTime, type Term, type Time } from './leadership.js';
import { createTransactionStage } from './transaction-stage.js';

/** Options of {@link createInbox}. */
export interface InboxOptions extends EventStageReports {
  /** The longest that one delivery may take, in milliseconds. After it, it counts as failed. */
  readonly deliveryTimeoutMs: number;
  /** The life of a lease that is not renewed, in milliseconds: a process that dies is replaced after it. */
  readonly leaseMs: number;
  /** Called with each failed delivery, and with failures of the store. */
  readonly onError: (error: unknown, transactionId: string | undefined) => void;
  /** Called with everything that happens in the inbox. */
  readonly onReport?: ((report: InboxReport) => unknown) | undefined;
  /** Default: the runtime's own. */
  readonly time?: Time | undefined;
  /** Makes the jitter of delays, from 0 to 1. Default: `Math.random`. */
  readonly random?: (() => number) | undefined;
}

/** The state of deliveries, in numbers. */
export interface InboxMetrics extends InboxStatus {
  /** Deliveries that failed in this process. */
  readonly failures: number;
}

/** Received transactions between the homeserver and the application (R1 to R6). */
export interface Inbox {
  accept(transaction: IncomingTransaction): Promise<Acceptance>;
  /** Begins to deliver, as soon as this process has the lease. Calls while it delivers do nothing. */
  start(): void;
  /** Ends deliveries: waits for those in progress, and gives the lease to another process. */
  stop(): Promise<void>;
  /** Returns the events that were set aside, oldest first. */
  setAside(): Promise<StoredEvent[]>;
  /** Delivers an event that was set aside again. Returns false if none with this number was. */
  redeliver(seq: number): Promise<boolean>;
  /** Forgets an event. Returns false if there is none with this number. */
  drop(seq: number): Promise<boolean>;
  metrics(): Promise<InboxMetrics>;
  /** Wakes deliveries: there is something new, or something can be tried again. */
  wake(): void;
}

/** Deliveries from a `start` to its `stop`. */
interface Serving {
  readonly stopping: Cancellation;
  readonly done: Promise<void>;
}

/**
 * The time for which IDs are kept, unless there are fewer than `keepCount`.
 *
 * @rule R6
 */
const keepMs = 30 * 24 * 3600 * 1000;
const keepCount = 100_000;
const acceptedBetweenCleanings = 1000;

/**
 * Makes an inbox over a store. Whatever was acknowledged before a crash is delivered first.
 *
 * @rule R4
 */
export function createInbox(store: InboxStorage, receiver: InboxReceiver, options: InboxOptions): Inbox {
  const { deliveryTimeoutMs, leaseMs, time = systemTime, random = Math.random } = options;
  const sleepers = new Set<Cancellation>();
  let wakes = 0;
  let serving: Serving | undefined;
  let failures = 0;
  let acceptedSinceCleaning = 0;

  const onError: InboxOptions['onError'] = (error, id) => {
    quietly(() => {
      options.onError(error, id);
    });
  };

  function report(told: InboxReport): void {
    if (options.onReport) quietly(() => options.onReport?.(told));
    if (told.kind !== 'failed') return;
    failures++;
    onError(told.error, told.transactionId);
  }

  const tools: StageTools = {
    time,
    deliver: (term, work) => deliverInTime(term, work, { time, timeoutMs: deliveryTimeoutMs }),
    write: (term, work) => store.transaction(work, { fence: term.fence }),
    report,
    delayMs: (count) => delayAfter(count, random()),
  };

  function wake(): void {
    wakes++;
    for (const sleeper of sleepers) sleeper.cancel(undefined);
  }

  /** Waits until there may be something to do. */
  async function sleep(timeMs: number, wakesBefore: number, term: Term): Promise<void> {
    if (wakes !== wakesBefore || term.ending.cancelled) return;
    const sleeper = new Cancellation();
    const callOff = term.ending.onCancel(() => {
      sleeper.cancel(undefined);
    });
    sleepers.add(sleeper);
    await time.wait(timeMs, sleeper);
    sleepers.delete(sleeper);
    callOff();
  }

  /** Repeats the steps of a stage while the term lasts. A step returns the time until the next is worth while. */
  async function runStage(term: Term, step: (term: Term) => Promise<number>): Promise<void> {
    while (!term.ending.cancelled) {
      const wakesBefore = wakes;
      let idleMs: number;
      try {
        idleMs = await step(term);
      } catch (error) {
        if (term.lost.cancelled) return;
        onError(error, undefined);
        if (isUnusable(error) || (error instanceof StoreError && error.code === 'FENCED')) {
          term.lost.cancel(error);
          term.ending.cancel(error);
          return;
        }
        await time.wait(firstDelayMs, term.ending);
        continue;
      }
      if (idleMs > 0) await sleep(Math.min(idleMs, pollMs), wakesBefore, term);
    }
  }

  const unpackNext = createTransactionStage(store.inbox, receiver, tools, wake);

  /** Runs both stages at the same time: a failing application does not hold up the machines (R2). */
  async function serve(term: Term): Promise<void> {
    const events = await createEventStage(store.inbox, receiver, tools, options);
    const endTerm = await receiver.beginTerm?.(term);
    try {
      await Promise.all([runStage(term, unpackNext), runStage(term, events.step)]);
      await events.finish(term);
    } finally {
      await endTerm?.();
    }
  }

  return {
    accept: async (transaction) => {
      const acceptance = await store.inbox.accept(transaction);
      if (acceptance.seq !== undefined) {
        report(transactionReport('accepted', { seq: acceptance.seq, id: transaction.id }));
        wake();
      }
      if (++acceptedSinceCleaning >= acceptedBetweenCleanings) {
        acceptedSinceCleaning = 0;
        store.inbox.forgetOld(keepMs, keepCount).catch((error: unknown) => {
          onError(error, undefined);
        });
      }
      return acceptance;
    },
    start: () => {
      if (serving && !serving.stopping.cancelled) return;
      const stopping = new Cancellation();
      const tell = (error: unknown): void => {
        onError(error, undefined);
      };
      const begin = (): Promise<void> =>
        lead(store.lease, serve, { stopping, durationMs: leaseMs, time, onError: tell, standBy: receiver.standBy });
      // After a stop that still waits for a delivery.
      const started: Serving = { stopping, done: serving ? serving.done.then(begin) : begin() };
      serving = started;
      void started.done.then(() => {
        if (serving === started) serving = undefined;
      });
    },
    stop: async () => {
      serving?.stopping.cancel(undefined);
      await serving?.done;
    },
    setAside: async () => {
      const all: StoredEvent[] = [];
      for (;;) {
        const page = await store.inbox.list('set-aside', { afterSeq: all.at(-1)?.seq });
        if (page.length === 0) return all;
        all.push(...page);
      }
    },
    redeliver: async (seq) => {
      if (!isEventNumber(seq)) return false;
      const isFound = await store.transaction(async ({ inbox }) => {
        const [event] = await inbox.list('set-aside', { afterSeq: seq - 1, limit: 1 });
        return event?.seq === seq && (await inbox.setState(seq, 'waiting'));
      });
      if (isFound) wake();
      return isFound;
    },
    drop: async (seq) => {
      const isFound = isEventNumber(seq) && (await store.inbox.remove(seq));
      if (isFound) wake();
      return isFound;
    },
    metrics: async () => ({ ...(await store.inbox.status()), failures }),
    wake,
  };
}
