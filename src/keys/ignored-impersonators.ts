import { FindingCollector, jsonPointer, type Finding } from '../findings.js';
import type { HideSecrets } from '../hide-secrets.js';
import { readImpersonator } from '../impersonator.js';
import { isJsonObject, own, type JsonObject } from '../json-objects.js';
import type { KeyQueryResponse, UserId } from '../types.js';

/**
 * Reports each impersonator of these users' devices that does not count (M7a). Without the impersonator's signature no
 * client can use such a device.
 *
 * Devices with a pointer in `reported` are skipped, whatever the value there.
 *
 * @param hide Removes secrets from quoted text.
 */
export function ignoredImpersonators(
  response: KeyQueryResponse,
  reported: KeyQueryResponse,
  userIds: readonly UserId[],
  hide: HideSecrets,
): Finding[] {
  const findings = new FindingCollector(hide);
  for (const userId of userIds) {
    const known = own(reported.device_keys, userId);
    for (const [deviceId, device] of Object.entries<unknown>(own(response.device_keys, userId) ?? {})) {
      if (isJsonObject(device) && own(known, deviceId) === undefined) {
        reportIgnoredImpersonator(device, ['device_keys', userId, deviceId], findings);
      }
    }
  }
  return findings.list();
}

/** Reports the impersonator that device keys name, if it does not count (M7a). `steps` lead to the device keys. */
export function reportIgnoredImpersonator(
  device: JsonObject,
  steps: readonly string[],
  findings: FindingCollector,
): void {
  const named = readImpersonator(device);
  if (named?.fault === undefined) return;
  const why = `${findings.quote(named.fault.place)} ${named.fault.message}`.trimStart();
  findings.push({
    code: 'impersonator-ignored',
    severity: 'warning',
    pointer: jsonPointer(...steps, named.field),
    message: `this impersonator does not count, so its signatures are removed: ${why}`,
  });
}
