import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { AppserviceHandlers, AppserviceHandlerOptions } from '../../src/appservice/application.js';
import { createTransactionDelivery, type TransactionDelivery } from '../../src/appservice/deliver-transaction.js';
import { settingsOf } from '../../src/appservice/settings.js';
import { createMemoryTransactionLog, type TransactionLog } from '../../src/appservice/transaction-log.js';
import { TimeoutError } from '../../src/errors.js';
import { bytesOf, deferred, hsToken, type Deferred } from './ask.js';

const empty = bytesOf({ events: [] });
const contextOf = (transactionId: string): unknown => ({ operation: 'sendTransaction', transactionId });

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function deliveryTo(
  handler: NonNullable<AppserviceHandlers['transaction']>,
  options: Partial<AppserviceHandlerOptions> = {},
): TransactionDelivery {
  const log = options.transactions ?? createMemoryTransactionLog();
  return createTransactionDelivery(handler, log, settingsOf({ hsToken, deadlineMs: 1000, ...options }));
}

/** A handler whose every call is settled by the test. */
function heldHandler(): { handler: NonNullable<AppserviceHandlers['transaction']>; calls: Deferred<undefined>[] } {
  const calls: Deferred<undefined>[] = [];
  const handler = (): Promise<undefined> => {
    const call = deferred();
    calls.push(call);
    return call.promise;
  };
  return { handler, calls };
}

async function settled(): Promise<void> {
  await vi.advanceTimersByTimeAsync(0);
}

it('gives the handler the transaction, its id and what was found in it (T1)', async () => {
  const handler = vi.fn();
  const onFinding = vi.fn();
  const answer = await deliveryTo(handler, { onFinding })('7', bytesOf({ events: [], to_device: null }));
  expect(answer).toMatchObject({ status: 200, body: '{}' });
  const finding: unknown = expect.objectContaining({ code: 'malformed-field', pointer: '/to_device' });
  expect(handler).toHaveBeenCalledExactlyOnceWith(
    { events: [] },
    { id: '7', findings: [finding], signal: expect.any(AbortSignal) as AbortSignal },
  );
  expect(onFinding).toHaveBeenCalledExactlyOnceWith(finding, contextOf('7'));
});

it('delivers though onFinding throws', async () => {
  const handler = vi.fn();
  const onFinding = (): never => {
    throw new Error('broken logger');
  };
  const answer = await deliveryTo(handler, { onFinding })('7', bytesOf({ events: [], to_device: null }));
  expect(answer.status).toBe(200);
  expect(handler).toHaveBeenCalledOnce();
});

it('waits for whatever the language awaits, and takes its failure for one', async () => {
  const onError = vi.fn();
  // As queries that are run when they are awaited: only reading `then` tells.
  const lazy = new Proxy(Object, {
    get: (_, name) =>
      name === 'then'
        ? (_resolve: unknown, reject: (error: Error) => void) => {
            reject(new Error('down'));
          }
        : undefined,
  });
  const deliver = deliveryTo(() => lazy as unknown, { onError });
  expect((await deliver('7', empty)).status).toBe(500);
  expect((await deliver('7', empty)).status).toBe(500);
  expect(onError).toHaveBeenCalledTimes(2);
});

it.each(['1', '', '__proto__', 'constructor', 'toString'])(
  'delivers the id %j once, whatever its body (T7)',
  async (id) => {
    const handler = vi.fn();
    const deliver = deliveryTo(handler);
    for (const body of [empty, empty, bytesOf({ events: [], ephemeral: [] }), bytesOf('no json')]) {
      expect(await deliver(id, body)).toMatchObject({ status: 200, body: '{}' });
    }
    expect(handler).toHaveBeenCalledOnce();
  },
);

it('delivers different ids without one waiting for the other', async () => {
  const { handler, calls } = heldHandler();
  const deliver = deliveryTo(handler);
  const answers = [deliver('1', empty), deliver('2', empty)];
  await settled();
  expect(calls).toHaveLength(2);
  calls[1]?.resolve(undefined);
  expect(await answers[1]).toMatchObject({ status: 200 });
  calls[0]?.resolve(undefined);
  expect(await answers[0]).toMatchObject({ status: 200 });
});

