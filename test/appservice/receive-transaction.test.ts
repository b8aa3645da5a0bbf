import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AppserviceHandlerOptions, AppserviceHandlers } from '../../src/appservice/handler-options.js';
import { createAppserviceHandler, type AppserviceHandler } from '../../src/appservice/handler.js';
import { createMemoryStore } from '../../src/appservice/memory-store.js';
import type { AppserviceStore } from '../../src/appservice/store.js';
import { StoreError } from '../../src/errors.js';
import type { KeyQueryResponse, Transaction } from '../../src/types.js';
import { bytesOf, hsToken } from './ask.js';

const event = (id: string): Transaction['events'][number] => ({
  type: 'm.room.message',
  event_id: id,
  room_id: '!room:example.org',
  sender: '@bob:example.org',
  origin_server_ts: 1,
  content: { body: id },
});
const message = (text: string): NonNullable<Transaction['to_device']>[number] => ({
  type: 'm.room.encrypted',
  sender: '@bob:example.org',
  to_user_id: '@ann:example.org',
  to_device_id: 'GHOST',
  content: { text },
});
const typing = { type: 'm.typing', room_id: '!room:example.org', content: { user_ids: ['@bob:example.org'] } };
const lists = { changed: ['@bob:example.org'], left: [] };
const counts = (count: number): Transaction['device_one_time_keys_count'] => ({
  '@ann:example.org': { GHOST: { signed_curve25519: count } },
});

let store: AppserviceStore;
let log: string[];

beforeEach(() => {
  vi.useFakeTimers();
  store = createMemoryStore();
  log = [];
});
afterEach(async () => {
  await Promise.all(made.splice(0).map((handler) => handler.stop()));
  vi.useRealTimers();
});

const made: AppserviceHandler[] = [];

/** Callbacks that write what they get into the log. */
const callbacks: AppserviceHandlers = {
  onToDevice: ({ content }) => log.push(`message ${String(content['text'])}`),
  onDeviceLists: ({ changed }) => log.push(`changed ${String(changed)}`),
  onOneTimeKeysCount: (given) => log.push(`counts ${JSON.stringify(given)}`),
  onUnusedFallbackKeyTypes: (types) => log.push(`types ${JSON.stringify(types)}`),
  onEphemeral: ({ type }) => log.push(type),
  onEvent: ({ event_id }) => log.push(event_id),
};

function handlerOf(
  handlers: AppserviceHandlers = callbacks,
  options: Partial<AppserviceHandlerOptions> = {},
): AppserviceHandler {
  const handler = createAppserviceHandler(handlers, { hsToken, store, ...options });
  made.push(handler);
  return handler;
}

async function send(handler: AppserviceHandler, id: string, body: unknown): Promise<number> {
  const answer = await handler.handle({
    method: 'PUT',
    target: `/_matrix/app/v1/transactions/${encodeURIComponent(id)}`,
    header: (name) => (name === 'authorization' ? `Bearer ${hsToken}` : undefined),
    readBody: () => Promise.resolve(typeof body === 'string' ? new TextEncoder().encode(body) : bytesOf(body)),
  });
  return answer.status;
}

const settle = (timeMs = 0): Promise<unknown> => vi.advanceTimersByTimeAsync(timeMs);

