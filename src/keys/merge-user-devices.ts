import { isJsonObject, own } from '../json-objects.js';
import type { DeviceKeys, KeyQueryResponse, UserDevice, UserDevices } from '../types.js';
import { devicesOf, keyQueryResponseOf } from './devices-of.js';
import { mergeKeyQuery } from './merge-key-query.js';
import { visibleKeyQuery } from './visible-key-query.js';

/** Options of `mergeUserDevices`. */
export interface MergeUserDevicesOptions {
  /** Gives devices' display names to other servers. Default: false. */
  readonly displayNames?: boolean | undefined;
}

/**
 * Merges an appservice's answer to a key query onto one user's device list, for another server to see (M9).
 *
 * The rules of `mergeKeyQuery` and `visibleKeyQuery` apply: an entry of the appservice wins as a whole, and only the
 * owner's signatures stay. Other users in the answer are ignored. A display name is always removed from `unsigned`, and
 * appears as `device_display_name` if `displayNames` allows it. `stream_id` is the homeserver's. A cross-signing key
 * that is null counts as absent, and none is ever written (S4).
 *
 * The answer is trusted: cut it down with `restrictKeyQuery` first. Neither argument is changed; the result shares
 * everything that needs no cut. Entries that are not objects, and fields that the endpoint does not have, are left out.
 *
 * @example
 * ```ts
 * const list: UserDevices = { user_id: '@irc_ann:example.org', stream_id: 5, devices: [] };
 * mergeUserDevices(list, { device_keys: {} }); // { user_id: '@irc_ann:example.org', stream_id: 5, devices: [] }
 * ```
 * @see https://spec.matrix.org/v1.19/server-server-api/#get_matrixfederationv1userdevicesuserid
 * @rule M9
 */
export function mergeUserDevices(
  homeserver: UserDevices,
  appservice: KeyQueryResponse,
  { displayNames = false }: MergeUserDevicesOptions = {},
): UserDevices {
  const { user_id: userId, stream_id } = homeserver;
  const merged = mergeKeyQuery(keyQueryResponseOf(homeserver), appservice);
  const named = displayNames ? displayNamesOf(homeserver, merged) : new Map<string, string>();
  // The server's name makes no difference (M7).
  const { device_keys, master_keys, self_signing_keys } = visibleKeyQuery(merged, { serverName: '' });
  const masterKey = own(master_keys, userId);
  const selfSigningKey = own(self_signing_keys, userId);
  return {
    user_id: userId,
    stream_id,
    devices: Object.entries({ ...own(device_keys, userId) }).map(([deviceId, keys]) =>
      userDevice(deviceId, keys, named.get(deviceId)),
    ),
    ...(masterKey === undefined ? {} : { master_key: masterKey }),
    ...(selfSigningKey === undefined ? {} : { self_signing_key: selfSigningKey }),
  };
}

function userDevice(deviceId: string, keys: DeviceKeys, displayName: string | undefined): UserDevice {
  const device: UserDevice = { device_id: deviceId, keys };
  return displayName === undefined ? device : { ...device, device_display_name: displayName };
}

/**
 * Collects display names by device: beside the homeserver's own keys, or in `unsigned`, where an appservice puts them.
 */
function displayNamesOf(homeserver: UserDevices, merged: KeyQueryResponse): Map<string, string> {
  const names = new Map<string, string>();
  const mergedKeys = own(merged.device_keys, homeserver.user_id);
  for (const [deviceId, keys] of Object.entries({ ...mergedKeys })) {
    addName(names, deviceId, isJsonObject(keys) ? keys.unsigned?.device_display_name : undefined);
  }
  for (const { device_id, keys, device_display_name } of devicesOf(homeserver)) {
    if (own(mergedKeys, device_id) === keys) addName(names, device_id, device_display_name);
  }
  return names;
}

function addName(names: Map<string, string>, deviceId: string, name: unknown): void {
  if (typeof name === 'string') names.set(deviceId, name);
}
