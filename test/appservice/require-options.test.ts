import { expect, it } from 'vitest';
import { createAppserviceHandler } from '../../src/appservice/handler.js';
import { createMemoryStore } from '../../src/appservice/memory-store.js';

type Given = Parameters<typeof createAppserviceHandler>;

const make = (handlers: unknown, options: unknown): unknown =>
  createAppserviceHandler(handlers as Given[0], options as Given[1]);

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
  [null, { hsToken: 'x' }, 'the handlers of createAppserviceHandler must be an object of functions'],
  [undefined, { hsToken: 'x' }, 'the handlers of createAppserviceHandler must be an object of functions'],
  [{}, undefined, 'the options of createAppserviceHandler must be an object with `hsToken`'],
  [{}, 'secret', 'the options of createAppserviceHandler must be an object with `hsToken`'],
  [{ onEvent: 'log' }, { hsToken: 'x' }, '`onEvent` must be a function'],
  [{ queryKeys: null }, { hsToken: 'x' }, '`queryKeys` must be a function'],
  [{}, { hsToken: 'x', onError: {} }, '`onError` must be a function'],
  [{}, { hsToken: 'x', onFinding: 1 }, '`onFinding` must be a function'],
])('refuses the handlers %j with the options %j: %s', (handlers, options, message) => {
  expect(() => make(handlers, options)).toThrow(new TypeError(message));
});

it('takes handlers that are methods of an instance, and options that are undefined', () => {
  class Bridge {
    onEvent(): void {
      // Takes any event.
    }
  }
  const options = { hsToken: 'x', store: undefined, onError: undefined, onFinding: undefined };
  expect(() => make(new Bridge(), options)).not.toThrow();
  expect(() => make({ onEvent: undefined }, { hsToken: 'x', store: createMemoryStore() })).not.toThrow();
});
