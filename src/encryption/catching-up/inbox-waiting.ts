import { EncryptionError } from '../../encryption-errors.js';
import { writeUnderLease, type EncryptionContext } from '../encryption-context.js';
import { ownTransaction } from './message-fetch.js';

/** Waits for the first stage of what is in the inbox. */
export interface InboxWaiting {
  /** Waits for the first stage of a transaction, for at most ten seconds. */
  readonly untilReceived: (seq: number) => Promise<void>;
  /**
   * Waits for the first stage of all transactions that are in the inbox now, however many there are.
   *
   * @throws {EncryptionError} `INBOX_STALLED` if none of them was finished for two minutes.
   */
  readonly untilAllReceived: () => Promise<void>;
  /** Writes a transaction without content, and returns its number: all that came before it have lower ones. */
  readonly mark: () => Promise<number>;
}

/** The time between two looks at the inbox. */
const roundMs = 50;
const longestWaitMs = 10_000;
/** The longest wait without progress: failures of the first stage are up to a minute apart. */
const longestStallMs = 120_000;

/** Makes the waiting for an inbox. Where the term ends, it ends at once. */
export function createInboxWaiting(
  context: Pick<EncryptionContext, 'store' | 'machines' | 'time'>,
  wakeInbox: () => void,
): InboxWaiting {
  const { store, machines, time } = context;

  /** Returns false where it has waited for too long, in all or since the last progress. */
  async function isReceived(seq: number, longestMs: number, countsProgress: boolean): Promise<boolean> {
    const { ending } = machines.term();
    let head: number | undefined;
    for (let waitedMs = 0; waitedMs < longestMs; waitedMs += roundMs) {
      const oldest = await store.inbox.nextTransaction();
      if (!oldest || oldest.seq > seq || ending.cancelled) return true;
      if (countsProgress && oldest.seq !== head) waitedMs = 0;
      head = oldest.seq;
      await time.wait(roundMs, ending);
    }
    return false;
  }

  async function mark(): Promise<number> {
    let seq: number | undefined;
    await writeUnderLease(context, async ({ inbox }) => {
      ({ seq } = await inbox.accept(ownTransaction({ events: [] })));
    });
    wakeInbox();
    return seq ?? 0;
  }

  return {
    mark,
    untilReceived: async (seq) => {
      await isReceived(seq, longestWaitMs, false);
    },
    untilAllReceived: async () => {
      if (!(await store.inbox.nextTransaction()) || (await isReceived(await mark(), longestStallMs, true))) return;
      throw new EncryptionError('INBOX_STALLED', 'received messages cannot be read: onFailure was told why');
    },
  };
}
