import { isJsonObject, setOwn } from '../json-objects.js';
import type { KeyQueryResponse } from '../types.js';
import { attempt } from './verdict.js';
import type { CrossSigning, DeviceCheck } from './cross-signing.js';
import {
  checkCrossSignature,
  checkCrossSigningKeys,
  entryOf,
  type CrossSigningKeyChecks,
} from './cross-signing-keys.js';
import { checkIdentity, checkSigner, confirmSigner, type DeviceIdentity } from './verify-device-keys.js';
import type { Ed25519Options } from './ed25519.js';

/**
 * Checks which self-signing and user-signing keys a user's master key signed, and which devices the self-signing key
 * signed (M8).
 *
 * Every key must be filed under the user, usage and device that it names. A key query cannot tell whether the master
 * key is the right one. Never rejects because of its input, and never changes it: an unreadable key is invalid, or
 * absent. A device that names an impersonator is checked like in `verifyDeviceKeys`, with this response (M7a).
 *
 * @example
 * ```ts
 * const { masterKey, devices } = await verifyCrossSigning({ device_keys: {} }, '@ann:example.org');
 * [masterKey, devices]; // [undefined, {}]
 * ```
 * @throws The rejection of the ed25519 operations, if the runtime does not support them.
 * @see https://spec.matrix.org/v1.19/client-server-api/#cross-signing
 */
export async function verifyCrossSigning(
  response: KeyQueryResponse,
  userId: string,
  options: Ed25519Options = {},
): Promise<CrossSigning> {
  const keys = await checkCrossSigningKeys(response, userId, options);
  const filed = entryOf(response, 'device_keys', userId);
  const devices: Record<string, DeviceCheck> = {};
  // One after the other, so that a user with very many devices does not block other work.
  for (const [deviceId, deviceKeys] of attempt(() => (isJsonObject(filed) ? Object.entries(filed) : [])) ?? []) {
    setOwn(devices, deviceId, await checkDevice(deviceKeys, { userId, deviceId }, { response, keys }, options));
  }
  return { userId, ...keys, devices };
}

/** A key query response, and the verdicts on the user's cross-signing keys in it. */
interface Context {
  readonly response: KeyQueryResponse;
  readonly keys: CrossSigningKeyChecks;
}

async function checkDevice(
  deviceKeys: unknown,
  device: DeviceIdentity,
  { response, keys }: Context,
  options: Ed25519Options,
): Promise<DeviceCheck> {
  const identity = checkIdentity(deviceKeys, device);
  const [signer, crossSignature] = await Promise.all([
    checkSigner(deviceKeys, device, options),
    identity.valid ? checkCrossSignature(deviceKeys, device.userId, keys, options) : identity,
  ]);
  return { ownSignature: confirmSigner(signer, response, keys, crossSignature), crossSignature };
}
