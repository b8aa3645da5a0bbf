import { createQueue } from './claimable-keys.js';

/** The transactions that were delivered, and their content, so that each event and message is delivered once (T7). */
export interface TransactionLog {
  /** Adds the ID of a delivered transaction, and its parts: event IDs, and digests of parts without one. A known ID gets more parts. */
  add(id: string, parts: readonly string[]): void;
  /** Returns all parts that were added under an ID; `undefined` if it is not known. */
  partsOf(id: string): readonly string[] | undefined;
}

/**
 * The average number of remembered parts for each ID: homeservers send up to 300 in one transaction, and mostly one.
 */
const partsPerId = 20;

/**
 * Makes a transaction log in memory. It is empty after a restart.
 *
 * @param size The number of latest IDs to remember. It remembers fewer if they come with more than 20 times as many
 *   events and messages. Of a single ID with more than that, and more than 10,000, it remembers the last ones.
 */
export function createTransactionLog(size = 10_000): TransactionLog {
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
    add: (id, parts) => {
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
