import type { Cancellation } from '../../async/cancellation.js';
import type { Transaction } from '../../types.js';
import type { EncryptionContext } from '../encryption-context.js';
import type { SetupAdvice } from './setup-advice.js';

/** Notices that the homeserver leaves fields out of its transactions, which it does in silence where a flag is missing. */
export interface MissingFields {
  /** Takes note of a transaction that the homeserver sent. */
  readonly noteTransaction: (transaction: Transaction) => void;
  /** Takes note of an event whose room key is not there: it should come within seconds, in a to-device message. */
  readonly noteMissingKey: () => void;
  /** Takes note of messages that only a `/sync` has brought. */
  readonly noteFetchedMessages: () => void;
}

/** The time after which a room key is overdue. */
const overdueMs = 10_000;

/**
 * Makes the watch over transactions. Each missing field is reported once.
 *
 * Messages are missing where a room key is overdue and then comes with a `/sync`, although no transaction has ever brought a message. A key
 * that does not come so either was not sent.
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
  let isWaiting = false;
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

  async function wait(until: Cancellation): Promise<void> {
    isWaiting = true;
    await time.wait(overdueMs, until);
    isWaiting = false;
    if (until.cancelled || seen.messages) return;
    isOverdue = true;
    catchUp();
  }

  return {
    noteTransaction: (transaction) => {
      if (transaction.device_one_time_keys_count !== undefined) seen.counts = true;
      if (transaction.to_device === undefined) return;
      seen.messages = true;
      // It counts the keys of each receiver of a message, if it counts at all.
      if (transaction.to_device.length > 0) reportCounts();
    },
    noteMissingKey: () => {
      if (!isSyncing && !seen.messages && !reported.messages && !isWaiting) void wait(machines.term().ending);
    },
    noteFetchedMessages: () => {
      if (isOverdue) reportMessages();
    },
  };
}
