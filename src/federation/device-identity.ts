import { isJsonObject, own } from '../json-objects.js';
import { attempt } from './attempt.js';
import { invalid, type Verdict } from './verdict.js';

/** The user and device that device keys are filed under. */
export interface DeviceIdentity {
  readonly userId: string;
  readonly deviceId: string;
}

/** Checks that device keys name the user and device they are filed under. */
export function checkIdentity(deviceKeys: unknown, { userId, deviceId }: DeviceIdentity): Verdict {
  const verdict = attempt((): Verdict => {
    if (!isJsonObject(deviceKeys)) return invalid('the device keys are not an object');
    if (own(deviceKeys, 'user_id') !== userId) return invalid(`user_id is not ${userId}`);
    return own(deviceKeys, 'device_id') === deviceId ? { valid: true } : invalid(`device_id is not ${deviceId}`);
  });
  return verdict ?? invalid('the device keys cannot be read');
}
