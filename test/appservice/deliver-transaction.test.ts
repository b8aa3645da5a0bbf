import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AppserviceHandlers, AppserviceHandlerOptions } from '../../src/appservice/handler-options.js';
import { createTransactionDelivery, type TransactionDelivery } from '../../src/appservice/deliver-transaction.js';
import { settingsOf } from '../../src/appservice/settings.js';
import { createTransactionLog } from '../../src/appservice/transaction-log.js';
import { TimeoutError } from '../../src/errors.js';
import type { HttpResponse } from '../../src/http/matrix-response.js';
import type { Transaction } from '../../src/types.js';
import { bytesOf, deferred, hsToken, type Deferred } from './ask.js';

const empty = bytesOf({ events: [] });

const event = (id: string, content: Record<string, unknown> = {}): Transaction['events'][number] => ({
  type: 'm.room.message',
  event_id: id,
  room_id: '!room:example.org',
  sender: '@bob:example.org',
  origin_server_ts: 1,
  content,
});
const message = (text: string): NonNullable<Transaction['to_device']>[number] => ({
  type: 'm.room.encrypted',
  sender: '@bob:example.org',
  to_user_id: '@ann:example.org',
  to_device_id: 'GHOST',
  content: { text },
});
const typing = (userId: string): NonNullable<Transaction['ephemeral']>[number] => ({
  type: 'm.typing',
  room_id: '!room:example.org',
  content: { user_ids: [userId] },
});
const counts = (count: number): Pick<Transaction, 'device_one_time_keys_count'> => ({
  device_one_time_keys_count: { '@ann:example.org': { GHOST: { signed_curve25519: count } } },
});
const full: Transaction = {
  events: [event('$1'), event('$2')],
  ephemeral: [typing('@bob:example.org')],
  to_device: [message('one'), message('two')],
  ...counts(50),
  device_unused_fallback_key_types: { '@ann:example.org': { GHOST: ['signed_curve25519'] } },
};
const [reused, grew] = ['transaction-id-reused', 'transaction-grew'];
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
): (...request: Parameters<TransactionDelivery>) => Promise<HttpResponse> {
  const deliver = createTransactionDelivery(
    handler,
    createTransactionLog(),
    settingsOf({ hsToken, deadlineMs: 1000, ...options }),
  );
  // One that needs no wait is answered at once.
  return (...request) => Promise.resolve(deliver(...request));
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
  'delivers what comes under the id %j once (T7)',
  async (id) => {
    const handler = vi.fn();
    const onFinding = vi.fn();
    const deliver = deliveryTo(handler, { onFinding });
    for (let n = 0; n < 3; n++) expect(await deliver(id, bytesOf(full))).toMatchObject({ status: 200, body: '{}' });
    expect(await deliver(id, empty)).toMatchObject({ status: 200, body: '{}' });
    expect(handler).toHaveBeenCalledOnce();
    expect(onFinding).not.toHaveBeenCalled();
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
  const answers = [empty, empty, empty].map((body) => deliver('1', body));
  for (const answer of answers) void answer.then(answered);
  await settled();
  expect(calls).toHaveLength(1);
  expect(answered).not.toHaveBeenCalled();
  calls[0]?.resolve(undefined);
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200, 200]);
});

it('delivers what a request has beyond the one it waited for, each in its turn (T7)', async () => {
  const { handler, calls } = heldHandler();
  const given = vi.fn<NonNullable<AppserviceHandlers['transaction']>>(handler);
  const onFinding = vi.fn();
  const deliver = deliveryTo(given, { onFinding });
  const bodies = [['$1'], ['$1', '$2'], ['$2', '$3'], ['$1', '$3']].map((ids) => ({
    events: ids.map((id) => event(id)),
  }));
  const answers = bodies.map((body) => deliver('1', bytesOf(body)));
  for (let n = 0; n < 3; n++) {
    await settled();
    expect(calls).toHaveLength(n + 1);
    calls[n]?.resolve(undefined);
  }
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect(given.mock.calls.map(([{ events }]) => events)).toEqual([[event('$1')], [event('$2')], [event('$3')]]);
  expect(onFinding.mock.calls).toMatchObject([
    [{ code: grew }, contextOf('1')],
    [{ code: grew }, contextOf('1')],
  ]);
});

