import { signJson } from '../../../src/federation/index.js';
import type { DeviceKeys, KeyObject } from '../../../src/types.js';
import { testKey } from '../../federation/signers.js';

/** The keys of a device, signed by the device itself. */
export async function deviceKeysOf(userId: string, deviceId: string): Promise<DeviceKeys> {
  const key = await testKey(7);
  const keys = { [`curve25519:${deviceId}`]: 'A'.repeat(43), [`ed25519:${deviceId}`]: key.publicKey };
  const algorithms = ['m.olm.v1.curve25519-aes-sha2', 'm.megolm.v1.aes-sha2'];
  const device = { user_id: userId, device_id: deviceId, algorithms, keys };
  return signJson(device, { entity: userId, keyId: `ed25519:${deviceId}`, key });
}

/** One-time keys with these names, `signed_curve25519:<name>`, signed by the device. */
export async function oneTimeKeysOf(
  userId: string,
  deviceId: string,
  names: readonly string[],
  marks: { readonly fallback?: true } = {},
): Promise<Record<string, KeyObject>> {
  const signer = { entity: userId, keyId: `ed25519:${deviceId}`, key: await testKey(7) };
  const signed = names.map(async (name) => {
    const key = await signJson({ key: name.padEnd(43, 'A'), ...marks }, signer);
    return [`signed_curve25519:${name}`, key] as const;
  });
  return Object.fromEntries(await Promise.all(signed));
}
