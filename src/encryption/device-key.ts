import type { DeviceName } from './machines.js';

/** Returns a text that names a device, as the key of a map. */
export function deviceKey({ userId, deviceId }: DeviceName): string {
  return JSON.stringify([userId, deviceId]);
}

/** Returns the device that a key names. */
export function deviceOfKey(key: string): DeviceName {
  const [userId, deviceId] = JSON.parse(key) as [string, string]; // as `deviceKey` wrote it
  return { userId, deviceId };
}
