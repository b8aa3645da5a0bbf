import type { Term } from '../../src/appservice/leadership.js';
import type { AppserviceStore } from '../../src/appservice/store.js';
import { Cancellation } from '../../src/async/cancellation.js';

/** Takes the lease of a store for an hour, as the inbox does for a term. */
export async function takeTerm(store: Pick<AppserviceStore, 'lease'>, owner = 'this process'): Promise<Term> {
  const fence = await store.lease.acquire(owner, 3_600_000);
  if (fence === undefined) throw new Error('another process has the lease');
  return { fence, lost: new Cancellation(), ending: new Cancellation() };
}
