import { expect, it } from 'vitest';
import { createClaimLedger } from '../../src/appservice/claim-ledger.js';
import { createDeviceDirectory } from '../../src/appservice/device-directory.js';
import { createAppserviceHandler } from '../../src/appservice/handler.js';
import { createMemoryStore } from '../../src/appservice/memory-store.js';
import type { AppserviceStore } from '../../src/appservice/store.js';

type Given = Parameters<typeof createAppserviceHandler>;

const make = (handlers: unknown, options: unknown): unknown =>
  createAppserviceHandler(handlers as Given[0], options as Given[1]);

const handlerNames =
  'claimKeys, ping, queryKeys, transaction, ' +
  'onToDevice, onDeviceLists, onOneTimeKeysCount, onUnusedFallbackKeyTypes, onEphemeral, onEvent';
const optionNames =
  'hsToken, queryToken, legacyRoutes, deadlineMs, store, deliveryTimeoutMs, leaseMs, limits, onError, onInbox, onFinding';

it.each([null, 'bridge.db', {}, Promise.resolve(createMemoryStore()), { exec: () => undefined }, createMemoryStore])(
  'refuses the store %s, and says what to pass',
  (store) => {
    const refused = new TypeError(
      '`store` must be a store, such as `await createSqliteStore(database)`, and not a path, a database or a promise',
    );
    expect(() => make({}, { hsToken: 'secret', store })).toThrow(refused);
  },
);

it.each([
  [null, { hsToken: 'x' }, 'the handlers of createAppserviceHandler must be functions'],
  [undefined, { hsToken: 'x' }, 'the handlers of createAppserviceHandler must be functions'],
  [{}, undefined, 'the options of createAppserviceHandler must be an object with `hsToken`'],
  [{}, 'secret', 'the options of createAppserviceHandler must be an object with `hsToken`'],
  [{ onEvent: 'log' }, { hsToken: 'x' }, '`onEvent` must be a function'],
  [{ queryKeys: null }, { hsToken: 'x' }, '`queryKeys` must be a function'],
  [{}, { hsToken: 'x', onError: {} }, '`onError` must be a function'],
  [{}, { hsToken: 'x', onFinding: 1 }, '`onFinding` must be a function'],
  [
    { onEvnet: () => 1 },
    { hsToken: 'x' },
    `createAppserviceHandler has no handler \`onEvnet\`. It has ${handlerNames}.`,
  ],
  [{}, { hs_token: 'x' }, `createAppserviceHandler has no option \`hs_token\`. It has ${optionNames}.`],
  [{}, { hsToken: 'x', deadlineMS: 5 }, `createAppserviceHandler has no option \`deadlineMS\`. It has ${optionNames}.`],
  [
    {},
    { hsToken: 'x', limits: { bytes: 1 } },
    'limits has no option `bytes`. It has transactionBytes, keyRequestBytes, depth, entries.',
  ],
  [{}, { hsToken: 'x', limits: 1 }, '`limits` must be an object'],
])('refuses the handlers %j with the options %j: %s', (handlers, options, message) => {
  expect(() => make(handlers, options)).toThrow(new TypeError(message));
});

it('takes handlers that are methods of an instance, and options that are undefined', () => {
  class Bridge {
    readonly database = {};
    onEvent(): void {
      // Takes any event.
    }
  }
  const options = { hsToken: 'x', store: undefined, onError: undefined, onFinding: undefined };
  expect(() => make(new Bridge(), options)).not.toThrow();
  expect(() => make({ onEvent: undefined }, { hsToken: 'x', store: createMemoryStore() })).not.toThrow();
  expect(() => make({ unknown: undefined }, { hsToken: 'x', unknown: undefined })).not.toThrow();
  expect(() => make({ __proto__: null, onEvnet: () => 1 }, { hsToken: 'x' })).toThrow('no handler `onEvnet`');
});

it.each([{}, { hsToken: '' }, { hsToken: 'a b' }, { hsToken: 7 }])(
  'names the option for the token %j (A1)',
  (options) => {
    expect(() => make({}, options)).toThrow(expect.objectContaining({ field: 'hs_token' }));
    expect(() => make({}, options)).toThrow('`hsToken` must be the registration');
  },
);

it.each([null, 'x', {}, Promise.resolve(createMemoryStore()), { claims: {}, devices: {} }])(
  'is asked by the ledger and the directory, too, for the store %j',
  (store) => {
    expect(() => createClaimLedger(store as AppserviceStore)).toThrow(/^`store` must be a store/);
    expect(() => createDeviceDirectory(store as AppserviceStore)).toThrow(/^`store` must be a store/);
  },
);
