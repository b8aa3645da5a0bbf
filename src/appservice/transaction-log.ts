import { numberOption } from '../number-options.js';
import { createQueue } from './claimable-keys.js';

/**
 * Remembers which transactions were delivered, and what was in them, so that each event and message is delivered once (T7).
 *
 * Made to be append-only: IDs and parts are added and never taken back. The handler does not ask for an ID that it is
 * delivering at the time, so a log needs no locks, as long as one handler owns it. All methods may be asynchronous.
 */
export interface TransactionLog {
  /** Whether the ID was added. If it fails, the transaction is not delivered, and the homeserver sends it again. */
  has(id: string): boolean | Promise<boolean>;
  /**
   * Adds the ID of a transaction that has been delivered, and its parts: event IDs, and digests of what has none. An ID that is
   * there gets more parts. A promise is waited for before the homeserver gets its answer: a log on a disk fulfils it when
   * the ID has been written.
   *
   * If it fails, `onError` is told and the homeserver is thanked all the same: the transaction was delivered, and an
   * error would have it delivered again for certain.
   */
  add(id: string, parts?: readonly string[]): unknown;
  /**
   * All parts that were added under an ID; `undefined` where it is not known any more with which it came. Whatever
   * comes under that ID is taken for a repetition then, as it is where a log does not have this method: when a homeserver
   * begins its counter anew, its events are lost.
   */
  partsOf?(id: string): readonly string[] | undefined | Promise<readonly string[] | undefined>;
}

/** The parts that are remembered, for each ID that may be: homeservers send up to 300 in one transaction, and mostly one. */
const partsPerId = 20;

/**
 * A transaction log in memory. It remembers nothing after a restart.
 *
 * @param capacity How many IDs it remembers, the last ones. Default: 10,000. Where they come with more than 20 times as many
 * events and messages, it remembers fewer; of a single ID with more than that, and more than 10,000, the last ones.
 * @throws {RangeError} if `capacity` is not a whole number above 0, or `Infinity` (S8).
 */
export function createMemoryTransactionLog(capacity?: number): TransactionLog {
  const size = numberOption('capacity', capacity, 10_000, { whole: true });
  const mostParts = size * partsPerId;
  const entries = new Map<string, Entry>();
  /** Oldest first. An entry that was added to is here once for each time; the last one counts. */
  const order = createQueue<Entry>();
  let partCount = 0;

  function isFull(): boolean {
    return order.length > size || (partCount > mostParts && order.length > 1);
  }

  function dropOldest(): void {
    const oldest = order.take();
    if (oldest === undefined) return;
    oldest.places -= 1;
    if (oldest.places > 0) return;
    entries.delete(oldest.id);
    partCount -= oldest.parts.length;
  }

  return {
    has: (id) => entries.has(id),
    add: (id, parts = []) => {
      const entry = entries.get(id) ?? { id, parts: [], places: 0 };
      entries.set(id, entry);
      // Added to, not copied: an ID may come again and again with a little more.
      for (const part of parts) entry.parts.push(part);
      entry.places += 1;
      order.add(entry);
      partCount += parts.length;
      while (isFull()) dropOldest();
      const excess = entry.parts.length - Math.max(mostParts, mostPartsOfId);
      if (excess > 0) partCount -= entry.parts.splice(0, excess).length;
    },
    partsOf: (id) => entries.get(id)?.parts,
  };
}

/** The parts that are remembered of one ID, the last ones, where it came with more than all may have. Forgotten ones come twice. */
const mostPartsOfId = 10_000;

interface Entry {
  readonly id: string;
  readonly parts: string[];
  /** How often it stands in the order. */
  places: number;
}
