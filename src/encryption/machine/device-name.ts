/** The name of a device. */
export interface DeviceName {
  readonly userId: string;
  readonly deviceId: string;
}

/** Returns a text that names a device, as the key of a map. */
export function deviceKey({ userId, deviceId }: DeviceName): string {
  return JSON.stringify([userId, deviceId]);
}

/** Returns the device that a key names. */
export function deviceOfKey(key: string): DeviceName {
  const [userId, deviceId] = JSON.parse(key) as DeviceKeyParts; // as `deviceKey` wrote it
  return { userId, deviceId };
}

/** The value of which a key is the JSON. */
export type DeviceKeyParts = readonly [userId: string, deviceId: string];

/** Tells whether the JSON of a key is what {@link deviceKey} writes. */
export function isDeviceKey(value: unknown): value is DeviceKeyParts {
  return Array.isArray(value) && value.length === 2 && value.every((part) => typeof part === 'string');
}
