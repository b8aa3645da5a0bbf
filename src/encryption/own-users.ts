import type { DeviceStore, UserRecord } from '../appservice/device-store.js';
import { storedJson } from '../appservice/stored-json.js';
import { isUserId, type UserId } from '../identifiers.js';
import { isJsonObject, own } from '../json-objects.js';
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

/** Returns the device that a user's device replaces, until that is done (D7). */
export function replacedBy({ state }: Pick<UserRecord, 'state'>): string | undefined {
  const replaces = own(storedJson(state, isJsonObject), 'replaces');
  return typeof replaces === 'string' ? replaces : undefined;
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
