import type { AppserviceHandlerOptions, AppserviceHandlers } from './handler-options.js';

const handlerNames = [
  'queryKeys',
  'claimKeys',
  'ping',
  'transaction',
  'onToDevice',
  'onDeviceLists',
  'onOneTimeKeysCount',
  'onUnusedFallbackKeyTypes',
  'onEphemeral',
  'onEvent',
] as const satisfies readonly (keyof AppserviceHandlers)[];

/**
 * Refuses handlers that are none: one that cannot be called would fail at each delivery.
 *
 * @throws {TypeError} that names the handler.
 */
export function requireHandlers(handlers: unknown): void {
  if (!isObject(handlers))
    throw new TypeError('the handlers of createAppserviceHandler must be an object of functions');
  for (const name of handlerNames) requireFunction(handlers, name);
}

/**
 * Refuses options of the wrong kind. Numbers and the token have checks of their own.
 *
 * @throws {TypeError} that names the option.
 */
export function requireOptions(options: unknown): void {
  if (!isObject(options))
    throw new TypeError('the options of createAppserviceHandler must be an object with `hsToken`');
  const { store } = options as { readonly [Name in keyof AppserviceHandlerOptions]: unknown };
  if (store !== undefined && !isStore(store)) {
    throw new TypeError(
      '`store` must be a store, such as `await createSqliteStore(database)`, and not a path, a database or a promise',
    );
  }
  for (const name of ['onError', 'onFinding', 'onInbox']) requireFunction(options, name);
}

function requireFunction(object: Readonly<Record<string, unknown>>, name: string): void {
  const given = object[name];
  if (given !== undefined && typeof given !== 'function') throw new TypeError(`\`${name}\` must be a function`);
}

function isStore(given: unknown): boolean {
  if (!isObject(given)) return false;
  const { inbox, lease, transaction } = given;
  return typeof transaction === 'function' && isObject(inbox) && isObject(lease);
}

/** Tells objects of whatever kind: handlers may be an instance, or a class with static methods. */
function isObject(given: unknown): given is Readonly<Record<string, unknown>> {
  return (typeof given === 'object' || typeof given === 'function') && given !== null;
}
