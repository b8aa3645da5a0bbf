import type { DeviceStore, UserRecord } from '../appservice/device-store.js';
import { storedJson } from '../appservice/stored-json.js';
import { EncryptionError, StoreError } from '../errors.js';
import { isUserId, type UserId } from '../identifiers.js';
import { isJsonObject, own, type JsonObject } from '../json-objects.js';
import type { DeviceName } from './machine/device-name.js';

/** The appservice's own users. */
export interface OwnUsers {
  /** Tells whether a user is the appservice's: a namespace that is not exclusive may match everybody, and decides nothing (G1). */
  readonly has: (userId: string) => userId is UserId;
  /** Returns the device that a user acts as today. */
  readonly deviceOf: (userId: string) => Promise<DeviceName | undefined>;
  /** Tells whether a device receives messages: the user's of today, or the one that it replaces, as long as anything is left of that. */
  readonly receives: (device: DeviceName) => Promise<boolean>;
}

/** Returns the notes about a user; `undefined` where they are damaged. */
export function notesAbout({ state }: Pick<UserRecord, 'state'>): JsonObject | undefined {
  try {
    return storedJson(state, isJsonObject);
  } catch {
    return undefined;
  }
}

/** Returns the device that a user's device replaces, until that is done (D7), as far as it is known. */
export function replacedBy(user: Pick<UserRecord, 'state'>): string | undefined {
  const replaces = own(notesAbout(user), 'replaces');
  return typeof replaces === 'string' ? replaces : undefined;
}

/** The error of a user whose records are damaged. */
export function damagedRecord(userId: string, cause?: unknown): EncryptionError {
  const message = `the record of ${userId} in the database is damaged. Call reset() of this user: it gets a new device. Other users go on`;
  return new EncryptionError('STORE_DAMAGED', message, cause);
}

/** Explains an error that says that a record of a user is damaged. Returns every other as it is: those of the database have a cause. */
export function recordErrorOf(userId: string, error: unknown): unknown {
  const isDamage = error instanceof StoreError && error.code === 'CORRUPT' && error.cause === undefined;
  return isDamage ? damagedRecord(userId, error) : error;
}

/** Makes the look-up of own users. */
export function createOwnUsers(owns: (userId: string) => boolean, devices: Pick<DeviceStore, 'getUser'>): OwnUsers {
  return {
    has: (userId): userId is UserId => isUserId(userId) && owns(userId),
    deviceOf: async (userId) => {
      const deviceId = (await devices.getUser(userId))?.deviceId;
      return deviceId === undefined ? undefined : { userId, deviceId };
    },
    receives: async ({ userId, deviceId }) => {
      const user = await devices.getUser(userId);
      return user !== undefined && (user.deviceId === deviceId || replacedBy(user) === deviceId);
    },
  };
}
