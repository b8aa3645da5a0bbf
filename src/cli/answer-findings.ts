import type { Guard } from '../../generated/validators/index.js';
import { type Finding, jsonPointer, shortPointer } from '../findings.js';
import { firstFault } from '../lenient-check.js';
import type { HideSecrets } from '../hide-secrets.js';
import { verifyDeviceKeys } from '../federation/verify-device-keys.js';
import type { AppserviceRegistration, KeyQueryResponse } from '../types.js';
import type { PlacedFinding } from './print/finding-lines.js';
import { serverNameOf } from '../identifiers.js';
import { createNamespaces } from '../registration/namespaces.js';

/**
 * Collects the findings about an answer: those from cutting it down, and a schema fault of the whole, unless it is one
 * of them.
 */
export function answerFindings(
  findings: readonly Finding[],
  guard: Guard<unknown>,
  answer: unknown,
  hide: HideSecrets,
): Finding[] {
  if (guard(answer)) return [...findings];
  const fault = firstFault(guard, answer);
  const pointer = hide(shortPointer(fault.pointer));
  // A fault inside a dropped entry has been reported.
  if (findings.some((finding) => finding.severity === 'error' && isInside(pointer, finding.pointer)))
    return [...findings];
  return [
    ...findings,
    { code: 'malformed-entry', severity: 'error', pointer, message: `${fault.message} (the schema)` },
  ];
}

function isInside(pointer: string, outer: string): boolean {
  return pointer === outer || pointer.startsWith(`${outer}/`);
}

/**
 * Finds devices that neither they nor their impersonators have signed. Homeservers hand them on, but clients do not use
 * them, and no error appears anywhere.
 *
 * An impersonator's claim to be a certain device is not checked: that would take another query (M7a). Nothing is found if
 * the runtime cannot check ed25519.
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
      const message = `neither the device nor an impersonator has signed its keys (${hide(reason)}), so clients will not use it`;
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

/**
 * Finds users whom the registration does not claim exclusively: no homeserver would ask the appservice for them (G1).
 */
export function foreignUsers(
  registration: AppserviceRegistration,
  users: readonly string[],
  hide: HideSecrets,
): PlacedFinding[] {
  return [...new Set(users)].flatMap((user): PlacedFinding[] => {
    // The registration does not name its server: here it is the user's own.
    const serverName = serverNameOf(user);
    const owner = serverName === undefined ? undefined : createNamespaces([registration], serverName).ownerOf(user);
    if (owner !== undefined) return [];
    const message = `${hide(user)} is in no exclusive namespace of the registration, so a homeserver would not ask for this user`;
    return [{ code: 'user-not-exclusive', severity: 'warning', pointer: '', message }];
  });
}
