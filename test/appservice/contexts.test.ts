import { expect, it } from 'vitest';
import type { OneTimeKeysCountContext, TransactionContext, KeyRequestContext } from '../../src/appservice/index.js';
import { countsContext, deliveryContext, requestContext } from '../../src/appservice/contexts.js';
import { Cancellation } from '../../src/async/cancellation.js';

const source = new Cancellation();
// Under the types that handlers see.
const ofRequest: KeyRequestContext = requestContext(source);
const ofTransaction: TransactionContext = deliveryContext(source, '7', []);
const ofCounts: OneTimeKeysCountContext = countsContext(ofTransaction, {});

it.each([
  ['a key request', ofRequest],
  ['a transaction', ofTransaction],
  ['its counts', ofCounts],
])('the context of %s gives its signal however it is passed on', (_, context) => {
  const copies = [
    { ...context },
    Object.create(context) as KeyRequestContext,
    new Proxy(context, {}),
    deepProxy(context),
    Object.defineProperties({}, Object.getOwnPropertyDescriptors(context)) as KeyRequestContext,
  ];
  for (const copy of copies) expect(copy.signal).toBe(source.signal);
});

/** As libraries make them that watch whatever is read from an object. */
function deepProxy<T extends object>(object: T): T {
  return new Proxy(object, {
    get: (target, name, receiver) => {
      const value: unknown = Reflect.get(target, name, receiver);
      return typeof value === 'object' && value !== null && !(value instanceof AbortSignal) ? deepProxy(value) : value;
    },
  });
}

it('holds its data in properties of its own, and nothing beside them', () => {
  const { signal } = source;
  expect(Object.entries(ofRequest)).toEqual([['signal', signal]]);
  expect({ ...ofTransaction }).toEqual({ signal, id: '7', findings: [] });
  expect({ ...ofCounts }).toEqual({ signal, id: '7', findings: [], userCounts: {} });
});