it('lets concurrent duplicates wait for the first and share its success (T7)', async () => {
  const { handler, calls } = heldHandler();
  const deliver = deliveryTo(handler);
  const answered = vi.fn();
  const answers = [empty, empty, bytesOf('no json')].map((body) => deliver('1', body));
  for (const answer of answers) void answer.then(answered);
  await settled();
  expect(calls).toHaveLength(1);
  expect(answered).not.toHaveBeenCalled();
  calls[0]?.resolve(undefined);
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200, 200]);
});

it('lets concurrent duplicates share the failure of the first, and delivers the retry (T7)', async () => {
  const { handler, calls } = heldHandler();
  const onError = vi.fn();
  const deliver = deliveryTo(handler, { onError });
  const answers = [deliver('1', empty), deliver('1', empty)];
  await settled();
  const error = new Error('no room');
  calls[0]?.reject(error);
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([500, 500]);
  expect(onError).toHaveBeenCalledExactlyOnceWith(error, contextOf('1'));

  const retry = deliver('1', empty);
  await settled();
  expect(calls).toHaveLength(2);
  calls[1]?.resolve(undefined);
  expect(await retry).toMatchObject({ status: 200 });
});

it('answers 500 where the handler throws at once, says nothing of why, and aborts what it left running (A4)', async () => {
  let signal: AbortSignal | undefined;
  const answer = await deliveryTo((_, context) => {
    signal = context.signal;
    throw new Error('secret');
  })('1', empty);
  expect(answer.status).toBe(500);
  expect(answer.body).not.toContain('secret');
  expect(signal?.aborted).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
});

it('ends the wait and not the delivery at the deadline: a later request joins it (T8)', async () => {
  const { handler, calls } = heldHandler();
  const onError = vi.fn();
  const deliver = deliveryTo(handler, { onError });
  const first = deliver('1', empty);
  await vi.advanceTimersByTimeAsync(1000);
  expect(await first).toMatchObject({ status: 504 });
  expect(onError).toHaveBeenCalledExactlyOnceWith(new TimeoutError(1000), contextOf('1'));

  const second = deliver('1', empty);
  await vi.advanceTimersByTimeAsync(999);
  calls[0]?.resolve(undefined);
  expect(await second).toMatchObject({ status: 200 });
  expect(calls).toHaveLength(1);
  expect(vi.getTimerCount()).toBe(0);
});

it('remembers a success that came when nobody waited any more (T8)', async () => {
  const { handler, calls } = heldHandler();
  const deliver = deliveryTo(handler);
  const first = deliver('1', empty);
  await vi.advanceTimersByTimeAsync(1000);
  expect(await first).toMatchObject({ status: 504 });
  calls[0]?.resolve(undefined);
  await settled();
  expect(await deliver('1', empty)).toMatchObject({ status: 200 });
  expect(calls).toHaveLength(1);
});

it('tells onError of a failure that came when nobody waited any more, and delivers the retry (T8)', async () => {
  const { handler, calls } = heldHandler();
  const onError = vi.fn();
  const deliver = deliveryTo(handler, { onError });
  const first = deliver('1', empty);
  await vi.advanceTimersByTimeAsync(1000);
  await first;
  const error = new Error('late');
  calls[0]?.reject(error);
  await settled();
  expect(onError).toHaveBeenLastCalledWith(error, contextOf('1'));
  void deliver('1', empty);
  await settled();
  expect(calls).toHaveLength(2);
});

it('does not abort the signal of a delivery at the deadline (T8)', async () => {
  let signal: AbortSignal | undefined;
  const deliver = deliveryTo((_, context) => {
    signal = context.signal;
    return new Promise(() => undefined);
  });
  const answer = deliver('1', empty);
  await vi.advanceTimersByTimeAsync(1000);
  expect(await answer).toMatchObject({ status: 504 });
  expect(signal?.aborted).toBe(false);
});

