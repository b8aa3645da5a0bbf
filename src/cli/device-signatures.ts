import { verifyDeviceKeys } from '../federation/verify-device-keys.js';
import { jsonPointer } from '../findings.js';
import type { HideSecrets } from '../hide-secrets.js';
import type { KeyQueryResponse } from '../types.js';
import type { PlacedFinding } from './finding-lines.js';

/**
 * Devices that neither they nor their impersonators have signed: homeservers hand them on, and clients do not use them, with no
 * error anywhere. Whether an impersonator is the device that it says it is would take another query (M7a).
 *
 * Nothing is found where the runtime cannot check ed25519.
 *
 * @see https://spec.matrix.org/v1.19/client-server-api/#device-keys
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
      const message = `neither the device nor an impersonator has signed its keys (${hide(reason)}): clients will not use it`;
      const pointer = hide(jsonPointer('device_keys', userId, deviceId));
      findings.push({ code: 'bad-device-signature', severity: 'warning', pointer, message });
    }
  }
  return findings;
}

async function faultOf(keys: unknown, userId: string, deviceId: string): Promise<string | undefined> {
  try {
    const verdict = await verifyDeviceKeys(keys, { userId, deviceId });
    return verdict.valid || verdict.selfAsserted === true ? undefined : verdict.reason;
  } catch {
    return undefined;
  }
}
