import type { DeviceStore } from '../appservice/device-store.js';
import { isUserId, type UserId } from '../identifiers.js';
import type { DeviceName } from './machines.js';

/** The appservice's own users. */
export interface OwnUsers {
  /** Tells whether a user is the appservice's: a namespace that is not exclusive may match everybody, and decides nothing (G1). */
  readonly has: (userId: string) => userId is UserId;
  /** Returns the device that a user acts as today. */
  readonly deviceOf: (userId: string) => Promise<DeviceName | undefined>;
}

/** Makes the look-up of own users. */
export function createOwnUsers(owns: (userId: string) => boolean, devices: Pick<DeviceStore, 'getUser'>): OwnUsers {
  return {
    has: (userId): userId is UserId => isUserId(userId) && owns(userId),
    deviceOf: async (userId) => {
      const deviceId = (await devices.getUser(userId))?.deviceId;
      return deviceId === undefined ? undefined : { userId, deviceId };
    },
  };
}
