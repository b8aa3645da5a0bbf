import { quietly } from '../async/quietly.js';
import {
  longestDelayMs,
  pollMs,
  type InboxReceiver,
  type InboxReport,
  type PendingEvent,
  type StageTools,
} from './deliveries.js';
import type { InboxStore, StoredEvent } from './inbox-store.js';
import type { Term } from './leadership.js';

/** The second stage of R2: events, one after the other, each tried again alone. */
export interface EventStage {
  /** Delivers the next event. Returns the time until there may be another, in milliseconds. */
  readonly step: (term: Term) => Promise<number>;
  /** Writes down the outcome of the last delivery, unless the lease was lost. */
  readonly finish: (term: Term) => Promise<void>;
}

/** The reports of a second stage. */
export interface EventStageReports {
  /** Is told when an event is set aside. */
  readonly onSetAside: (event: StoredEvent) => void;
  /** Is told when deliveries stop, since the event after one that was set aside fails as well. */
  readonly onStopped: (event: StoredEvent) => void;
}

/** The outcome of a delivery, to be written down with the beginning of the next: one commit for each event. */
interface Outcome {
  readonly write: (inbox: InboxStore) => Promise<void>;
  /** Runs once it is written. */
  readonly written: () => void;
}

const attemptsBeforeSetAside = 10;
/** Names the note of an event that was set aside when none has been delivered since. */
const suspectNote = 'suspect';

/**
 * Makes the second stage of a term.
 *
 * @rule R2
 */
export async function createEventStage(
  store: InboxStore,
  receiver: InboxReceiver,
  { time, deliver, write, report, delayMs }: StageTools,
  { onSetAside, onStopped }: EventStageReports,
): Promise<EventStage> {
  let outcome: Outcome | undefined;
  /** The number of the event that was set aside last: if the next one fails as well, it is not the event's fault. */
  let suspect = await store.readNote(suspectNote);
  let isStopped = false;

  const mayBeSetAside = ({ seq }: StoredEvent): boolean => suspect === undefined || suspect === String(seq);

  /** Returns the time until an event may be tried; where there is none, until it is worth while to look again. */
  function idleMsBefore(event: StoredEvent | undefined): number {
    if (!event) return pollMs;
    const dueInMs = event.nextAttemptAtMs - time.epochMs();
    // A clock that was set back must not hold an event up for longer than any delay.
    return dueInMs > 0 && dueInMs <= longestDelayMs ? dueInMs : 0;
  }

  /** Writes the outcome of the last delivery down, and the attempt of the next, which begins before it is made. */
  async function nextAttempt(term: Term): Promise<{ readonly event: StoredEvent } | { readonly idleMs: number }> {
    const finished = outcome;
    if (!finished) {
      // Nothing is written, and no writer held up, while there is nothing to do.
      const idleMs = idleMsBefore(await store.nextEvent());
      if (idleMs > 0) return { idleMs };
    }
    const next = await write(term, async ({ inbox }) => {
      await finished?.write(inbox);
      const event = await inbox.nextEvent();
      const idleMs = idleMsBefore(event);
      if (!event || idleMs > 0) return { idleMs };
      const attempts = event.attempts + 1;
      if (attempts <= attemptsBeforeSetAside || !mayBeSetAside(event))
        await inbox.recordAttempt(event.seq, attempts, 0);
      return { event: { ...event, attempts } };
    });
    outcome = undefined;
    finished?.written();
    return next;
  }

  function setAside(event: StoredEvent, reason: string): Outcome {
    return {
      write: async (inbox) => {
        await inbox.setState(event.seq, 'set-aside', reason);
        await inbox.writeNote(suspectNote, String(event.seq));
      },
      written: () => {
        suspect = String(event.seq);
        report(reportOf('set-aside', event));
        quietly(() => {
          onSetAside({ ...event, state: 'set-aside', reason });
        });
      },
    };
  }

  function failed(event: StoredEvent, reason: string): Outcome {
    if (event.attempts >= attemptsBeforeSetAside && mayBeSetAside(event)) return setAside(event, reason);
    const nextAttemptAtMs = time.epochMs() + delayMs(event.attempts);
    return {
      write: (inbox) => inbox.recordAttempt(event.seq, event.attempts, nextAttemptAtMs, reason),
      written: () => {
        if (isStopped || event.attempts < attemptsBeforeSetAside) return;
        isStopped = true;
        report(reportOf('stopped', event));
        quietly(() => {
          onStopped(event);
        });
      },
    };
  }

  function delivered(event: StoredEvent, pending: PendingEvent | undefined): Outcome {
    const wasSuspicious = suspect !== undefined;
    return {
      write: async (inbox) => {
        if (pending === undefined) await inbox.remove(event.seq);
        else await inbox.setState(event.seq, 'pending', pending.pendingFor);
        if (wasSuspicious) await inbox.writeNote(suspectNote, undefined);
      },
      written: () => {
        suspect = undefined;
        isStopped = false;
        if (pending === undefined) report(reportOf('delivered', event));
        else pending.written?.();
      },
    };
  }

  return {
    step: async (term) => {
      const next = await nextAttempt(term);
      if ('idleMs' in next) return next.idleMs;
      const { event } = next;
      if (event.attempts > attemptsBeforeSetAside && mayBeSetAside(event)) {
        outcome = setAside(event, `the process ended during the last of ${attemptsBeforeSetAside} attempts`);
        return 0;
      }
      try {
        outcome = delivered(event, await deliver(term, (delivery) => receiver.receiveEvent(event, delivery)));
      } catch (error) {
        if (term.lost.cancelled) return 0;
        report({ ...reportOf('failed', event), error });
        outcome = failed(event, error instanceof Error ? error.message : String(error));
      }
      return 0;
    },
    finish: async (term) => {
      const finished = outcome;
      if (!finished || term.lost.cancelled) return;
      await write(term, ({ inbox }) => finished.write(inbox));
      outcome = undefined;
      finished.written();
    },
  };
}

function reportOf(kind: InboxReport['kind'], { seq, transactionId, attempts }: StoredEvent): InboxReport {
  return { kind, part: 'event', seq, transactionId, attempts };
}
