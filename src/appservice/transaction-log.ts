import { numberOption } from '../number-options.js';
import { createQueue } from './claimable-keys.js';

/**
 * A log of delivered transactions and their content, so that each event and message is delivered once (T7).
 *
 * Designed to be append-only: IDs and parts are added and never removed. The handler never asks for an ID while it is
 * delivering it, so a log needs no locks, as long as one handler owns it. All methods may be asynchronous.
 */
export interface TransactionLog {
  /**
   * Tells whether the ID was added. If this fails, the transaction is not delivered, and the homeserver sends it again.
   */
  has(id: string): boolean | Promise<boolean>;
  /**
   * Adds the ID of a delivered transaction, and its parts: event IDs, and digests of parts without one. A known ID gets
   * more parts. The homeserver's answer waits for a promise: a log on a disk fulfils it when the ID has been written.
   *
   * If this fails, `onError` is called and the answer is still a success: the transaction was delivered, and an error
   * would certainly have it delivered again.
   */
  add(id: string, parts?: readonly string[]): unknown;
  /**
   * Returns all parts that were added under an ID; `undefined` if they are no longer known. Then everything under that
   * ID counts as a repetition, as it does for a log without this method. If a homeserver restarts its counter, its
   * events are then lost.
   */
  partsOf?(id: string): readonly string[] | undefined | Promise<readonly string[] | undefined>;
}

/**
 * The average number of remembered parts for each ID: homeservers send up to 300 in one transaction, and mostly one.
 */
const partsPerId = 20;

/**
 * Creates a transaction log in memory. It is empty after a restart.
 *
 * @example
 * ```ts
 * const transactions = createMemoryTransactionLog(1000);
 * await transactions.add('1', ['$event']);
 * await transactions.has('1'); // true
 * ```
 * @param capacity The number of latest IDs to remember. Default: 10,000. It remembers fewer if they come with more than
 *   20 times as many events and messages. Of a single ID with more than that, and more than 10,000, it remembers the
 *   last ones.
 * @throws {RangeError} if `capacity` is not a whole number above 0, or `Infinity` (S8).
 */
export function createMemoryTransactionLog(capacity?: number): TransactionLog {
  const size = numberOption('capacity', capacity, 10_000, { whole: true });
  const mostParts = size * partsPerId;
  const entries = new Map<string, Entry>();
  /** Oldest first. An entry appears once for each time that it was added; the last one counts. */
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

/**
 * The most parts remembered of one ID, the last ones, if it came with more than all may have. Forgotten ones are
 * delivered twice.
 */
const mostPartsOfId = 10_000;

interface Entry {
  readonly id: string;
  readonly parts: string[];
  /** Number of places in the order. */
  places: number;
}
