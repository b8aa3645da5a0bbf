import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../../src/appservice/memory-store.js';
import type { AppserviceStore } from '../../../src/appservice/store.js';
import type { Term } from '../../../src/appservice/leadership.js';
import { Cancellation } from '../../../src/async/cancellation.js';
import { createInboxWaiting } from '../../../src/encryption/catching-up/inbox-waiting.js';
import type { Machines } from '../../../src/encryption/machine/machines.js';
import { createManualTime, type ManualTime } from '../../helpers/manual-time.js';

interface Prepared {
  readonly store: AppserviceStore;
  readonly time: ManualTime;
  readonly ending: Cancellation;
  readonly accept: (id: string) => Promise<number>;
  /** Ends the first stage of the oldest transaction. */
  readonly receive: () => Promise<void>;
  /** Waits for all, and returns the outcome, which is `undefined` until there is one. */
  readonly wait: () => () => unknown;
}

function prepare(): Prepared {
  const store = createMemoryStore();
  const time = createManualTime(2);
  const [ending, lost] = [new Cancellation(), new Cancellation()];
  const term: Term = { ending, lost, fence: undefined as unknown as Term['fence'] }; // a store without a lease takes any
  const machines = { term: () => term } as Machines; // nothing else of it is called
  const { untilAllReceived } = createInboxWaiting({ store, machines, time }, () => undefined);
  return {
    ...{ store, time, ending },
    accept: async (id) => {
      const { seq } = await store.inbox.accept({ id, digests: [], compose: () => '{}' });
      return seq ?? 0;
    },
    receive: async () => {
      const next = await store.inbox.nextTransaction();
      if (next) await store.inbox.unpack(next.seq, []);
    },
    wait: () => {
      let outcome: unknown;
      untilAllReceived().then(
        () => (outcome = 'received'),
        (error: unknown) => (outcome = error),
      );
      return () => outcome;
    },
  };
}

describe('the waiting for all that was received', () => {
  it('ends at once where nothing waits, and writes nothing', async () => {
    const { store, time, wait } = prepare();
    const outcome = wait();
    await time.settle();
    expect(outcome()).toBe('received');
    expect(await store.inbox.status()).toMatchObject({ waitingTransactions: 0 });
  });

  it('ends with what was there when it began, although more comes all the time', async () => {
    const { store, time, accept, receive, wait } = prepare();
    for (const id of ['a', 'b', 'c']) await accept(id);
    const outcome = wait();
    await time.settle();
    let received = 0;
    for (; outcome() === undefined && received < 20; received++) {
      await accept(`later ${String(received)}`);
      await receive();
      await time.advance(100_000);
    }
    expect(outcome()).toBe('received');
    expect(received).toBe(4); // and its own mark
    expect(await store.inbox.nextTransaction()).toMatchObject({ id: 'later 0' });
  });

  it('ends with an error where the first of them is not received within two minutes', async () => {
    const { time, accept, receive, wait } = prepare();
    for (const id of ['a', 'b']) await accept(id);
    const outcome = wait();
    await time.advance(100_000);
    await receive();
    await time.advance(115_000);
    expect(outcome()).toBeUndefined();
    await time.advance(10_000);
    expect(outcome()).toMatchObject({ code: 'INBOX_STALLED' });
  });

  it('ends where the term does', async () => {
    const { time, ending, accept, wait } = prepare();
    await accept('a');
    const outcome = wait();
    await time.settle();
    ending.cancel(undefined);
    await time.settle();
    expect(outcome()).toBe('received');
  });
});
