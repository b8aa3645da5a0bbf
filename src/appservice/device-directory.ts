import { isCrossSigningKey, isDeviceKeys, type Guard } from '../../generated/validators/index.js';
import { createInOrder } from '../async/in-order.js';
import { entriesPerTurn, nextTurn } from '../async/turns.js';
import { PayloadError } from '../errors.js';
import { jsonPointer } from '../findings.js';
import { isUserId, usersOnly } from '../identifiers.js';
import { isJsonObject, isSameJson, own, setOwn, type JsonObject } from '../json-objects.js';
import { firstFault } from '../lenient-check.js';
import { requireOptionNames, type OptionNames } from '../option-names.js';
import type { CrossSigningKey, DeviceKeys, KeyQuery, KeyQueryResponse } from '../types.js';
import type { DeviceRecord, DeviceStore, UserRecord } from './device-store.js';
import { requireStore } from './require-options.js';
import type { AppserviceStore, Fence } from './store.js';
import { storedJson, storedValue } from './stored-json.js';

/**
 * A step in a device's life (D5): `PUT /devices/{deviceId}` has succeeded; its keys were uploaded; its one-time and fallback keys are
 * in the claim ledger; its signature by the self-signing key was uploaded; another `PUT` has announced the keys that are served (D1).
 */
export type DeviceStep = 'created' | 'keys-uploaded' | 'keys-in-ledger' | 'cross-signed' | 'announced';

/** A user's public cross-signing keys. */
export interface CrossSigningKeys {
  readonly master?: CrossSigningKey | undefined;
  readonly self_signing?: CrossSigningKey | undefined;
  readonly user_signing?: CrossSigningKey | undefined;
}

/** Options of {@link createDeviceDirectory}. */
export interface DeviceDirectoryOptions {
  /**
   * Returns the fence of the lease that this process holds, for each write: one that has lost the lease since is refused with `FENCED`
   * (R5). Default: writes are not fenced.
   */
  readonly fence?: (() => Fence | undefined) | undefined;
}

/** The public keys of an appservice's users, and how far each of their devices has come. */
export interface DeviceDirectory {
  /**
   * Keeps a device's public keys, in the place of earlier ones: new signatures may come, a new name, other algorithms.
   *
   * @throws {PayloadError} if they are malformed, their `user_id` does not begin with `@`, or `keys` differs from before: peers refuse
   *   a new identity under an old device ID. Forget the device first (`ClaimLedger.forget`), or take another ID (D7).
   */
  readonly putDeviceKeys: (keys: DeviceKeys) => Promise<void>;
  /**
   * Keeps a user's public cross-signing keys, in the place of all earlier ones.
   *
   * @throws {PayloadError} if one is malformed, is another user's, or has not the `usage` of its place.
   */
  readonly putCrossSigningKeys: (userId: string, keys: CrossSigningKeys) => Promise<void>;
  /** Writes down that a device has taken a step. It need not have keys yet. */
  readonly recordStep: (userId: string, deviceId: string, step: DeviceStep) => Promise<void>;
  /** Returns the steps that a device has taken, in their order of time. */
  readonly stepsOf: (userId: string, deviceId: string) => Promise<DeviceStep[]>;
  /**
   * Answers a key query (MSC3984): `queryKeys: (query) => directory.queryKeys(query)`.
   *
   * Speaks only of devices that are created, cross-signed, and have their keys here and in the ledger (D5). Before that, clients would
   * see a device that they cannot write to, and would not look again. Cross-signing keys are given of users with such a device,
   * but for `user_signing_keys`: only their owner may see them (M7), and the query does not say who asks.
   */
  readonly queryKeys: (query: KeyQuery) => Promise<KeyQueryResponse>;
}

/** The steps before a device that is served may be spoken of (D5). */
const stepsToServe: readonly DeviceStep[] = ['keys-in-ledger', 'created', 'cross-signed'];

const allSteps: readonly DeviceStep[] = [...stepsToServe, 'keys-uploaded', 'announced'];

const roles = ['master', 'self_signing', 'user_signing'] as const;

/** The part of an answer that the directory gives. */
type ServedAnswer = Required<Pick<KeyQueryResponse, 'device_keys' | 'master_keys' | 'self_signing_keys'>>;

/**
 * Makes a directory of the appservice's own devices on a store. Let one process write to it at a time (R5): give it the `fence` of a
 * lease. Any number may answer.
 *
 * @example
 * ```ts
 * const directory = createDeviceDirectory(createMemoryStore());
 * const queryKeys = (query: KeyQuery) => directory.queryKeys(query);
 * const handler = createAppserviceHandler({ queryKeys }, { hsToken: 'a-long-random-token' });
 * ```
 * @throws {TypeError} if `store` is no store, but a path, say, or the promise of one.
 * @see https://github.com/matrix-org/matrix-spec-proposals/pull/3984
 */
