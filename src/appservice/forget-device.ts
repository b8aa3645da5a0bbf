import type { StoreParts } from './store.js';

/** Forgets a device: its claimable keys, the IDs of those it ever had, its record, and that its user acts as it. */
export async function forgetDevice(
  { claims, devices }: Pick<StoreParts, 'claims' | 'devices'>,
  userId: string,
  deviceId: string,
): Promise<void> {
  await devices.removeDevice(userId, deviceId);
  await claims.forget(userId, deviceId);
  const user = await devices.getUser(userId);
  if (user?.deviceId === deviceId) await devices.putUser({ ...user, deviceId: undefined });
}
