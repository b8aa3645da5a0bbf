import {
  pollMs,
  transactionReport,
  type InboxReceiver,
  type ReceivedTransaction,
  type StageTools,
} from './deliveries.js';
import type { InboxStore, WaitingTransaction } from './inbox-store.js';
import type { Term } from './leadership.js';

/** The most transactions whose first stages end together. */
const unpackedAtOnce = 100;

/**
 * Makes the first stage of R2, that of transactions. The function deals with the next of them, or with several that need nothing done,
 * and returns the time until there may be another, in milliseconds.
 *
 * @param wake Wakes the second stage.
 */
export function createTransactionStage(
  store: InboxStore,
  receiver: InboxReceiver,
  { time, deliver, write, report, delayMs }: StageTools,
  wake: () => void,
): (term: Term) => Promise<number> {
  let failuresInARow = 0;

  function eventsOnlyOf(transaction: WaitingTransaction): readonly string[] | undefined {
    try {
      return receiver.eventsOnly?.(transaction);
    } catch {
      return undefined; // its first stage fails as well, and is reported
    }
  }

  /** Ends the first stage of the next transactions as far as there is nothing to do in it. Each commit is a sync of the disk. */
  async function unpackTogether(term: Term): Promise<number> {
    const unpacked = await write(term, async (parts) => {
      const all: WaitingTransaction[] = [];
      while (all.length < unpackedAtOnce) {
        const transaction = await parts.inbox.nextTransaction();
        const events = transaction && eventsOnlyOf(transaction);
        if (!events) break;
        await parts.inbox.unpack(transaction.seq, events);
        all.push(transaction);
      }
      return all;
    });
    for (const transaction of unpacked) report(transactionReport('delivered', transaction));
    wake();
    return 0;
  }

  /** The first stage of one transaction. A failing application does not hold it up, since events are the second stage's. */
  async function unpackNext(term: Term): Promise<number> {
    const transaction = await store.nextTransaction();
    if (!transaction) return pollMs;
    if (eventsOnlyOf(transaction)) return unpackTogether(term);
    let received: ReceivedTransaction;
    try {
      received = await deliver(term, (delivery) => receiver.receiveTransaction(transaction, delivery));
    } catch (error) {
      if (term.lost.cancelled) return 0;
      report({ ...transactionReport('failed', transaction), error });
      await time.wait(delayMs(++failuresInARow), term.ending);
      return 0;
    }
    failuresInARow = 0;
    await write(term, async (parts) => {
      await received.write?.(parts);
      await parts.inbox.unpack(transaction.seq, received.events);
    });
    report(transactionReport('delivered', transaction));
    received.written?.();
    if (received.events.length > 0) wake();
    return 0;
  }

  return unpackNext;
}
