import type { DeviceKeys, OneTimeKey } from 'matrix-encrypted-appservice';
import { isDeviceKeys, isOneTimeKey } from 'matrix-encrypted-appservice/validators';
import { isObject } from './is-object.js';

/** The body of `POST /_matrix/client/v3/keys/upload`. The maps are from key id to key. */
export interface KeyUpload {
  readonly device_keys?: DeviceKeys;
  readonly one_time_keys?: Readonly<Record<string, OneTimeKey>>;
  readonly fallback_keys?: Readonly<Record<string, OneTimeKey>>;
}

export function isKeyUpload(value: unknown): value is KeyUpload {
  if (!isObject(value)) return false;
  const { device_keys: deviceKeys, one_time_keys: oneTimeKeys = {}, fallback_keys: fallbackKeys = {} } = value;
  return (deviceKeys === undefined || isDeviceKeys(deviceKeys)) && [oneTimeKeys, fallbackKeys].every(isKeyMap);
}

function isKeyMap(value: unknown): boolean {
  return isObject(value) && Object.values(value).every((key) => isOneTimeKey(key));
}
