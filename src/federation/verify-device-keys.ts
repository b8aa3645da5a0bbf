import { isJsonObject, own } from '../json-objects.js';
import { attempt } from './attempt.js';
import { checkIdentity, type DeviceIdentity } from './device-identity.js';
import type { Ed25519Options } from './ed25519.js';
import { invalid, type Verdict } from './verdict.js';
import { verifyJson } from './verify-json.js';

/**
 * Checks that device keys are those of the device they are filed under, and signed by that device's own ed25519 key.
 *
 * This shows that whoever made them holds the private key, not that the user trusts the device: that is what
 * `verifyCrossSigning` is for. Never rejects because of what it is given, and never changes it.
 *
 * @throws What the ed25519 operations reject with, where the runtime does not have them.
 * @see https://spec.matrix.org/v1.16/client-server-api/#device-keys
 */
export async function verifyDeviceKeys(
  deviceKeys: unknown,
  device: DeviceIdentity,
  options: Ed25519Options = {},
): Promise<Verdict> {
  const keyId = `ed25519:${device.deviceId}`;
  const publicKey = attempt(() => keyOf(deviceKeys, keyId));
  const identity = checkIdentity(deviceKeys, device);
  if (!identity.valid) return identity;
  if (typeof publicKey !== 'string') return invalid(`there is no key ${keyId}`);
  return verifyJson(deviceKeys, { entity: device.userId, keys: { [keyId]: publicKey } }, options);
}

function keyOf(deviceKeys: unknown, keyId: string): unknown {
  const keys = isJsonObject(deviceKeys) ? own(deviceKeys, 'keys') : undefined;
  return isJsonObject(keys) ? own(keys, keyId) : undefined;
}