describe('a handler with a store', () => {
  it('acknowledges what is written down, and delivers it after it was started (rule R1)', async () => {
    const handler = handlerOf();
    expect(await send(handler, '1', { events: [event('$1')] })).toBe(200);
    await settle(5000);
    expect(log).toEqual([]);
    expect(await handler.inboxMetrics()).toMatchObject({ waitingTransactions: 1 });
    handler.start();
    await settle();
    expect(log).toEqual(['$1']);
    expect(await handler.inboxMetrics()).toMatchObject({ waitingTransactions: 0, waitingEvents: 0 });
  });

  it('delivers messages, lists, counts and types before events, and ephemeral events before others (R2)', async () => {
    const handler = handlerOf();
    handler.start();
    const types = { '@ann:example.org': { GHOST: ['signed_curve25519'] } };
    await send(handler, '1', {
      events: [event('$1'), event('$2')],
      ephemeral: [typing],
      to_device: [message('one'), message('two')],
      device_lists: lists,
      device_one_time_keys_count: counts(7),
      device_unused_fallback_key_types: types,
    });
    await settle();
    expect(log).toEqual([
      'message one',
      'message two',
      'changed @bob:example.org',
      `counts ${JSON.stringify(counts(7))}`,
      `types ${JSON.stringify(types)}`,
      'm.typing',
      '$1',
      '$2',
    ]);
  });

  it('gives a handler of whole transactions each event in one of its own (R2)', async () => {
    const transaction = vi.fn();
    const handler = handlerOf({ transaction });
    handler.start();
    await send(handler, '1', { events: [event('$1'), event('$2')], ephemeral: [typing], to_device: [message('one')] });
    await settle();
    expect(transaction.mock.calls.map(([given]) => given as unknown)).toEqual([
      { events: [], to_device: [message('one')] },
      { events: [], ephemeral: [typing] },
      { events: [event('$1')] },
      { events: [event('$2')] },
    ]);
    expect(transaction.mock.calls.map(([, { id }]) => id as unknown)).toEqual(Array(4).fill('1'));
  });

  it('sends a failing event again alone, and not the messages that came with it (R2)', async () => {
    let failures = 1;
    const handler = handlerOf({
      ...callbacks,
      onEvent: ({ event_id }) => {
        log.push(event_id);
        if (failures-- > 0) throw new Error('not now');
      },
    });
    handler.start();
    await send(handler, '1', { events: [event('$1')], to_device: [message('one')] });
    await settle(5000);
    expect(log).toEqual(['message one', '$1', '$1']);
  });

  it('delivers of a repeat exactly what did not come under its ID before (T7)', async () => {
    const onFinding = vi.fn();
    const handler = handlerOf(callbacks, { onFinding });
    handler.start();
    const same = message('same');
    await send(handler, '1', { events: [event('$1')], to_device: [same, same] });
    await send(handler, '1', { events: [event('$1')], to_device: [] });
    await send(handler, '1', { events: [event('$1')] });
    await settle();
    expect(log).toEqual(['message same', 'message same', '$1']);
    expect(onFinding).not.toHaveBeenCalled();
    await send(handler, '1', { events: [event('$1'), event('$2')], to_device: [same, same, same] });
    await settle();
    expect(log.slice(3)).toEqual(['message same', '$2']);
    expect(onFinding.mock.calls.map(([{ code }]) => code as unknown)).toEqual(['transaction-grew']);
    await send(handler, '1', { events: [event('$3')] });
    await settle();
    expect(log.at(-1)).toBe('$3');
    expect(onFinding.mock.calls.map(([{ code }]) => code as unknown)).toEqual([
      'transaction-grew',
      'transaction-id-reused',
    ]);
  });

  it('delivers device lists of a repeat, and counts only where they can be the newest (T7, D4)', async () => {
    const handler = handlerOf();
    handler.start();
    await send(handler, '1', { events: [], device_one_time_keys_count: counts(1), device_lists: lists });
    await send(handler, '1', { events: [], device_one_time_keys_count: counts(2), device_lists: lists });
    await send(handler, '2', { events: [], device_one_time_keys_count: counts(3) });
    await send(handler, '1', { events: [], device_one_time_keys_count: counts(4), device_lists: lists });
    await settle();
    const count = (n: number): string => `counts ${JSON.stringify(counts(n))}`;
    const changed = 'changed @bob:example.org';
    expect(log).toEqual([changed, count(1), changed, count(2), count(3), changed]);
  });

  it('takes no part of a transaction twice when it comes several times at once (T7)', async () => {
    const handler = handlerOf();
    handler.start();
    const body = { events: [event('$1')], to_device: [message('one')] };
    expect(await Promise.all([1, 2, 3].map(() => send(handler, '1', body)))).toEqual([200, 200, 200]);
    await settle();
    expect(log).toEqual(['message one', '$1']);
  });

  it('answers 503 to what cannot be written down, tells onError, and takes it the next time (rule R3)', async () => {
    const onError = vi.fn();
    let failure: StoreError | undefined = new StoreError('FULL', 'disk full');
    const accept = store.inbox.accept.bind(store.inbox);
    Object.assign(store.inbox, {
      accept: (...args: Parameters<typeof accept>) => (failure ? Promise.reject(failure) : accept(...args)),
    });
    const handler = handlerOf(callbacks, { onError });
    handler.start();
    expect(await send(handler, '1', { events: [event('$1')] })).toBe(503);
    expect(onError).toHaveBeenCalledWith(failure, { operation: 'sendTransaction', transactionId: '1' });
    failure = undefined;
    expect(await send(handler, '1', { events: [event('$1')] })).toBe(200);
    await settle();
    expect(log).toEqual(['$1']);
  });

  it('answers 503 to an ID that no database keeps, and takes events whatever their IDs are (R3, T6)', async () => {
    const handler = handlerOf();
    handler.start();
    expect(await send(handler, 'a\0b', { events: [] })).toBe(503);
    const odd = ['$\0', '$\ud800', '__proto__', ''].map((id) => event(id));
    expect(await send(handler, '1', { events: odd })).toBe(200);
    expect(await send(handler, '1', { events: odd })).toBe(200);
    await settle();
    expect(log).toEqual(['$\0', '$\ud800', '__proto__', '']);
  });

  it('answers 504 where writing takes longer than the deadline, and writes once (T8)', async () => {
    const onError = vi.fn();
    const accept = store.inbox.accept.bind(store.inbox);
    Object.assign(store.inbox, {
      accept: async (...args: Parameters<typeof accept>) => {
        await new Promise((resolve) => setTimeout(resolve, 2000));
        return accept(...args);
      },
    });
    const handler = handlerOf(callbacks, { onError, deadlineMs: 1000 });
    handler.start();
    const answer = send(handler, '1', { events: [event('$1')] });
    await settle(1000);
    expect(await answer).toBe(504);
    expect(onError).toHaveBeenCalledTimes(1);
    const repeat = send(handler, '1', { events: [event('$1')] });
    await settle(3000);
    expect(await repeat).toBe(504);
    await settle(3000);
    expect(log).toEqual(['$1']);
  });

  it('refuses what it refuses without a store (A3, T6)', async () => {
    const handler = handlerOf();
    expect(await send(handler, '1', '{')).toBe(400);
    expect(await send(handler, '1', { events: {} })).toBe(400);
    expect(await handler.inboxMetrics()).toMatchObject({ waitingTransactions: 0 });
  });

  it('changes no event, however deep it nests and whatever numbers it has (S3)', async () => {
    const seen: unknown[] = [];
    const handler = handlerOf({ onEvent: ({ content }) => seen.push(content) });
    handler.start();
    const deep = `${'{"a":['.repeat(20_000)}${']}'.repeat(20_000)}`;
    const body = (content: string): string =>
      `{"events":[{"type":"m.x","event_id":"$${String(content.length)}","room_id":"!r:e","sender":"@a:e","origin_server_ts":1,"content":${content}}]}`;
    await send(handler, '1', body('{"__proto__":{"a":1},"n":1e999,"z":null}'));
    await send(handler, '2', body(deep));
    await settle();
    expect(seen[0]).toEqual(JSON.parse('{"__proto__":{"a":1},"n":1e999,"z":null}'));
    let depth = 0;
    for (let value = seen[1]; value !== undefined; depth++) value = (value as { a?: unknown[] }).a?.[0];
    expect(depth).toBe(20_000);
  });

  it('gives findings with what they were found in, and reports them once (T1)', async () => {
    const onFinding = vi.fn();
    const found: unknown[] = [];
    const handler = handlerOf({ onToDevice: (_, { findings }) => found.push(findings) }, { onFinding });
    handler.start();
    const body = { events: [], to_device: [message('one'), 'not one'] };
    await send(handler, '1', body);
    await send(handler, '1', { ...body, to_device: [message('one')] });
    await settle();
    const finding: unknown = expect.objectContaining({ code: 'malformed-entry', pointer: '/to_device/1' });
    expect(found).toEqual([[finding]]);
    expect(onFinding.mock.calls).toEqual([[finding, { operation: 'sendTransaction', transactionId: '1' }]]);
  });

  it('keeps no events for which there is no callback', async () => {
    const handler = handlerOf({ onToDevice: callbacks.onToDevice });
    handler.start();
    await send(handler, '1', { events: [event('$1')], ephemeral: [typing], to_device: [message('one')] });
    await settle();
    expect(log).toEqual(['message one']);
    expect(await handler.inboxMetrics()).toMatchObject({ waitingTransactions: 0, waitingEvents: 0 });
  });

  it('sets an event aside after ten failures, reports it, and delivers it again by hand (R2)', async () => {
    const onFinding = vi.fn();
    const onError = vi.fn();
    let isBroken = true;
    const handler = handlerOf(
      {
        onEvent: ({ event_id }) => {
          if (isBroken && event_id === '$1') throw new Error('poison');
          log.push(event_id);
        },
      },
      { onFinding, onError },
    );
    handler.start();
    await send(handler, '1', { events: [event('$1'), event('$2')] });
    await settle(600_000);
    expect(log).toEqual(['$2']);
    expect(onError).toHaveBeenCalledTimes(10);
    const context = { operation: 'sendTransaction', transactionId: '1' };
    expect(onFinding.mock.calls).toEqual([[expect.objectContaining({ code: 'event-set-aside' }), context]]);
    const [setAside] = await handler.setAside();
    expect(setAside).toMatchObject({ transactionId: '1', event: event('$1'), attempts: 10, reason: 'poison' });
    isBroken = false;
    expect(await handler.redeliver(setAside?.seq ?? 0)).toBe(true);
    await settle();
    expect(log).toEqual(['$2', '$1']);
    expect(await handler.setAside()).toEqual([]);
    expect(await handler.drop(setAside?.seq ?? 0)).toBe(false);
  });

  it('reports that deliveries stopped where the next event fails as well (R2)', async () => {
    const onFinding = vi.fn();
    const handler = handlerOf(
      {
        onEvent: () => {
          throw new Error('the application is broken');
        },
      },
      { onFinding },
    );
    handler.start();
    await send(handler, '1', { events: [event('$1'), event('$2'), event('$3')] });
    await settle(3_000_000);
    const codes = onFinding.mock.calls.map(([{ code }]) => code as unknown);
    expect(codes).toEqual(['event-set-aside', 'delivery-stopped']);
    expect(await handler.setAside()).toHaveLength(1);
  });

  it('shows ephemeral events that were set aside, too', async () => {
    const handler = handlerOf({
      onEphemeral: () => {
        throw new Error('no');
      },
    });
    handler.start();
    await send(handler, '1', { events: [], ephemeral: [typing] });
    await settle(600_000);
    expect(await handler.setAside()).toMatchObject([{ event: typing }]);
  });

  it('aborts the signal of a delivery after deliveryTimeoutMs, and tries again (R5)', async () => {
    const signals: AbortSignal[] = [];
    const onEvent = (_: unknown, { signal }: { signal: AbortSignal }): Promise<unknown> => {
      signals.push(signal);
      return signals.length === 1 ? new Promise(() => undefined) : Promise.resolve();
    };
    const handler = handlerOf({ onEvent }, { deliveryTimeoutMs: 5000 });
    handler.start();
    await send(handler, '1', { events: [event('$1')] });
    await settle(4990);
    expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
    await settle(5000);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
  });

  it('delivers after a restart what was acknowledged before it (rule R4)', async () => {
    const first = handlerOf();
    await send(first, '1', { events: [event('$1')], to_device: [message('one')] });
    const second = handlerOf();
    second.start();
    await settle();
    expect(log).toEqual(['message one', '$1']);
  });

  it('leaves no timer behind once it is stopped (S6)', async () => {
    const handler = handlerOf();
    handler.start();
    await send(handler, '1', { events: [event('$1')] });
    await settle(3000);
    await handler.stop();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('a handler with a store and without handlers for transactions', () => {
  it('takes no transactions, delivers none, and shows what another has received (A2)', async () => {
    const receiving = handlerOf();
    await send(receiving, '1', { events: [event('$1')] });
    const keys = handlerOf({ queryKeys: () => ({ device_keys: {} }) });
    keys.start();
    await settle(20_000);
    expect(await send(keys, '2', { events: [event('$2')] })).toBe(404);
    expect(await keys.inboxMetrics()).toMatchObject({ waitingTransactions: 1, failures: 0 });
    expect(await keys.setAside()).toEqual([]);
    expect(await keys.drop(99)).toBe(false);
    await keys.stop();
    receiving.start();
    await settle();
    expect(log).toEqual(['$1']);
  });
});

describe('a handler whose store is closed', () => {
  it('acknowledges nothing more, tells onError, and goes on to answer all else (R3)', async () => {
    const onError = vi.fn();
    const queryKeys = (): KeyQueryResponse => ({ device_keys: {} });
    const handler = handlerOf({ ...callbacks, queryKeys }, { onError });
    handler.start();
    await send(handler, '1', { events: [event('$1')] });
    await settle();
    await store.close();
    expect(await send(handler, '2', { events: [event('$2')] })).toBe(503);
    const closed: unknown = expect.objectContaining({ name: 'StoreError', code: 'CLOSED' });
    expect(onError).toHaveBeenCalledWith(closed, { operation: 'sendTransaction', transactionId: '2' });
    await settle(60_000);
    const answer = await handler.fetch(
      new Request('https://as.example/_matrix/app/v1/keys/query', {
        method: 'POST',
        headers: { authorization: `Bearer ${hsToken}` },
        body: '{}',
      }),
    );
    expect(answer.status).toBe(200);
    await expect(handler.setAside()).rejects.toEqual(closed);
    await expect(handler.inboxMetrics()).rejects.toEqual(closed);
    await handler.stop();
    handler.start();
    await handler.stop();
    expect(log).toEqual(['$1']);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('a handler without a store', () => {
  it('has an empty inbox', async () => {
    const handler = createAppserviceHandler(callbacks, { hsToken });
    handler.start();
    expect(await handler.setAside()).toEqual([]);
    expect(await handler.redeliver(1)).toBe(false);
    expect(await handler.drop(1)).toBe(false);
    expect(await handler.inboxMetrics()).toBeUndefined();
    await handler.stop();
  });

  it('says at the first refusal, once, what Synapse does then (R1)', async () => {
    const onFinding = vi.fn();
    const onEvent = (): never => {
      throw new Error('no');
    };
    const handler = createAppserviceHandler({ onEvent }, { hsToken, onFinding });
    expect(await send(handler, '1', { events: [event('$1')] })).toBe(500);
    expect(await send(handler, '2', { events: [event('$1')] })).toBe(500);
    const finding: unknown = expect.objectContaining({ code: 'refused-without-store', severity: 'warning' });
    expect(onFinding.mock.calls).toEqual([[finding, { operation: 'sendTransaction', transactionId: '1' }]]);
  });
});
