import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { InboxReceiver, InboxReport } from '../../src/appservice/deliveries.js';
import { createInbox, type Inbox, type InboxOptions } from '../../src/appservice/inbox.js';
import type { StoredEvent } from '../../src/appservice/inbox-store.js';
import { createMemoryStore } from '../../src/appservice/memory-store.js';
import type { AppserviceStore } from '../../src/appservice/store.js';
import { StoreError } from '../../src/errors.js';
import { createSqliteStore } from '../../src/sql/sqlite.js';
import { createManualTime, type ManualTime } from '../helpers/manual-time.js';
import { sqliteDrivers } from '../helpers/sqlite-drivers.js';
import { withResolvers } from '../helpers/with-resolvers.js';

const kinds = [
  { kind: 'memory', turns: 3, open: (time: ManualTime) => Promise.resolve(createMemoryStore({ now: time.epochMs })) },
  ...sqliteDrivers.map(({ name, open }) => ({
    kind: name,
    turns: 20,
    open: () => createSqliteStore(open(':memory:')),
  })),
];

describe.each(kinds)('an inbox in $kind', ({ open, turns }) => {
  let time: ManualTime;
  let store: AppserviceStore;
  let log: string[];
  const started: Inbox[] = [];

  beforeEach(async () => {
    time = createManualTime(turns);
    store = await open(time);
    log = [];
  });
  afterEach(async () => {
    await Promise.all(started.splice(0).map((inbox) => inbox.stop()));
    await store.close();
  });

  /** Makes an inbox that writes what happens into the log. Bodies are lists of events. */
  function inboxOf(receiver: Partial<InboxReceiver> = {}, options: Partial<InboxOptions> = {}): Inbox {
    const inbox = createInbox(
      store,
      {
        receiveTransaction: ({ id, body }) => {
          log.push(`transaction ${id}`);
          return Promise.resolve({ events: JSON.parse(body) as string[] });
        },
        receiveEvent: ({ body }) => {
          log.push(body);
          return Promise.resolve(undefined);
        },
        ...receiver,
      },
      {
        deliveryTimeoutMs: 600_000,
        leaseMs: 10_000,
        time,
        random: () => 0.5,
        onError: (error) => log.push(error instanceof Error ? error.message : String(error)),
        onSetAside: ({ body, reason }) => log.push(`set aside ${body}: ${reason ?? ''}`),
        onStopped: ({ body }) => log.push(`stopped at ${body}`),
        ...options,
      },
    );
    started.push(inbox);
    return inbox;
  }

  const accept = (inbox: Inbox, id: string, ...events: string[]): ReturnType<Inbox['accept']> =>
    inbox.accept({
      id,
      digests: events,
      compose: (fresh) => (fresh.size === 0 ? undefined : JSON.stringify([...fresh])),
    });

  /** A receiver of events that fails for some, as often as there is a number for. */
  function failing(failures: Record<string, number>): InboxReceiver['receiveEvent'] {
    return ({ body }) => {
      log.push(body);
      const left = failures[body] ?? 0;
      failures[body] = left - 1;
      return left > 0 ? Promise.reject(new Error(`${body} failed`)) : Promise.resolve(undefined);
    };
  }

  it('delivers what was accepted before and after it started, in order (R1, R4)', async () => {
    const inbox = inboxOf();
    await accept(inbox, '1', 'a', 'b');
    await accept(inbox, '2', 'c');
    await time.settle();
    expect(log).toEqual([]);
    inbox.start();
    await time.settle();
    expect(log.filter((line) => line.startsWith('transaction'))).toEqual(['transaction 1', 'transaction 2']);
    expect(log.filter((line) => line.length === 1)).toEqual(['a', 'b', 'c']);
    await accept(inbox, '3', 'd');
    await time.settle();
    expect(log.slice(-2)).toEqual(['transaction 3', 'd']);
    expect(await inbox.metrics()).toMatchObject({ waitingTransactions: 0, waitingEvents: 0, failures: 0 });
  });

  describe('with a receiver that knows transactions in which events are all there is', () => {
    const eventsOnly: NonNullable<InboxReceiver['eventsOnly']> = ({ body }) => {
      const events = JSON.parse(body) as string[];
      if (events.includes('broken')) throw new Error('no events are in it');
      return events.includes('message') ? undefined : events;
    };

    it('ends their first stages together, in order, and those of others one by one (R2)', async () => {
      const inbox = inboxOf({ eventsOnly });
      for (const [index, event] of ['a', 'b', 'message', 'c', 'broken', 'd'].entries())
        await accept(inbox, String(index), event);
      inbox.start();
      await time.settle();
      expect(log.filter((line) => line.startsWith('transaction'))).toEqual(['transaction 2', 'transaction 4']);
      expect(log.filter((line) => !line.startsWith('transaction'))).toEqual(['a', 'b', 'message', 'c', 'broken', 'd']);
      expect(await inbox.metrics()).toMatchObject({ waitingTransactions: 0, waitingEvents: 0 });
    });

    it('tells of each, and delivers more of them than end together', async () => {
      const reports: InboxReport[] = [];
      const inbox = inboxOf({ eventsOnly }, { onReport: (report) => reports.push(report) });
      const ids = Array.from({ length: 120 }, (_, n) => String(n));
      for (const id of ids) await accept(inbox, id, id);
      const transaction = vi.spyOn(store, 'transaction');
      inbox.start();
      for (let n = 0; n < 100 && log.length < ids.length; n++) await time.settle();
      expect(log).toEqual(ids);
      // One for each event, and some for all first stages.
      expect(transaction.mock.calls.length).toBeLessThan(1.2 * ids.length);
      const ended = reports.filter(({ kind, part }) => kind === 'delivered' && part === 'transaction');
      expect(ended.map(({ transactionId }) => transactionId)).toEqual(ids);
    });

    it('writes nothing of them once another process has taken the lease (R5)', async () => {
      const inbox = inboxOf({ eventsOnly });
      inbox.start();
      await time.settle();
      const { lease } = store;
      const fence = await lease.acquire('another', 1);
      expect(fence).toBeUndefined();
      vi.spyOn(store, 'transaction').mockRejectedValueOnce(new StoreError('FENCED', 'fenced'));
      await accept(inbox, '1', 'a');
      await time.settle();
      expect(log).toEqual(['fenced']);
      expect(await inbox.metrics()).toMatchObject({ waitingTransactions: 1 });
    });
  });

  it('writes nothing while there is nothing to do', async () => {
    const transaction = vi.spyOn(store, 'transaction');
    inboxOf().start();
    await time.advance(3000);
    expect(transaction).not.toHaveBeenCalled();
  });

  it('delivers what another process has accepted, within a second', async () => {
    const inbox = inboxOf();
    inbox.start();
    await time.settle();
    await accept(inboxOf(), '1', 'a');
    await time.advance(1000);
    expect(log).toEqual(['transaction 1', 'a']);
  });

  it('delivers nothing of a repeat (T7)', async () => {
    const inbox = inboxOf();
    inbox.start();
    await accept(inbox, '1', 'a');
    await time.settle();
    expect(await accept(inbox, '1', 'a')).toMatchObject({ isRepeat: true, freshCount: 0 });
    await accept(inbox, '1', 'a', 'b');
    await time.settle();
    expect(log).toEqual(['transaction 1', 'a', 'transaction 1', 'b']);
  });

  it('tries an event again after 1 s, doubling to 1 min, and holds up those behind it (R2)', async () => {
    const inbox = inboxOf({ receiveEvent: failing({ a: 8 }) });
    inbox.start();
    await accept(inbox, '1', 'a', 'b');
    const times: number[] = [];
    const startMs = time.epochMs();
    let attempts = 0;
    while (!log.includes('b') && time.epochMs() - startMs < 400_000) {
      await time.advance(500);
      const now = log.filter((line) => line === 'a').length;
      if (now > attempts) times.push(Math.round((time.epochMs() - startMs) / 1000));
      attempts = now;
    }
    expect(attempts).toBe(9);
    const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0));
    for (const [index, expected] of [1, 2, 4, 8, 16, 32, 60, 60].entries()) {
      expect(Math.abs((gaps[index] ?? 0) - expected)).toBeLessThanOrEqual(1);
    }
    expect(await inbox.metrics()).toMatchObject({ failures: 8, waitingEvents: 0 });
  });

  it('writes an attempt down before it makes it (R2)', async () => {
    const seen: (number | undefined)[] = [];
    const inbox = inboxOf({
      receiveEvent: async ({ attempts }) => {
        const [event] = await store.inbox.list('waiting');
        seen.push(attempts, event?.attempts);
        return undefined;
      },
    });
    inbox.start();
    await accept(inbox, '1', 'a');
    await time.settle();
    expect(seen).toEqual([1, 1]);
  });

  it('sets one event aside after ten failures, and goes on with the next (rule R2)', async () => {
    const inbox = inboxOf({ receiveEvent: failing({ a: 10 }) });
    inbox.start();
    await accept(inbox, '1', 'a', 'b');
    await time.advance(400_000);
    expect(log.filter((line) => line === 'a')).toHaveLength(10);
    expect(log.slice(-2)).toEqual(['set aside a: a failed', 'b']);
    expect(await inbox.setAside()).toMatchObject([{ body: 'a', reason: 'a failed', attempts: 10, transactionId: '1' }]);
  });

  it('stops and waits where the next event fails as well, also after a restart (R2)', async () => {
    const failures = { a: 10, b: 30 };
    const inbox = inboxOf({ receiveEvent: failing(failures) });
    inbox.start();
    await accept(inbox, '1', 'a', 'b', 'c');
    await time.advance(1_000_000);
    expect(log.filter((line) => line.startsWith('set aside'))).toEqual(['set aside a: a failed']);
    expect(log.filter((line) => line.startsWith('stopped'))).toEqual(['stopped at b']);
    await inbox.stop();
    const next = inboxOf({ receiveEvent: failing(failures) });
    next.start();
    await time.advance(2_000_000);
    expect(log.filter((line) => line.startsWith('set aside'))).toHaveLength(1);
    expect(log.at(-1)).toBe('c');
  });

  it('sets another event aside once one was delivered in between (R2)', async () => {
    const inbox = inboxOf({ receiveEvent: failing({ a: 10, c: 10 }) });
    inbox.start();
    await accept(inbox, '1', 'a', 'b', 'c', 'd');
    await time.advance(1_000_000);
    expect(log.filter((line) => line.startsWith('set aside'))).toEqual([
      'set aside a: a failed',
      'set aside c: c failed',
    ]);
    expect(log.at(-1)).toBe('d');
  });

  it('sets an event aside that ended the process ten times, without another attempt (R2)', async () => {
    const inbox = inboxOf();
    await accept(inbox, '1', 'a', 'b');
    const [transaction] = [await store.inbox.nextTransaction()];
    await store.inbox.unpack(transaction?.seq ?? 0, ['a', 'b']);
    await store.inbox.recordAttempt((await store.inbox.nextEvent())?.seq ?? 0, 10, 0);
    inbox.start();
    await time.settle();
    expect(log).toEqual(['set aside a: the process ended during the last of 10 attempts', 'b']);
  });

  it('delivers an event that was set aside again, or drops it, by hand (R2)', async () => {
    const inbox = inboxOf({ receiveEvent: failing({ a: 10, b: 0 }) });
    inbox.start();
    await accept(inbox, '1', 'a', 'b');
    await time.advance(400_000);
    const [event] = await inbox.setAside();
    expect(await inbox.redeliver((event?.seq ?? 0) + 1)).toBe(false);
    expect(await inbox.redeliver(event?.seq ?? 0)).toBe(true);
    expect(await inbox.redeliver(event?.seq ?? 0)).toBe(false);
    await time.settle();
    expect(log.at(-1)).toBe('a');
    expect(await inbox.setAside()).toEqual([]);
    expect(await inbox.drop(event?.seq ?? 0)).toBe(false);
  });

  it('goes on when the event that blocks it is dropped', async () => {
    const inbox = inboxOf({ receiveEvent: failing({ a: 100 }) });
    inbox.start();
    await accept(inbox, '1', 'a', 'b');
    await time.advance(10_000);
    const [event] = await store.inbox.list('waiting');
    expect(await inbox.drop(event?.seq ?? 0)).toBe(true);
    await time.settle();
    expect(log.at(-1)).toBe('b');
  });

  it('gives a redelivered event ten attempts more, and sets it aside again', async () => {
    const inbox = inboxOf({ receiveEvent: failing({ a: 20 }) });
    inbox.start();
    await accept(inbox, '1', 'a');
    await time.advance(400_000);
    await inbox.redeliver((await inbox.setAside())[0]?.seq ?? 0);
    await time.advance(400_000);
    expect(log.filter((line) => line === 'a')).toHaveLength(20);
    expect(log.filter((line) => line.startsWith('set aside'))).toHaveLength(2);
  });

  it('goes on with the machines while an event fails (R2)', async () => {
    const inbox = inboxOf({ receiveEvent: failing({ a: 100 }) });
    inbox.start();
    await accept(inbox, '1', 'a');
    await time.advance(10_000);
    await accept(inbox, '2', 'b');
    await time.settle();
    expect(log.at(-1)).toBe('transaction 2');
  });

  it('goes on with the machines while an event takes long (R2)', async () => {
    const { promise, resolve } = withResolvers<undefined>();
    const inbox = inboxOf({
      receiveEvent: ({ body }) => {
        log.push(body);
        return promise;
      },
    });
    inbox.start();
    await accept(inbox, '1', 'a', 'b');
    await time.settle();
    await accept(inbox, '2', 'c');
    await time.settle();
    expect(log).toEqual(['transaction 1', 'a', 'transaction 2']);
    resolve(undefined);
    await time.settle();
    expect(log.slice(-2)).toEqual(['b', 'c']);
  });

  it('repeats a failing first stage for ever, and lets none overtake it (R2)', async () => {
    let failures = 12;
    const inbox = inboxOf({
      receiveTransaction: ({ id }) => {
        log.push(`transaction ${id}`);
        return id === '1' && failures-- > 0 ? Promise.reject(new Error('no')) : Promise.resolve({ events: [id] });
      },
    });
    inbox.start();
    await accept(inbox, '1', 'a');
    await accept(inbox, '2', 'b');
    await time.advance(700_000);
    expect(log.filter((line) => line === 'transaction 1')).toHaveLength(13);
    expect(log.slice(-4)).toEqual(['transaction 1', 'transaction 2', '1', '2']);
  });

  it('writes more with the end of the first stage, in one transaction (E6)', async () => {
    let isRefused = true;
    const inbox = inboxOf({
      receiveTransaction: () =>
        Promise.resolve({
          events: ['a'],
          write: async ({ rooms }) => {
            await rooms.put('!r:e', 'written');
            if (isRefused) throw new Error('refused');
          },
        }),
    });
    inbox.start();
    await accept(inbox, '1', 'a');
    await time.settle();
    expect(await store.rooms.get('!r:e')).toBeUndefined();
    expect(log).toEqual(['refused']);
    isRefused = false;
    await time.advance(1000);
    expect(await store.rooms.get('!r:e')).toBe('written');
    expect(log).toEqual(['refused', 'a']);
  });

  it('begins a term before its first delivery, and ends it after its last (R5)', async () => {
    const inbox = inboxOf({
      beginTerm: ({ fence }) => {
        log.push(`begin ${typeof fence}`);
        return Promise.resolve(() => {
          log.push('end');
          return Promise.resolve();
        });
      },
      receiveTransaction: ({ id }) => Promise.resolve({ events: [], written: () => log.push(`written ${id}`) }),
    });
    await accept(inbox, '1', 'a');
    inbox.start();
    await time.settle();
    await inbox.stop();
    expect(log).toEqual(['begin number', 'written 1', 'end']);
  });

  it('keeps events that wait for a room key, and goes on with the next', async () => {
    const inbox = inboxOf({
      receiveEvent: ({ body }) => {
        log.push(body);
        return Promise.resolve(body === 'a' ? { pendingFor: 'session' } : undefined);
      },
    });
    inbox.start();
    await accept(inbox, '1', 'a', 'b');
    await time.settle();
    expect(log).toEqual(['transaction 1', 'a', 'b']);
    expect(await store.inbox.list('pending', { reason: 'session' })).toMatchObject([{ body: 'a' }]);
  });

  it('tells its receiver when it has written down that an event waits for a room key', async () => {
    const pending = (): Promise<unknown[]> => store.inbox.list('pending');
    const found: Promise<unknown[]>[] = [];
    const inbox = inboxOf({
      receiveEvent: () => Promise.resolve({ pendingFor: 'session', written: () => found.push(pending()) }),
    });
    inbox.start();
    await accept(inbox, '1', 'a');
    await time.settle();
    expect(await Promise.all(found)).toMatchObject([[{ body: 'a' }]]);
  });

  it('tells its receiver that another process lives, and not while a dead one may still have the lease (R5)', async () => {
    await store.lease.acquire('a process that was killed', 10_000);
    const standBy = vi.fn();
    const inbox = inboxOf({ standBy });
    inbox.start();
    await time.advance(10_000);
    expect(standBy).not.toHaveBeenCalled();
    await inbox.stop();

    await store.lease.acquire('a process that lives', 600_000);
    const other = inboxOf({ standBy });
    other.start();
    await time.advance(10_000);
    expect(standBy).not.toHaveBeenCalled();
    await time.advance(1000);
    expect(standBy).toHaveBeenCalledTimes(1);
    await time.advance(1000);
    expect(standBy).toHaveBeenCalledTimes(2);
  });

  it('aborts a delivery that takes too long, and counts it as failed (R5)', async () => {
    const signals: AbortSignal[] = [];
    const inbox = inboxOf(
      {
        receiveEvent: (_, { signal }) => {
          signals.push(signal);
          return signals.length === 1 ? new Promise(() => undefined) : Promise.resolve(undefined);
        },
      },
      { deliveryTimeoutMs: 5000 },
    );
    inbox.start();
    await accept(inbox, '1', 'a');
    await time.advance(4999);
    expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
    await time.advance(1);
    await time.settle();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    expect(log.at(-1)).toContain('5000 ms');
    await time.advance(2000);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
    expect(await inbox.metrics()).toMatchObject({ waitingEvents: 0, failures: 1 });
  });

  it('waits for the delivery in progress when it is stopped, and does not abort it', async () => {
    const { promise, resolve } = withResolvers<undefined>();
    let signal: AbortSignal | undefined;
    const inbox = inboxOf({
      receiveEvent: ({ body }, delivery) => {
        log.push(body);
        signal = delivery.signal;
        return promise;
      },
    });
    inbox.start();
    await accept(inbox, '1', 'a', 'b');
    await time.settle();
    const stopped = inbox.stop().then(() => log.push('stopped'));
    await time.advance(60_000);
    expect(log).toEqual(['transaction 1', 'a']);
    expect(signal?.aborted).toBe(false);
    resolve(undefined);
    await stopped;
    expect(log).toEqual(['transaction 1', 'a', 'stopped']);
    expect((await store.inbox.list('waiting')).map(({ body }) => body)).toEqual(['b']);
    const next = inboxOf();
    next.start();
    await time.settle();
    expect(log.at(-1)).toBe('b');
  });

  it('lets one process at a time deliver, and the next at once when it stops (rule R5)', async () => {
    const first = inboxOf({
      receiveEvent: ({ body }) => {
        log.push(`first ${body}`);
        return Promise.resolve(undefined);
      },
    });
    const second = inboxOf({
      receiveEvent: ({ body }) => {
        log.push(`second ${body}`);
        return Promise.resolve(undefined);
      },
    });
    first.start();
    await time.settle();
    second.start();
    await accept(second, '1', 'a');
    await time.advance(5000);
    await first.stop();
    await accept(first, '2', 'b');
    await time.advance(2000);
    expect(log.filter((line) => !line.startsWith('transaction'))).toEqual(['first a', 'second b']);
  });

  it('delivers again when it is started while it still stops', async () => {
    const gate = withResolvers<undefined>();
    const inbox = inboxOf({ receiveEvent: ({ body }) => (log.push(body), gate.promise) });
    inbox.start();
    await accept(inbox, '1', 'a');
    await time.settle();
    const stopped = inbox.stop();
    inbox.start();
    gate.resolve(undefined);
    await stopped;
    await accept(inbox, '2', 'b');
    await time.advance(1000);
    expect(log).toEqual(['transaction 1', 'a', 'transaction 2', 'b']);
  });

  it('writes nothing once another process has taken the lease, and reports it (R5)', async () => {
    const { promise, resolve } = withResolvers<undefined>();
    const inbox = inboxOf({
      receiveEvent: ({ body }) => {
        log.push(body);
        return promise;
      },
    });
    inbox.start();
    await accept(inbox, '1', 'a');
    await time.settle();
    await store.lease.release(1);
    expect(await store.lease.acquire('other', 60_000)).toBe(2);
    resolve(undefined);
    await time.settle();
    expect(await store.inbox.nextEvent()).toMatchObject({ body: 'a', attempts: 1 });
    expect(log.at(-1)).toContain('another process has taken the lease');
  });

  it('aborts a delivery when it finds its lease lost (R5)', async () => {
    let signal: AbortSignal | undefined;
    const inbox = inboxOf({
      receiveEvent: (_, delivery) => {
        signal = delivery.signal;
        return new Promise(() => undefined);
      },
    });
    inbox.start();
    await accept(inbox, '1', 'a');
    await time.settle();
    await store.lease.release(1);
    await store.lease.acquire('other', 60_000);
    await time.advance(5000);
    expect(signal?.aborted).toBe(true);
  });

  it('goes on when the store works again', async () => {
    const inbox = inboxOf();
    inbox.start();
    await time.settle();
    const nextTransaction = store.inbox.nextTransaction.bind(store.inbox);
    Object.assign(store.inbox, { nextTransaction: () => Promise.reject(new Error('disk full')) });
    await time.advance(1000);
    expect(log).toContain('disk full');
    Object.assign(store.inbox, { nextTransaction });
    await accept(inbox, '1', 'a');
    await time.advance(2000);
    expect(log.slice(-2)).toEqual(['transaction 1', 'a']);
  });

  it('ends when the store was closed', async () => {
    const inbox = inboxOf();
    inbox.start();
    await time.settle();
    await store.close();
    await time.advance(2000);
    const lines = log.length;
    expect(lines).toBeGreaterThan(0);
    await time.advance(60_000);
    expect(log).toHaveLength(lines);
    await inbox.stop();
  });

  it('rejects no `stop` and loses no event while the database is gone (R4)', async () => {
    const inbox = inboxOf();
    await accept(inbox, '1', 'a', 'b');
    inbox.start();
    const working = { ...store };
    await time.settle();
    const gone = (): Promise<never> => Promise.reject(new StoreError('CONNECTION', 'gone'));
    Object.assign(store, { transaction: gone, lease: { acquire: gone, renew: gone, release: gone } });
    await accept(inbox, '2', 'c');
    await time.advance(5000);
    const stopping = inbox.stop();
    await time.advance(5000);
    await stopping;
    expect(log).toContain('gone');
    Object.assign(store, working);
    const next = inboxOf();
    next.start();
    await time.advance(20_000);
    expect(log.filter((line) => line === 'c').length).toBeGreaterThan(0);
    expect(await next.metrics()).toMatchObject({ waitingTransactions: 0, waitingEvents: 0 });
  });

  it('tells of what is accepted, delivered, failed, set aside and stopped (R2)', async () => {
    const reports: string[] = [];
    const onReport = ({ kind, part, seq, transactionId, attempts, error }: InboxReport): void => {
      expect(seq).toBeGreaterThan(0);
      reports.push(
        `${kind} ${part} of ${transactionId}, ${attempts}${error instanceof Error ? `: ${error.message}` : ''}`,
      );
    };
    const inbox = inboxOf({ receiveEvent: failing({ a: 10, b: 11 }) }, { onReport });
    inbox.start();
    await accept(inbox, '1', 'a', 'b');
    await accept(inbox, '1', 'a', 'b');
    await time.advance(1_000_000);
    const failures = (name: string, count: number): string[] =>
      Array.from({ length: count }, (_, n) => `failed event of 1, ${n + 1}: ${name} failed`);
    expect(reports).toEqual([
      'accepted transaction of 1, 0',
      'delivered transaction of 1, 0',
      ...failures('a', 10),
      'set-aside event of 1, 10',
      ...failures('b', 10),
      'stopped event of 1, 10',
      ...failures('b', 11).slice(10),
      'delivered event of 1, 12',
    ]);
    expect((await inbox.metrics()).failures).toBe(21);
  });

  it('tells of a first stage that failed, and goes on though the listener throws (R2)', async () => {
    let isDown = true;
    const onReport = vi.fn(() => {
      throw new Error('broken logger');
    });
    const receiveTransaction = (): Promise<{ events: string[] }> =>
      isDown ? Promise.reject(new Error('down')) : Promise.resolve({ events: ['a'] });
    const inbox = inboxOf({ receiveTransaction }, { onReport });
    inbox.start();
    await accept(inbox, '1', 'a');
    await time.settle();
    const failed = { kind: 'failed', part: 'transaction', transactionId: '1', error: new Error('down') };
    expect(onReport).toHaveBeenLastCalledWith(expect.objectContaining(failed));
    isDown = false;
    await time.advance(5000);
    expect(log.at(-1)).toBe('a');
  });

  it('starts once however often it is told, and stops before it was started, and twice', async () => {
    const inbox = inboxOf();
    await inbox.stop();
    inbox.start();
    inbox.start();
    await accept(inbox, '1', 'a');
    await time.settle();
    await Promise.all([inbox.stop(), inbox.stop()]);
    await accept(inbox, '2', 'b');
    await time.advance(5000);
    expect(log).toEqual(['transaction 1', 'a']);
    inbox.start();
    await time.advance(2000);
    expect(log).toEqual(['transaction 1', 'a', 'transaction 2', 'b']);
  });

  it.each([NaN, -1, 0, 1.5, 2 ** 53, Infinity, -Infinity, '1', undefined])(
    'has no event with the number %s',
    async (seq) => {
      const inbox = inboxOf();
      await accept(inbox, '1', 'a');
      expect(await inbox.redeliver(seq as number)).toBe(false);
      expect(await inbox.drop(seq as number)).toBe(false);
      inbox.start();
      await time.settle();
      expect(log).toEqual(['transaction 1', 'a']);
    },
  );

  it('lists thousands of events that were set aside, a page at a time', async () => {
    const inbox = inboxOf();
    const { seq = 0 } = await accept(inbox, '1', 'all');
    const bodies = Array.from({ length: 2500 }, (_, n) => String(n));
    await store.transaction(async (parts) => {
      await parts.inbox.unpack(seq, bodies);
      for (let event = await parts.inbox.nextEvent(); event; event = await parts.inbox.nextEvent()) {
        await parts.inbox.setState(event.seq, 'set-aside', 'no');
      }
    });
    const list = vi.spyOn(store.inbox, 'list');
    expect((await inbox.setAside()).map(({ body }) => body)).toEqual(bodies);
    expect(list.mock.calls.length).toBeGreaterThan(2);
  });

  it('is not held up by a clock that was set back', async () => {
    const inbox = inboxOf();
    await accept(inbox, '1', 'a');
    const transaction = await store.inbox.nextTransaction();
    await store.inbox.unpack(transaction?.seq ?? 0, ['a']);
    const event = await store.inbox.nextEvent();
    await store.inbox.recordAttempt(event?.seq ?? 0, 1, time.epochMs() + 10_000_000);
    inbox.start();
    await time.settle();
    expect(log).toEqual(['a']);
  });

  it('starts and stops again and again', async () => {
    const inbox = inboxOf();
    await inbox.stop();
    for (const id of ['1', '2', '3']) {
      inbox.start();
      inbox.start();
      await accept(inbox, id, id);
      await time.settle();
      await inbox.stop();
    }
    expect(log.filter((line) => line.length === 1)).toEqual(['1', '2', '3']);
  });

  it('forgets old IDs from time to time (rule R6)', async () => {
    const calls: number[][] = [];
    Object.assign(store.inbox, {
      forgetOld: (...args: number[]) => {
        calls.push(args);
        return calls.length === 1 ? Promise.reject(new Error('busy')) : Promise.resolve(0);
      },
    });
    const inbox = inboxOf();
    for (let n = 0; n < 2000; n++) await inbox.accept({ id: 'x', digests: [], compose: () => undefined });
    expect(calls).toEqual(Array(2).fill([30 * 24 * 3600 * 1000, 100_000]));
    expect(log).toEqual(['busy']);
  });

  it('survives callbacks that throw', async () => {
    const fail = (): never => {
      throw new Error('callback');
    };
    const receiveEvent = failing({ a: 10, b: 11 });
    const inbox = inboxOf({ receiveEvent }, { onError: fail, onSetAside: fail, onStopped: fail });
    inbox.start();
    await accept(inbox, '1', 'a', 'b', 'c');
    await time.advance(1_000_000);
    expect(log.at(-1)).toBe('c');
    const events: StoredEvent[] = await inbox.setAside();
    expect(events).toHaveLength(1);
  });
});
