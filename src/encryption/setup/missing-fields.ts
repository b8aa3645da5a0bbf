import type { Cancellation } from '../../async/cancellation.js';
import type { Transaction, UserId } from '../../types.js';
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
   * @param receivers Our users in the event's room.
   */
  readonly noteMissingKey: (isStillMissing: () => boolean, receivers: readonly UserId[]) => void;
  /** Takes note of messages that only a `/sync` has brought. */
  readonly noteFetchedMessages: () => void;
}

/** The time after which a room key is overdue. */
const overdueMs = 10_000;

/** The rests between two fetches, while they bring something and while they are in vain: anyone can send what nothing decrypts. */
const shortestRestMs = 10_000;
const longestRestMs = 600_000;

/** The most overdue keys that are looked at, and the most users whose devices fetch them. */
const mostMissing = 1000;
const mostReceivers = 20;

/**
 * Makes the watch over transactions. Each missing field is reported once.
 *
 * An overdue room key makes all devices fetch their messages, once in ten minutes: a proxy in front of the appservice may have refused
 * transactions, which come again without messages, and the appservice saw nothing of it. Further ones make the devices in the room do so:
 * Synapse 1.163 forgets one of two messages that are sent at the same moment. Messages are missing where no transaction has ever brought
 * one, and the `/sync` does. A key that does not come so either was not sent.
 */
export function createMissingFields(
  context: Pick<EncryptionContext, 'machines' | 'time' | 'reportFailure'>,
  parts: {
    readonly advice: SetupAdvice;
    readonly isSyncing: boolean;
    /** Fetches the messages of all devices in use. */
    readonly catchUp: () => void;
    /** Fetches those of the devices of some users. */
    readonly catchUpUsers: (userIds: readonly UserId[]) => void;
  },
): MissingFields {
  const { machines, time, reportFailure } = context;
  const { advice, isSyncing } = parts;
  const seen = { messages: false, counts: false };
  const reported = { messages: false, counts: false };
  const missing: { readonly isStillMissing: () => boolean; readonly receivers: readonly UserId[] }[] = [];
  let restMs = shortestRestMs;
  let allFetchedAtMs = -Infinity;
  let arrivals = 0;
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
      const overdue = missing.splice(0).filter(({ isStillMissing }) => isStillMissing());
      if (until.cancelled) break;
      if (overdue.length === 0) continue;
      isOverdue = true;
      const before = arrivals;
      fetch(overdue.flatMap(({ receivers }) => receivers));
      await time.wait(restMs, until);
      restMs = arrivals > before ? shortestRestMs : Math.min(2 * restMs, longestRestMs);
    }
    isWatching = false;
  }

  function fetch(receivers: readonly UserId[]): void {
    const nowMs = time.monotonicMs();
    if (nowMs - allFetchedAtMs < longestRestMs) {
      parts.catchUpUsers([...new Set(receivers)].slice(0, mostReceivers));
      return;
    }
    allFetchedAtMs = nowMs;
    parts.catchUp();
  }

  return {
    noteTransaction: (transaction) => {
      if (transaction.device_one_time_keys_count !== undefined) seen.counts = true;
      if (transaction.to_device === undefined) return;
      seen.messages = true;
      // It counts the keys of each receiver of a message, if it counts at all.
      if (transaction.to_device.length > 0) reportCounts();
    },
    noteMissingKey: (isStillMissing, receivers) => {
      if (isSyncing || missing.length === mostMissing) return;
      missing.push({ isStillMissing, receivers });
      if (!isWatching) void fetchOverdue(machines.term().ending);
    },
    noteFetchedMessages: () => {
      arrivals += 1;
      if (isOverdue) reportMessages();
    },
  };
}
