import type { UserId } from '../identifiers.js';
import { setOwn } from '../json-objects.js';
import type { DeviceOneTimeKeysCount, KeyCounts } from '../types.js';
import type { ClaimRecord } from './claim-store.js';
import { createClaimableKeys, type ClaimableKeys } from './claimable-keys.js';

/** The keys of all devices. */
export interface KeyStock {
  /** The keys of a device; `undefined` where it never had any. */
  find(userId: string, deviceId: string): ClaimableKeys | undefined;
  /** The keys of a device, which is there from now on. */
  deviceOf(userId: string, deviceId: string): ClaimableKeys;
  /** Leaves nothing of a device: it never had any keys. */
  forget(userId: string, deviceId: string): void;
  /** User → device → algorithm → one-time keys left. */
  counts(): DeviceOneTimeKeysCount;
}

/** The stock that records lead to: what was added and not claimed. */
export function createKeyStock(records: readonly ClaimRecord[]): KeyStock {
  const users = new Map<string, Map<string, ClaimableKeys>>();

  function deviceOf(userId: string, deviceId: string): ClaimableKeys {
    let devices = users.get(userId);
    if (!devices) users.set(userId, (devices = new Map<string, ClaimableKeys>()));
    let device = devices.get(deviceId);
    if (!device) devices.set(deviceId, (device = createClaimableKeys()));
    return device;
  }

  // Claimed keys first: adding them does nothing then, and none has to be searched for in a queue.
  for (const record of records) {
    if (record.type === 'claimed') deviceOf(record.userId, record.deviceId).spend(record.keyId);
  }
  for (const record of records) {
    if (record.type === 'added') deviceOf(record.userId, record.deviceId).add(record);
  }

  return {
    find: (userId, deviceId) => users.get(userId)?.get(deviceId),
    deviceOf,
    forget: (userId, deviceId) => {
      const devices = users.get(userId);
      devices?.delete(deviceId);
      if (devices?.size === 0) users.delete(userId);
    },
    counts: () => {
      const counts: DeviceOneTimeKeysCount = {};
      for (const [userId, devices] of users) {
        const ofUser: Record<string, KeyCounts> = {};
        for (const [deviceId, device] of devices) setOwn(ofUser, deviceId, device.counts());
        setOwn(counts, userId as UserId, ofUser);
      }
      return counts;
    },
  };
}