it('lets a request that waited for a refused one be judged by its own body (T7)', async () => {
  const handler = vi.fn();
  const deliver = deliveryTo(handler);
  const answers = await Promise.all([deliver('1', bytesOf('no json')), deliver('1', empty)]);
  expect(answers.map(({ status }) => status)).toEqual([400, 200]);
  expect(handler).toHaveBeenCalledOnce();
});

it('lets what waits for a failing repetition share its failure, and remembers what had succeeded before (T7)', async () => {
  const { handler, calls } = heldHandler();
  const deliver = deliveryTo(handler, { onError: vi.fn() });
  const first = deliver('1', bytesOf({ events: [event('$1')] }));
  const more = bytesOf({ events: [event('$1'), event('$2')] });
  const waiting = [deliver('1', more), deliver('1', more)];
  await settled();
  calls[0]?.resolve(undefined);
  await settled();
  calls[1]?.reject(new Error('no room'));
  expect(await first).toMatchObject({ status: 200 });
  expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([500, 500]);
  expect(calls).toHaveLength(2);
  expect(await deliver('1', bytesOf({ events: [event('$1')] }))).toMatchObject({ status: 200 });
  expect(calls).toHaveLength(2);
});

it('delivers nothing of a request that stopped waiting, since it was answered 504 and comes again (T8)', async () => {
  const { handler, calls } = heldHandler();
  const deliver = deliveryTo(handler, { onError: vi.fn() });
  const answers = ['$1', '$2', '$3'].map((id) => deliver('1', bytesOf({ events: [event(id)] })));
  await vi.advanceTimersByTimeAsync(1000);
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([504, 504, 504]);
  calls[0]?.resolve(undefined);
  await settled();
  expect(calls).toHaveLength(1);
  void deliver('1', bytesOf({ events: [event('$2')] }));
  await settled();
  expect(calls).toHaveLength(2);
  expect(vi.getTimerCount()).toBe(1);
});