export function createDeviceDirectory(
  store: Pick<AppserviceStore, 'devices' | 'transaction'>,
  options: DeviceDirectoryOptions = {},
): DeviceDirectory {
  requireStore(store, ['devices']);
  requireOptionNames('createDeviceDirectory', options, { fence: true } satisfies OptionNames<DeviceDirectoryOptions>);
  const inOrder = createInOrder();

  function write(work: (devices: DeviceStore) => Promise<void>): Promise<void> {
    return store.transaction(({ devices }) => work(devices), { fence: options.fence?.() });
  }

  /** Changes a device's record, which is made if it is missing. */
  function changeDevice(
    userId: string,
    deviceId: string,
    change: (record: DeviceRecord) => Partial<DeviceRecord>,
  ): Promise<void> {
    return inOrder(JSON.stringify([userId, deviceId]), () =>
      write(async (devices) => {
        const found = await devices.getDevice(userId, deviceId);
        const record = found ?? { userId, deviceId, keys: undefined, state: '{}' };
        await devices.putDevice({ ...record, ...change(record) });
      }),
    );
  }

  return {
    putDeviceKeys: async (keys) => {
      requireValid(isDeviceKeys, keys, '');
      requireUser(keys.user_id);
      await changeDevice(keys.user_id, keys.device_id, (record) => {
        if (record.keys !== undefined && !isSameJson(storedJson(record.keys, isDeviceKeys).keys, keys.keys)) {
          const message = `the device ${keys.device_id} has other keys: take another device ID, or forget it first`;
          throw new PayloadError([{ pointer: '/keys', message }]);
        }
        return { keys: JSON.stringify(keys) };
      });
    },
    putCrossSigningKeys: async (userId, keys) => {
      requireUser(userId);
      for (const role of roles) if (keys[role] !== undefined) requireCrossSigningKey(userId, role, keys[role]);
      const crossSigning = JSON.stringify({
        master: keys.master,
        self_signing: keys.self_signing,
        user_signing: keys.user_signing,
      });
      await inOrder(JSON.stringify([userId]), () =>
        write(async (devices) => {
          const user = (await devices.getUser(userId)) ?? { userId, deviceId: undefined, state: '{}' };
          await devices.putUser({ ...user, crossSigning });
        }),
      );
    },
    recordStep: async (userId, deviceId, step) => {
      requireUser(userId);
      await changeDevice(userId, deviceId, ({ state }) => {
        const before = storedJson(state, isJsonObject);
        const steps = stepsIn(before);
        return steps.includes(step) ? {} : { state: JSON.stringify({ ...before, steps: [...steps, step] }) };
      });
    },
    stepsOf: async (userId, deviceId) => {
      const record = await store.devices.getDevice(userId, deviceId);
      return record === undefined ? [] : stepsIn(storedJson(record.state, isJsonObject));
    },
    queryKeys: async (query) => {
      const users = Object.keys(usersOnly(query));
      const answer: ServedAnswer = { device_keys: {}, master_keys: {}, self_signing_keys: {} };
      for (let start = 0; start < users.length; start += entriesPerTurn) {
        if (start > 0) await nextTurn();
        const found = await store.devices.lookUp(users.slice(start, start + entriesPerTurn));
        const served = found.devices.filter(isServed);
        const owners = new Set(served.map(({ userId }) => userId));
        for (const record of served) addDevice(answer.device_keys, record, own(query, record.userId) ?? []);
        for (const record of found.users) if (owners.has(record.userId)) addCrossSigningKeys(answer, record);
      }
      return answer;
    },
  };
}

function requireUser(userId: string): void {
  if (isUserId(userId)) return;
  throw new PayloadError([{ pointer: '', message: `${userId} is not a user ID, which begins with @` }]);
}

/** @throws {PayloadError} with the first fault, below `pointer`. */
function requireValid<T>(guard: Guard<T>, value: unknown, pointer: string): void {
  if (guard(value)) return;
  const fault = firstFault(guard, value);
  throw new PayloadError([{ pointer: pointer + fault.pointer, message: fault.message }]);
}

function requireCrossSigningKey(userId: string, role: (typeof roles)[number], key: CrossSigningKey): void {
  const pointer = jsonPointer(role);
  requireValid(isCrossSigningKey, key, pointer);
  if (key.user_id !== userId) {
    throw new PayloadError([{ pointer: `${pointer}/user_id`, message: `the key is not of ${userId}` }]);
  }
  if (!key.usage.includes(role)) {
    throw new PayloadError([{ pointer: `${pointer}/usage`, message: `the usage ${role} is missing` }]);
  }
}

function isStep(value: unknown): value is DeviceStep {
  return allSteps.some((step) => step === value);
}

/** The steps in a device's state, in which others may have noted something else. */
function stepsIn(state: JsonObject): DeviceStep[] {
  const steps = own(state, 'steps');
  return Array.isArray(steps) ? steps.filter(isStep) : [];
}

function isServed({ state }: DeviceRecord): boolean {
  const steps = stepsIn(storedJson(state, isJsonObject));
  return stepsToServe.every((step) => steps.includes(step));
}

/** Adds a device that was asked for: one of those listed, or any where none is. */
function addDevice(
  devices: ServedAnswer['device_keys'],
  { userId, deviceId, keys = '' }: DeviceRecord,
  listed: string[],
): void {
  if (!isUserId(userId) || (listed.length > 0 && !listed.includes(deviceId))) return;
  const ofUser = own(devices, userId) ?? {};
  setOwn(ofUser, deviceId, storedJson(keys, isDeviceKeys));
  setOwn(devices, userId, ofUser);
}

function addCrossSigningKeys(answer: ServedAnswer, { userId, crossSigning = '{}' }: UserRecord): void {
  const keys = storedJson(crossSigning, isJsonObject);
  for (const [map, role] of [
    ['master_keys', 'master'],
    ['self_signing_keys', 'self_signing'],
  ] as const) {
    const key = own(keys, role);
    if (key !== undefined) setOwn(answer[map], userId, storedValue(key, isCrossSigningKey));
  }
}
