import { describe, expect, it } from 'vitest';
import { Cancellation } from '../../src/async/cancellation.js';
import { lead, type Term } from '../../src/appservice/leadership.js';
import type { LeaseStore } from '../../src/appservice/store.js';
import { createManualTime, type ManualTime } from '../helpers/manual-time.js';

const durationMs = 10_000;

/** Leads with a lease that is always free, but for what is replaced in it. */
async function leading(
  replaced: (time: ManualTime) => Partial<LeaseStore>,
): Promise<{ time: ManualTime; terms: Term[]; stop: () => Promise<void> }> {
  const time = createManualTime(3);
  const stopping = new Cancellation();
  const terms: Term[] = [];
  const lease: LeaseStore = {
    acquire: () => Promise.resolve(terms.length + 1),
    renew: () => Promise.resolve(true),
    release: () => Promise.resolve(),
    ...replaced(time),
  };
  const work = async (term: Term): Promise<void> => {
    terms.push(term);
    await new Promise<void>((resolve) => {
      if (term.ending.cancelled) resolve();
      term.ending.onCancel(resolve);
    });
  };
  const done = lead(lease, work, { stopping, durationMs, time, onError: () => undefined });
  await time.settle();
  return {
    time,
    terms,
    stop: async () => {
      stopping.cancel(undefined);
      await time.advance(durationMs);
      await done;
    },
  };
}

/** A promise that nothing settles, like the answer of a database whose connection is dead. */
const never = <T>(): Promise<T> => new Promise<T>(() => undefined);

describe('lead', () => {
  it('ends its term when the lease expires while the store does not answer (R5)', async () => {
    const { time, terms, stop } = await leading(() => ({ renew: never }));
    await time.advance(durationMs - 1);
    expect(terms[0]?.lost.cancelled).toBe(false);
    await time.advance(1);
    expect(terms[0]?.lost.reason).toMatchObject({ code: 'FENCED' });
    await stop();
  });

  it('counts the life of a new lease from the question, since the answer may take long (R5)', async () => {
    const { time, terms, stop } = await leading((itsTime) => ({
      acquire: async () => {
        await itsTime.wait(6000, new Cancellation());
        return 1;
      },
      renew: () => Promise.reject(new Error('the store fails')),
    }));
    await time.advance(durationMs - 1);
    expect(terms[0]?.lost.cancelled).toBe(false);
    await time.advance(1);
    expect(terms[0]?.lost.cancelled).toBe(true);
    await stop();
  });

  it.each<[string, Partial<LeaseStore>]>([
    ['gives up the lease', { release: never }],
    ['asks for the lease', { acquire: never }],
  ])('stops although the store does not answer when it %s', async (_, replaced) => {
    const { terms, stop } = await leading(() => replaced);
    await stop();
    expect(terms.every(({ ending }) => ending.cancelled)).toBe(true);
  });

  it('waits no longer than two lives of the lease for a store that is gone, and for its work', async () => {
    const time = createManualTime(3);
    const stopping = new Cancellation();
    const lease: LeaseStore = { acquire: () => Promise.resolve(1), renew: never, release: never };
    let isStopped = false;
    void lead(lease, never, { stopping, durationMs, time, onError: () => undefined }).then(() => {
      isStopped = true;
    });
    await time.settle();
    stopping.cancel(undefined);
    await time.advance(2 * durationMs - 1);
    expect(isStopped).toBe(false);
    await time.advance(1);
    await time.settle();
    expect(isStopped).toBe(true);
  });

  it('keeps its term while the store renews the lease, and ends it without loss when it is stopped (R5)', async () => {
    const { time, terms, stop } = await leading(() => ({}));
    await time.advance(10 * durationMs);
    expect(terms).toHaveLength(1);
    await stop();
    expect(terms[0]?.lost.cancelled).toBe(false);
    expect(terms[0]?.ending.cancelled).toBe(true);
  });

  it('ends its term at once when another process has taken the lease (R5)', async () => {
    const { time, terms, stop } = await leading(() => ({ renew: () => Promise.resolve(false) }));
    await time.advance(durationMs / 3);
    expect(terms[0]?.lost.cancelled).toBe(true);
    await stop();
  });
});