describe('a transaction id that comes again (rule T7)', () => {
  /** What the handler gets of bodies that come one after the other, each with the codes of its findings. */
  async function delivered(...bodies: readonly unknown[]): Promise<[Transaction, ...string[]][]> {
    const given: [Transaction, ...string[]][] = [];
    const onFinding = vi.fn();
    const deliver = deliveryTo(
      (transaction, { findings }) => given.push([transaction, ...findings.map(({ code }) => code)]),
      { onFinding },
    );
    for (const body of bodies) expect(await deliver('1', bytesOf(body))).toMatchObject({ status: 200, body: '{}' });
    expect(onFinding).toHaveBeenCalledTimes(given.reduce((sum, [, ...codes]) => sum + codes.length, 0));
    return given;
  }

  it('brings what did not come before, with a finding (Dendrite)', async () => {
    const more = { events: [event('$1'), event('$2'), event('$3')] };
    expect(await delivered({ events: [event('$1')] }, more, more)).toEqual([
      [{ events: [event('$1')] }],
      [{ events: [event('$2'), event('$3')] }, grew],
    ]);
  });

  it('is new where nothing of it came before: the counter began anew', async () => {
    const other = { ...full, events: [event('$8')], ephemeral: [], to_device: [message('three')] };
    expect(await delivered(full, other, other, full)).toEqual([[full], [other, reused]]);
  });

  it('has nothing new where it came empty, or without its messages to devices (Synapse)', async () => {
    const bare = { events: full.events, ephemeral: [], to_device: [] };
    expect(await delivered(full, bare, { events: [] }, bare)).toEqual([[full]]);
  });

  it('is reused where it was empty the first time', async () => {
    const events = [event('$1')];
    expect(await delivered({ events: [] }, { events }, { events: [] })).toEqual([
      [{ events: [] }],
      [{ events }, reused],
    ]);
  });

  it('knows a room event by its id, whatever is in it', async () => {
    const aged = { ...event('$1', { redacted: true }), unsigned: { age: 5 } };
    expect(await delivered({ events: [event('$1')] }, { events: [aged, aged] })).toHaveLength(1);
  });

  it.each(['events', 'ephemeral', 'to_device'] as const)(
    'knows what has no id by what it says, whatever the order of its names, and as often as it came: %s',
    async (field) => {
      const part = { type: 't', content: { a: 1, b: 2 }, sender: '@b:b', to_user_id: '@a:b', to_device_id: 'D' };
      const reordered = { to_device_id: 'D', to_user_id: '@a:b', sender: '@b:b', content: { b: 2, a: 1 }, type: 't' };
      const [other, another] = [
        { ...part, type: 'u' },
        { ...part, type: 'v' },
      ];
      const bodies = [
        [part, part],
        [reordered, part],
        [part, reordered, part, other],
        [part, another],
        [other, part],
      ];
      const given = await delivered(...bodies.map((parts) => ({ events: [], [field]: parts })));
      expect(given.map(([transaction]) => transaction[field])).toEqual([[part, part], [part, other], [another]]);
    },
  );

  it.each(['', 'x'.repeat(300)])('does not take %j for the id of an event', async (id) => {
    const [one, other] = [event('$'), event('$', { other: true })].map((each) => ({ ...each, event_id: id }));
    const given = await delivered({ events: [one] }, { events: [one, other] });
    expect(given.map(([{ events }]) => events.length)).toEqual([1, 1]);
  });

  it('tells kinds apart: the same object as an event and as a message', async () => {
    const part = { ...message('one'), room_id: '!r:b' };
    const given = await delivered(
      { events: [part] },
      { events: [], to_device: [part] },
      { events: [], ephemeral: [part] },
    );
    expect(given).toHaveLength(3);
  });

  it('always brings its device lists, though nothing else is new', async () => {
    const lists = { device_lists: { changed: ['@bob:example.org'] } };
    expect(
      await delivered({ ...full, ...lists }, { ...full, ...lists }, { ...full, device_lists: { left: [] } }),
    ).toEqual([[{ ...full, ...lists }], [{ events: [], ephemeral: [], to_device: [], ...lists }]]);
  });

  it('brings counts and types of keys only where they are new, and no other transaction came since (D4)', async () => {
    const given: Transaction[] = [];
    const deliver = deliveryTo((transaction) => given.push(transaction));
    const send = async (id: string, body: object): Promise<Transaction[]> => {
      await deliver(id, bytesOf({ events: [], ...body }));
      return given.splice(0);
    };
    const types = { device_unused_fallback_key_types: { '@ann:example.org': { GHOST: [] } } };
    const older = { org: { signed_curve25519: 3 } };
    expect(await send('1', counts(50))).toHaveLength(1);
    expect(await send('1', counts(50))).toEqual([]);
    expect(await send('1', counts(49))).toEqual([{ events: [], ...counts(49) }]);
    expect(await send('1', { ...counts(49), ...types })).toEqual([{ events: [], ...counts(49), ...types }]);
    expect(await send('1', { device_one_time_keys_count: { '@a:b': older.org } })).toEqual([
      { events: [], user_one_time_keys_count: { '@a:b': older.org } },
    ]);
    expect(await send('2', {})).toHaveLength(1);
    expect(await send('1', counts(48))).toEqual([]);
    expect(await send('1', { ...counts(48), events: [event('$1')] })).toEqual([
      { events: [event('$1')], ...counts(48) },
    ]);
    expect(await send('2', {})).toEqual([]);
    expect(await send('1', { ...counts(48), events: [event('$1'), event('$2')] })).toEqual([{ events: [event('$2')] }]);
  });

  it('reports what cannot be read of it again, since that is thrown away', async () => {
    const onFinding = vi.fn();
    const handler = vi.fn();
    const deliver = deliveryTo(handler, { onFinding });
    await deliver('1', bytesOf({ events: [event('$1')] }));
    await deliver('1', bytesOf({ events: [event('$1'), 'no event'] }));
    expect(handler).toHaveBeenCalledOnce();
    expect(onFinding).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ code: 'malformed-entry', pointer: '/events/1' }),
      contextOf('1'),
    );
  });

  it('is refused where its body is, and stays known', async () => {
    const handler = vi.fn();
    const deliver = deliveryTo(handler);
    await deliver('1', bytesOf(full));
    expect(await deliver('1', bytesOf('no json'))).toMatchObject({ status: 400 });
    expect(await deliver('1', bytesOf(full))).toMatchObject({ status: 200 });
    expect(handler).toHaveBeenCalledOnce();
  });
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

it('ends the wait and not the delivery at the deadline: a later request joins it (rule T8)', async () => {
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

it('lets concurrent duplicates wait for the first, and delivers none of them (T7)', async () => {
  const { handler, calls } = heldHandler();
  const deliver = deliveryTo(handler);
  const answered = vi.fn();
  const answers = [deliver('1', empty), deliver('1', empty)];
  void Promise.all(answers).then(answered);
  await settled();
  answers.push(deliver('1', empty));
  await settled();
  expect(answered).not.toHaveBeenCalled();
  calls[0]?.resolve(undefined);
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(calls).toHaveLength(1);
});
