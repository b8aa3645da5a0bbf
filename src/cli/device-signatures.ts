import { verifyDeviceKeys } from '../federation/verify-device-keys.js';
import { jsonPointer } from '../findings.js';
import type { HideSecrets } from '../hide-secrets.js';
import type { KeyQueryResponse } from '../types.js';
import type { PlacedFinding } from './finding-lines.js';

/**
 * Devices that have not signed their own keys: homeservers hand them on, and clients do not use them, with no error anywhere.
 *
 * Nothing is found where the runtime cannot check ed25519.
 *
 * @see https://spec.matrix.org/v1.16/client-server-api/#device-keys
 */
export async function badDeviceSignatures(
  { device_keys: users = {} }: KeyQueryResponse,
  hide: HideSecrets,
): Promise<PlacedFinding[]> {
  const findings: PlacedFinding[] = [];
  for (const [userId, devices] of Object.entries(users)) {
    for (const [deviceId, keys] of Object.entries(devices)) {
      const reason = await faultOf(keys, userId, deviceId);
      if (reason === undefined) continue;
      const message = `the device has not signed its own keys (${hide(reason)}): clients will not use it`;
      const pointer = hide(jsonPointer('device_keys', userId, deviceId));
      findings.push({ code: 'bad-device-signature', severity: 'warning', pointer, message });
    }
  }
  return findings;
}

async function faultOf(keys: unknown, userId: string, deviceId: string): Promise<string | undefined> {
  try {
    const verdict = await verifyDeviceKeys(keys, { userId, deviceId });
    return verdict.valid ? undefined : verdict.reason;
  } catch {
    return undefined;
  }
}
