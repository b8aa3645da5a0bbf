import type { StoreParts } from './store.js';

/** The parts of a device that there were to forget. */
export interface ForgottenDevice {
  /** Its record: public keys, and the steps of its life. */
  readonly record: boolean;
  /** Claimable keys, or the IDs of those that were given out. */
  readonly claimableKeys: boolean;
  /** Its place as the device that its user acts as. */
  readonly currentDevice: boolean;
}

/** Forgets a device: its claimable keys, the IDs of those it ever had, its record, and that its user acts as it. */
export async function forgetDevice(
  { claims, devices }: Pick<StoreParts, 'claims' | 'devices'>,
  userId: string,
  deviceId: string,
): Promise<ForgottenDevice> {
  const record = await devices.getDevice(userId, deviceId);
  await devices.removeDevice(userId, deviceId);
  const claimableKeys = await claims.forget(userId, deviceId);
  const user = await devices.getUser(userId);
  const currentDevice = user?.deviceId === deviceId;
  if (currentDevice) await devices.putUser({ ...user, deviceId: undefined });
  return { record: record !== undefined, claimableKeys, currentDevice };
}
