import { deviceKey, type DeviceName } from '../machine/device-name.js';
import type { Machines } from '../machine/machines.js';
import type { InboxWaiting } from './inbox-waiting.js';
import type { createMessageFetch, FetchedMessages } from './message-fetch.js';
import { mostQuestions } from './message-listening.js';

/** Fetches messages, and tells which pushed ones may be newer than others that are still to be fetched. */
export interface OrderedFetch {
  /** Asks once. The homeserver may hold the request for `timeout` milliseconds, if nothing is known to be missing. */
  readonly ask: (device: DeviceName, timeout: number) => Promise<OrderedMessages>;
  /** Asks until no message comes. */
  readonly askAll: (device: DeviceName) => Promise<CaughtUp>;
  /**
   * Tells whether older messages than those of a pushed transaction may still be at the homeserver, or behind it in the inbox.
   *
   * @param seq The transaction's number in the inbox.
   */
  readonly isBehind: (device: DeviceName, seq: number) => boolean;
  /** Lets what was pushed to a device go. */
  readonly letGo: (device: DeviceName) => Promise<void>;
  /** Says that messages may have been lost on their way: to one device, or to all. */
  readonly lost: (device?: DeviceName) => void;
  readonly clear: () => void;
}

/** The result of one question. */
export interface OrderedMessages extends FetchedMessages {
  /** Tells whether the homeserver has nothing more. */
  readonly isLast: boolean;
}

/** The result of catching up. */
export interface CaughtUp extends Pick<FetchedMessages, 'seq' | 'changed'> {
  /** False where messages still came after so many questions that it was left for later. */
  readonly isComplete: boolean;
}

/** Tells for which devices messages wait that were pushed. */
export interface WaitingMessages {
  readonly devices: () => DeviceName[];
  readonly isKeptFor: (device: DeviceName) => boolean;
}

/** The parts that fetching in order needs. */
export interface OrderedFetchParts {
  readonly fetchMessages: ReturnType<typeof createMessageFetch>;
  /** Has the first stage deal with what was kept. */
  readonly mark: InboxWaiting['mark'];
  readonly machines: Pick<Machines, 'term'>;
  readonly keptMessages: Pick<WaitingMessages, 'isKeptFor'>;
  /** Tells whether a device that cannot be asked now never could. */
  readonly isHopeless: (device: DeviceName, error: unknown) => boolean;
}

/**
 * Makes the fetching in order. An Olm session keeps the keys of 40 messages that were skipped: where a newer message is read first, those
 * before these 40 can never be read, and room keys are lost with them.
 */
export function createOrderedFetch(parts: OrderedFetchParts): OrderedFetch {
  /** The number of the last transaction that was fetched for each device that had an answer. */
  const fetchedUpTo = new Map<string, number>();
  /** The devices that nothing is still to be fetched for. */
  const current = new Set<string>();
  /** Counts, so that a question from before a loss is no answer to it. */
  let losses = 0;

  async function letGo(device: DeviceName): Promise<void> {
    current.add(deviceKey(device));
    if (parts.keptMessages.isKeptFor(device)) await parts.mark();
  }

  /**
   * Asks once. Synapse gives the same answer to the same question for two minutes, and the question may be that of a process that was
   * killed: so the first one is not believed when it says that there is nothing.
   */
  async function ask(device: DeviceName, timeout: number): Promise<OrderedMessages> {
    const name = deviceKey(device);
    const lossesBefore = losses;
    try {
      // Where older messages may wait, whether that was all is to be known soon.
      const answer = await parts.fetchMessages(device, current.has(name) ? timeout : Math.min(timeout, 1));
      const before = fetchedUpTo.get(name);
      fetchedUpTo.set(name, answer.seq ?? before ?? 0);
      // The same question again would bring the same messages.
      const isLast = answer.isUnchanged || (answer.count === 0 && before !== undefined);
      if (isLast && losses === lossesBefore) await letGo(device);
      return { ...answer, isLast };
    } catch (error) {
      // Nothing will ever come that is older than what is pushed.
      if (parts.isHopeless(device, error)) await letGo(device);
      throw error;
    }
  }

  return {
    ask,
    askAll: async (device) => {
      const changed = new Set<string>();
      let last: number | undefined;
      for (let round = 0; round < mostQuestions; round++) {
        const { seq, changed: named, isLast } = await ask(device, 0);
        last = seq ?? last;
        for (const userId of named) changed.add(userId);
        if (isLast) return { seq: last, changed: [...changed], isComplete: true };
        parts.machines.term().ending.throwIfCancelled();
      }
      return { seq: last, changed: [...changed], isComplete: false };
    },
    isBehind: (device, seq) => {
      const name = deviceKey(device);
      return !current.has(name) || seq < (fetchedUpTo.get(name) ?? 0);
    },
    letGo,
    lost: (device) => {
      losses++;
      if (device) current.delete(deviceKey(device));
      else current.clear();
    },
    clear: () => {
      fetchedUpTo.clear();
      current.clear();
    },
  };
}
