import { describe, expect, it, vi } from 'vitest';
import type { AppserviceHandlers } from '../../src/appservice/handler-options.js';
import { createAppserviceHandler } from '../../src/appservice/index.js';
import type { TransactionContext } from '../../src/appservice/transaction-callbacks.js';
import { transactionHandlerOf } from '../../src/appservice/transaction-handler.js';
import type { Transaction } from '../../src/types.js';
import { hsToken, send } from './ask.js';

const context: TransactionContext = { id: '7', findings: [], signal: new AbortController().signal };
const event = (type: string): Transaction['events'][number] => ({ type, content: {} }) as Transaction['events'][number];
const toDevice = (type: string): NonNullable<Transaction['to_device']>[number] => ({
  type,
  sender: '@bob:example.org',
  content: {},
  to_user_id: '@ann:example.org',
  to_device_id: 'GHOST',
});

const everything: Transaction = {
  events: [event('first'), event('second')],
  ephemeral: [{ type: 'typing', content: {} }],
  to_device: [toDevice('key'), toDevice('request')],
  device_lists: { changed: ['@bob:example.org'] },
  device_one_time_keys_count: { '@ann:example.org': { GHOST: { signed_curve25519: 3 } } },
  device_unused_fallback_key_types: { '@ann:example.org': { GHOST: [] } },
  user_one_time_keys_count: { '@old:example.org': { signed_curve25519: 5 } },
};

/** Callbacks that write down what they got, in order; each is over only a turn after it began. */
function recorder(): { calls: unknown[][]; callbacks: AppserviceHandlers } {
  const calls: unknown[][] = [];
  const record =
    (name: string) =>
    async (...arguments_: unknown[]): Promise<void> => {
      calls.push([name, ...arguments_]);
      await Promise.resolve();
      calls.push([`${name} is over`]);
    };
  return {
    calls,
    callbacks: {
      onEvent: record('onEvent'),
      onEphemeral: record('onEphemeral'),
      onUnusedFallbackKeyTypes: record('onUnusedFallbackKeyTypes'),
      onOneTimeKeysCount: record('onOneTimeKeysCount'),
      onDeviceLists: record('onDeviceLists'),
      onToDevice: record('onToDevice'),
    },
  };
}

