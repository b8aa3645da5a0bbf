import { isJsonObject, setOwn } from '../json-objects.js';
import type { CrossSigningKey, DeviceKeys, KeyQueryResponse, UserDevice, UserDevices } from '../types.js';

/**
 * Returns the devices of a list from a store, without entries that are not objects: only TypeScript vouches for their
 * type.
 */
export function devicesOf({ devices }: UserDevices): UserDevice[] {
  return Array.isArray(devices) ? devices.filter((device) => isJsonObject(device)) : [];
}

/** A user's device list in the shape of a key query response, without the display names beside the keys. */
export function keyQueryResponseOf(list: UserDevices): KeyQueryResponse {
  const { user_id: userId, master_key, self_signing_key } = list;
  const keysByDevice: Record<string, DeviceKeys> = {};
  for (const { device_id, keys } of devicesOf(list)) setOwn(keysByDevice, device_id, keys);
  return {
    device_keys: { [userId]: keysByDevice },
    master_keys: mapOf(userId, master_key),
    self_signing_keys: mapOf(userId, self_signing_key),
  };
}

/** Files a key under its user; Synapse writes null for a missing key (S4). */
function mapOf(userId: string, key: CrossSigningKey | null | undefined): Record<string, CrossSigningKey> {
  return key === null || key === undefined ? {} : { [userId]: key };
}
