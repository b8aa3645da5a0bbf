import { isServerName } from '../../identifiers.js';
import { isJsonObject, own } from '../../json-objects.js';
import { requireOptionNames, type OptionNames } from '../../option-names.js';
import type { EncryptionOptions } from '../encryption-options.js';
import { isPromise } from '../value-kinds.js';

const choices = {
  keys: ['uploaded', 'one-time-keys-served', 'served'],
  sharing: ['all', 'cross-signed'],
  trust: ['any', 'cross-signed-or-legacy', 'cross-signed'],
  receive: ['transactions', 'sync'],
} as const satisfies Partial<Record<keyof EncryptionOptions, readonly string[]>>;

const optionNames: OptionNames<EncryptionOptions> = {
  registration: true,
  serverName: true,
  homeserver: true,
  store: true,
  storeKey: true,
  keys: true,
  federation: true,
  sharing: true,
  trust: true,
  receive: true,
  deviceName: true,
  maxOpenMachines: true,
  deliveryTimeoutMs: true,
  leaseMs: true,
  onEvent: true,
  onUndecryptable: true,
  onFailure: true,
  onFinding: true,
};

const callbacks = ['onEvent', 'onUndecryptable', 'onFailure', 'onFinding'] as const;

/**
 * Refuses options that cannot be meant. The registration, numbers and the key have checks of their own.
 *
 * @throws {RangeError} for a value that is not allowed.
 * @throws {TypeError} for an option of the wrong kind, or an unknown name.
 */
export function requireEncryptionOptions(options: EncryptionOptions): void {
  requireOptionNames('createEncryption', options, optionNames);
  // Programs without types call it as well.
  const given: Readonly<Record<string, unknown>> = { ...options };
  requireRegistration(given['registration']);
  if (typeof given['serverName'] !== 'string' || !isServerName(given['serverName'])) {
    throw new RangeError('serverName must be the name of the homeserver: the part of its user IDs after the colon');
  }
  if (!has(given['homeserver'], 'as')) throw new TypeError('homeserver must be a client, as of createHomeserverClient');
  if (!has(given['store'], 'transaction')) {
    throw new TypeError(
      'store must be a store, such as `await createSqliteStore(database)`, and not a path, a database or a promise',
    );
  }
  for (const [name, allowed] of Object.entries(choices)) {
    const value = given[name];
    if (value === undefined || allowed.some((each) => each === value)) continue;
    throw new RangeError(`${name} must be one of ${allowed.map((each) => `'${each}'`).join(', ')}`);
  }
  const kinds = {
    federation: 'boolean',
    deviceName: 'string',
    ...Object.fromEntries(callbacks.map((name) => [name, 'function'])),
  };
  for (const [name, kind] of Object.entries(kinds)) {
    if (given[name] !== undefined && typeof given[name] !== kind) throw new TypeError(`${name} must be a ${kind}`);
  }
}

/** Refuses what often takes the registration's place. All else is read as one. */
function requireRegistration(registration: unknown): void {
  const isResult = isJsonObject(registration) && isJsonObject(own(registration, 'registration'));
  if (!isResult && !isPromise(registration)) return;
  throw new TypeError(
    `registration must be the registration itself, and not ${isResult ? 'the whole result of reading it' : 'a promise'}: ` +
      "`const { registration } = await readRegistrationFile('registration.yaml')`",
  );
}

function has(object: unknown, method: string): boolean {
  return typeof (object as Readonly<Record<string, unknown>> | null | undefined)?.[method] === 'function';
}