describe('typed callbacks', () => {
  it('are called one after the other, what keys need before what they decrypt', async () => {
    const { calls, callbacks } = recorder();
    await transactionHandlerOf(callbacks)?.(everything, context);
    const names = [
      'onToDevice',
      'onToDevice',
      'onDeviceLists',
      'onOneTimeKeysCount',
      'onUnusedFallbackKeyTypes',
      'onEphemeral',
      'onEvent',
      'onEvent',
    ];
    expect(calls.map(([name]) => name)).toEqual(names.flatMap((name) => [name, `${name} is over`]));
  });

  it('get the events themselves and the context of the transaction', async () => {
    const { calls, callbacks } = recorder();
    await transactionHandlerOf(callbacks)?.(everything, context);
    const argumentsOf = (name: string): unknown[][] => calls.filter(([of]) => of === name).map(([, ...rest]) => rest);
    expect(argumentsOf('onEvent')).toEqual(everything.events.map((each) => [each, context]));
    expect(argumentsOf('onEvent')[0]?.[0]).toBe(everything.events[0]);
    expect(argumentsOf('onToDevice')).toEqual(everything.to_device?.map((each) => [each, context]));
    expect(argumentsOf('onEphemeral')).toEqual(everything.ephemeral?.map((each) => [each, context]));
    expect(argumentsOf('onDeviceLists')).toEqual([[everything.device_lists, context]]);
    expect(argumentsOf('onUnusedFallbackKeyTypes')).toEqual([[everything.device_unused_fallback_key_types, context]]);
    const userCounts = everything.user_one_time_keys_count;
    expect(argumentsOf('onOneTimeKeysCount')).toEqual([
      [everything.device_one_time_keys_count, { ...context, userCounts }],
    ]);
  });

  it('are not called for what the transaction does not have (T3)', async () => {
    const { calls, callbacks } = recorder();
    await transactionHandlerOf(callbacks)?.({ events: [] }, context);
    await transactionHandlerOf(callbacks)?.({ events: [], to_device: [], ephemeral: [] }, context);
    expect(calls).toEqual([]);
  });

  it('are called for a field that is there and empty, which says "none" (T3)', async () => {
    const { calls, callbacks } = recorder();
    const empty = { device_lists: {}, device_one_time_keys_count: {}, device_unused_fallback_key_types: {} };
    await transactionHandlerOf(callbacks)?.({ events: [], ...empty }, context);
    expect(calls.filter(([, ...rest]) => rest.length > 0)).toEqual([
      ['onDeviceLists', {}, context],
      ['onOneTimeKeysCount', {}, { ...context, userCounts: {} }],
      ['onUnusedFallbackKeyTypes', {}, context],
    ]);
  });

  it('get counts of the older shape beside empty ones of the device shape (T2)', async () => {
    const onOneTimeKeysCount = vi.fn();
    const userCounts = { '@old:example.org': { signed_curve25519: 5 } };
    await transactionHandlerOf({ onOneTimeKeysCount })?.({ events: [], user_one_time_keys_count: userCounts }, context);
    expect(onOneTimeKeysCount).toHaveBeenCalledExactlyOnceWith({}, { ...context, userCounts });
    const [, given] = onOneTimeKeysCount.mock.calls[0] as [unknown, TransactionContext];
    expect(given.signal).toBe(context.signal);
  });

  it('need not all be there: what none takes is dropped', async () => {
    const onDeviceLists = vi.fn();
    await transactionHandlerOf({ onDeviceLists })?.(everything, context);
    expect(onDeviceLists).toHaveBeenCalledOnce();
  });

  it('give others a turn after each thousand, also where they wait for nothing (S9)', async () => {
    const many = { length: 1500 };
    const transaction: Transaction = {
      events: Array.from(many, () => event('event')),
      ephemeral: Array.from(many, () => ({ type: 'typing', content: {} })),
      to_device: Array.from(many, () => toDevice('key')),
    };
    const turns: number[] = [];
    let count = 0;
    const next = (): void => {
      turns.push(count);
      if (count < 4500) setImmediate(next);
    };
    const callback = (): unknown => (count += 1);
    setImmediate(next);
    await transactionHandlerOf({ onToDevice: callback, onEphemeral: callback, onEvent: callback })?.(
      transaction,
      context,
    );
    expect(count).toBe(4500);
    for (const each of [1000, 2000, 3000, 4000]) expect(turns).toContain(each);
  });

  it('may be methods that use their object', async () => {
    class Bridge {
      readonly types: string[] = [];
      onEvent({ type }: { type: string }): void {
        this.types.push(type);
      }
    }
    const bridge = new Bridge();
    await transactionHandlerOf(bridge)?.(everything, context);
    expect(bridge.types).toEqual(['first', 'second']);
  });

  it('end the delivery where one fails: nothing after it is called', async () => {
    const onEvent = vi.fn();
    const onDeviceLists = vi.fn(() => Promise.reject(new Error('no room')));
    await expect(transactionHandlerOf({ onDeviceLists, onEvent })?.(everything, context)).rejects.toThrow('no room');
    expect(onEvent).not.toHaveBeenCalled();
  });
});

describe('a handler with typed callbacks', () => {
  it('answers 500 where one throws, and delivers the transaction again whole when it is sent again (T7, A4)', async () => {
    const onToDevice = vi.fn();
    const onEvent = vi.fn().mockRejectedValueOnce(new Error('no room'));
    const onError = vi.fn();
    const handler = createAppserviceHandler({ onToDevice, onEvent }, { hsToken, onError });
    const body = { events: everything.events, to_device: everything.to_device };
    expect(await send(handler, '1', body)).toMatchObject({ status: 500 });
    expect([onToDevice.mock.calls.length, onEvent.mock.calls.length]).toEqual([2, 1]);
    expect(onError).toHaveBeenCalledOnce();
    expect(await send(handler, '1', body)).toMatchObject({ status: 200 });
    expect([onToDevice.mock.calls.length, onEvent.mock.calls.length]).toEqual([4, 3]);
    expect(await send(handler, '1', body)).toMatchObject({ status: 200 });
    expect([onToDevice.mock.calls.length, onEvent.mock.calls.length]).toEqual([4, 3]);
  });

  it('serves transactions where a single callback is there, and not where none is (A2)', async () => {
    const handler = createAppserviceHandler({ onDeviceLists: () => undefined }, { hsToken });
    expect(await send(handler, '1', { events: [] })).toMatchObject({ status: 200 });
    const without = createAppserviceHandler({ onDeviceLists: undefined }, { hsToken });
    expect(await send(without, '1', { events: [] })).toMatchObject({ status: 404 });
  });

  it('is refused when it is made with `transaction` too, and the callbacks are named', () => {
    const nothing = (): undefined => undefined;
    const make = (): unknown =>
      createAppserviceHandler({ transaction: nothing, onEvent: nothing, onToDevice: nothing }, { hsToken });
    expect(make).toThrow(TypeError);
    expect(make).toThrow(/transaction.*onToDevice, onEvent/);
  });
});
