import { numberOption } from '../number-options.js';

/**
 * Remembers which transactions were delivered, so that each is delivered once (T7).
 *
 * Made to be append-only: IDs are added and never taken back. The handler does not ask for an ID that it is delivering at
 * the time, so a log needs no locks, as long as one handler owns it. Both methods may be asynchronous.
 */
export interface TransactionLog {
  /** Whether the ID was added. If it fails, the transaction is not delivered, and the homeserver sends it again. */
  has(id: string): boolean | Promise<boolean>;
  /**
   * Adds the ID of a transaction that has been delivered. A promise is waited for before the homeserver gets its answer: a
   * log on a disk fulfils it when the ID has been written.
   *
   * If it fails, `onError` is told and the homeserver is thanked all the same: the transaction was delivered, and an
   * error would have it delivered again for certain.
   */
  add(id: string): unknown;
}

/**
 * A transaction log in memory: it remembers the last `capacity` IDs (default 10,000), and none after a restart.
 *
 * @throws {RangeError} if `capacity` is not a whole number above 0, or `Infinity` (S8).
 */
export function createMemoryTransactionLog(capacity?: number): TransactionLog {
  const size = numberOption('capacity', capacity, 10_000, { whole: true });
  const ids = new Set<string>();
  // A ring: to find the oldest member of a Set is slow once many before it were deleted.
  const ring: string[] = [];
  let next = 0;
  return {
    has: (id) => ids.has(id),
    add: (id) => {
      if (ids.has(id)) return;
      const oldest = ring[next];
      if (oldest !== undefined) ids.delete(oldest);
      ids.add(id);
      ring[next] = id;
      next = (next + 1) % size;
    },
  };
}
