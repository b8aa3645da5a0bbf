import { isUnusable, type Term } from '../../appservice/leadership.js';
import type { AppserviceStore, StoreParts } from '../../appservice/store.js';
import { NotLeaderError } from '../../encryption-errors.js';
import { StoreError } from '../../errors.js';

/**
 * Runs a database transaction under a term's fence. If another process has taken the lease, or the store is closed, the term is lost
 * from then on, for everything that knows it.
 *
 * @throws {NotLeaderError} if another process has the lease. Nothing was written.
 */
export async function writeInTerm(
  store: Pick<AppserviceStore, 'transaction'>,
  term: Term,
  work: (parts: StoreParts) => Promise<void>,
): Promise<void> {
  if (term.lost.cancelled) throw new NotLeaderError();
  try {
    await store.transaction(work, { fence: term.fence });
  } catch (error) {
    const isFenced = error instanceof StoreError && error.code === 'FENCED';
    if (isFenced || isUnusable(error)) {
      term.lost.cancel(error);
      term.ending.cancel(error);
    }
    throw isFenced ? new NotLeaderError() : error;
  }
}