it.each([
  ['no json', 'M_NOT_JSON', 'the body is not valid JSON'],
  ['[]', 'M_BAD_JSON', 'the body: must be an object'],
  ['{}', 'M_BAD_JSON', '/events: must be an array'],
])('refuses the body %s, and delivers the id when it comes with a good one (T6, A3)', async (body, errcode, error) => {
  const handler = vi.fn();
  const deliver = deliveryTo(handler);
  const refusal = await deliver('1', bytesOf(body));
  expect([refusal.status, JSON.parse(refusal.body)]).toEqual([400, { errcode, error }]);
  expect(handler).not.toHaveBeenCalled();
  expect(await deliver('1', empty)).toMatchObject({ status: 200 });
  expect(handler).toHaveBeenCalledOnce();
});

it('delivers events that nest a hundred thousand levels deep, and that have a __proto__ (S2, S3)', async () => {
  const event = '{"type":"m","room_id":"!r","sender":"@a:b","event_id":"$e","origin_server_ts":1,"content":';
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  const handler = vi.fn<NonNullable<AppserviceHandlers['transaction']>>();
  const body = bytesOf(`{"events":[${event}{"deep":${deep}}},${event}{"__proto__":{"x":1}}}]}`);
  expect(await deliveryTo(handler)('1', body)).toMatchObject({ status: 200 });
  const events = handler.mock.calls[0]?.[0].events ?? [];
  expect(events).toHaveLength(2);
  expect(JSON.stringify(events[1]?.content)).toBe('{"__proto__":{"x":1}}');
});

/** A log that answers when the test lets it. */
function slowLog(): { log: TransactionLog; asked: Deferred<boolean>[]; added: Deferred<undefined>[] } {
  const asked: Deferred<boolean>[] = [];
  const added: Deferred<undefined>[] = [];
  const queue = <T>(list: Deferred<T>[]): Promise<T> => {
    const next = deferred<T>();
    list.push(next);
    return next.promise;
  };
  return { log: { has: () => queue(asked), add: () => queue(added) }, asked, added };
}

it('asks the log once for concurrent duplicates, and answers when it has remembered (T7)', async () => {
  const { log, asked, added } = slowLog();
  const handler = vi.fn();
  const deliver = deliveryTo(handler, { transactions: log });
  const answered = vi.fn();
  const answers = [deliver('1', empty), deliver('1', empty)];
  void Promise.all(answers).then(answered);
  asked[0]?.resolve(false);
  await settled();
  answers.push(deliver('1', empty));
  await settled();
  expect(answered).not.toHaveBeenCalled();
  added[0]?.resolve(undefined);
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200, 200]);
  expect([asked.length, added.length, handler.mock.calls.length]).toEqual([1, 1, 1]);
});

it('does not deliver what a durable log remembers from an earlier life (T7)', async () => {
  const handler = vi.fn();
  const log = { has: () => Promise.resolve(true), add: vi.fn() };
  expect(await deliveryTo(handler, { transactions: log })('1', empty)).toMatchObject({ status: 200 });
  expect(handler).not.toHaveBeenCalled();
  expect(log.add).not.toHaveBeenCalled();
});

it('answers 500 and delivers nothing where the log cannot say what it remembers', async () => {
  const error = new Error('disk');
  const handler = vi.fn();
  const onError = vi.fn();
  const log = { has: () => Promise.reject(error), add: vi.fn() };
  expect(await deliveryTo(handler, { transactions: log, onError })('1', empty)).toMatchObject({ status: 500 });
  expect(handler).not.toHaveBeenCalled();
  expect(onError).toHaveBeenCalledExactlyOnceWith(error, contextOf('1'));
});

it('answers 200 and tells onError where a delivered id cannot be remembered: a 500 would deliver it twice', async () => {
  const error = new Error('disk');
  const onError = vi.fn();
  const log = { has: () => false, add: () => Promise.reject(error) };
  expect(await deliveryTo(vi.fn(), { transactions: log, onError })('1', empty)).toMatchObject({ status: 200 });
  expect(onError).toHaveBeenCalledExactlyOnceWith(error, contextOf('1'));
});
