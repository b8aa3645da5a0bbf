import type { Cancellation } from '../../async/cancellation.js';
import type { Transaction } from '../../types.js';
import type { EncryptionContext } from '../encryption-context.js';
import type { SetupAdvice } from './setup-advice.js';

/** Notices that the homeserver leaves fields out of its transactions, which it does in silence where a flag is missing. */
export interface MissingFields {
  /** Takes note of a transaction that the homeserver sent. */
  readonly noteTransaction: (transaction: Transaction) => void;
  /**
   * Takes note of an event whose room key is not there: it should come within seconds, in a to-device message.
   *
   * @param isStillMissing Tells later whether the event waits yet.
   */
  readonly noteMissingKey: (isStillMissing: () => boolean) => void;
  /** Takes note of messages that only a `/sync` has brought. */
  readonly noteFetchedMessages: () => void;
}

/** The time after which a room key is overdue. */
const overdueMs = 10_000;

/** The time for which further overdue keys are not fetched, and the most that are looked at: anyone can send what nothing decrypts. */
const restMs = 600_000;
const mostMissing = 1000;

/**
 * Makes the watch over transactions. Each missing field is reported once.
 *
 * An overdue room key makes all devices fetch their messages: a proxy in front of the appservice may have refused transactions, which come
 * again without messages, and the appservice saw nothing of it. Messages are missing where no transaction has ever brought one, and the
 * `/sync` does. A key that does not come so either was not sent.
 */
export function createMissingFields(
  context: Pick<EncryptionContext, 'machines' | 'time' | 'reportFailure'>,
  parts: {
    readonly advice: SetupAdvice;
    readonly isSyncing: boolean;
    /** Fetches the messages of all devices in use. */
    readonly catchUp: () => void;
  },
): MissingFields {
  const { machines, time, reportFailure } = context;
  const { advice, isSyncing, catchUp } = parts;
  const seen = { messages: false, counts: false };
  const reported = { messages: false, counts: false };
  const missing: (() => boolean)[] = [];
  let isWatching = false;
  let isOverdue = false;

  function reportMessages(): void {
    if (seen.messages || reported.messages) return;
    reported.messages = true;
    reportFailure({
      message:
        'the homeserver sends no to-device messages in its transactions, so room keys come late or never, and events stay unreadable: ' +
        `${advice.linesFor('toDevice')}. If it cannot send them at all, set receive: 'sync'`,
    });
  }

  function reportCounts(): void {
    if (seen.counts || reported.counts) return;
    reported.counts = true;
    reportFailure({
      message:
        'the homeserver sends no key counts in its transactions, so it may run out of keys for new conversations, and changes of ' +
        `other people's devices come late: ${advice.linesFor('keyCounts', 'deviceLists')}`,
    });
  }

  async function fetchOverdue(until: Cancellation): Promise<void> {
    isWatching = true;
    while (missing.length > 0) {
      await time.wait(overdueMs, until);
      const areAllThere = !missing.splice(0).some((isStillMissing) => isStillMissing());
      if (until.cancelled) break;
      if (areAllThere) continue;
      isOverdue = true;
      catchUp();
      await time.wait(restMs, until);
    }
    isWatching = false;
  }

  return {
    noteTransaction: (transaction) => {
      if (transaction.device_one_time_keys_count !== undefined) seen.counts = true;
      if (transaction.to_device === undefined) return;
      seen.messages = true;
      // It counts the keys of each receiver of a message, if it counts at all.
      if (transaction.to_device.length > 0) reportCounts();
    },
    noteMissingKey: (isStillMissing) => {
      if (isSyncing || missing.length === mostMissing) return;
      missing.push(isStillMissing);
      if (!isWatching) void fetchOverdue(machines.term().ending);
    },
    noteFetchedMessages: () => {
      if (isOverdue) reportMessages();
    },
  };
}
