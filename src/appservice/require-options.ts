import { RegistrationError } from '../errors.js';
import { requireNames, type OptionNames } from '../option-names.js';
import { isToken } from '../registration/registration-fields.js';
import { applicationServiceOperations } from '../operations.js';
import type { AppserviceHandlerOptions, AppserviceLimits } from './handler-options.js';
import type { TransactionCallbacks } from './transaction-callbacks.js';

const owner = 'createAppserviceHandler';

const callbackNames: OptionNames<TransactionCallbacks> = {
  onToDevice: true,
  onDeviceLists: true,
  onOneTimeKeysCount: true,
  onUnusedFallbackKeyTypes: true,
  onEphemeral: true,
  onEvent: true,
};

/** A handler for each operation of the documents, but for that of transactions, which have names of their own. */
const { sendTransaction: _transactions, ...otherOperations } = applicationServiceOperations;
const handlerNames = { ...otherOperations, transaction: true, ...callbackNames };

const optionNames: OptionNames<AppserviceHandlerOptions> = {
  hsToken: true,
  queryToken: true,
  legacyRoutes: true,
  deadlineMs: true,
  store: true,
  deliveryTimeoutMs: true,
  leaseMs: true,
  limits: true,
  onError: true,
  onInbox: true,
  onFinding: true,
};

const limitNames: OptionNames<AppserviceLimits> = {
  transactionBytes: true,
  keyRequestBytes: true,
  depth: true,
  entries: true,
};

/**
 * Refuses handlers that are none: one that cannot be called would fail at each delivery, and one under a misspelt name would never be
 * called. An instance of a class may have other members as well.
 *
 * @throws {TypeError} that names the handler.
 */
export function requireHandlers(handlers: unknown): void {
  if (!isObject(handlers)) throw new TypeError(`the handlers of ${owner} must be functions`);
  if (isPlain(handlers)) requireNames(owner, handlers, handlerNames, 'handler');
  for (const name of Object.keys(handlerNames)) requireFunction(handlers, name);
}

/**
 * Refuses options of the wrong kind. Numbers and the content of the token have checks of their own.
 *
 * @throws {TypeError} that names the option.
 */
export function requireOptions(options: unknown): void {
  if (!isObject(options)) throw new TypeError(`the options of ${owner} must be an object with \`hsToken\``);
  requireNames(owner, options, optionNames);
  const { store, limits } = options as { readonly [Name in keyof AppserviceHandlerOptions]: unknown };
  if (store !== undefined) requireStore(store, ['inbox', 'lease']);
  if (limits !== undefined) {
    if (!isObject(limits)) throw new TypeError('`limits` must be an object');
    requireNames('limits', limits, limitNames);
  }
  for (const name of ['onError', 'onFinding', 'onInbox']) requireFunction(options, name);
}

/**
 * Refuses an `hsToken` that no request can carry, without showing it.
 *
 * @throws {RegistrationError}
 */
export function requireHsToken(hsToken: unknown): void {
  if (isToken(hsToken)) return;
  throw new RegistrationError('hs_token', '`hsToken` must be the registration’s: visible ASCII, no spaces');
}

/**
 * Refuses whatever is no store with these parts.
 *
 * @throws {TypeError} that says how to make one.
 */
export function requireStore(given: unknown, parts: readonly string[]): void {
  const store = isObject(given) ? given : {};
  if (typeof store['transaction'] === 'function' && parts.every((part) => isObject(store[part]))) return;
  throw new TypeError(
    '`store` must be a store, such as `await createSqliteStore(database)`, and not a path, a database or a promise',
  );
}

function requireFunction(object: Readonly<Record<string, unknown>>, name: string): void {
  const given = object[name];
  if (given !== undefined && typeof given !== 'function') throw new TypeError(`\`${name}\` must be a function`);
}

/** Tells objects of whatever kind: handlers may be an instance, or a class with static methods. */
function isObject(given: unknown): given is Readonly<Record<string, unknown>> {
  return (typeof given === 'object' || typeof given === 'function') && given !== null;
}

function isPlain(object: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(object);
  return prototype === null || prototype === Object.prototype;
}
