import { isUserId } from '../identifiers.js';
import { readImpersonator } from '../impersonator.js';
import { isJsonObject, type JsonObject } from '../json-objects.js';
import type { CrossSigningKey, DeviceKeys, KeyQueryResponse } from '../types.js';
import { changeEntries } from './change-entries.js';
import { crossSigningMaps } from './cross-signing-maps.js';

/** A user of this homeserver who looks at keys. */
export interface LocalViewer {
  /** User ID. This user sees its own user-signing key, and its own signatures on the master keys of others. */
  readonly userId: string;
}

/** Another homeserver that looks at keys. */
export interface FederationViewer {
  /** Name of the server that asks. */
  readonly serverName: string;
  /** Gives devices' display names to other servers. Default: false. */
  readonly displayNames?: boolean | undefined;
}

/** A local user or another homeserver that looks at keys. */
export type KeyQueryViewer = LocalViewer | FederationViewer;

/**
 * Cuts a key query response down to what its viewer may see (M7).
 *
 * User-signing keys go to their owner alone, and never over federation. Only the owner's signatures stay on devices,
 * self-signing and user-signing keys; on a master key, the viewing user's stay too. On a device that names an
 * impersonator, the impersonator's signature stays for every viewer (M7a).
 *
 * Over federation the result has `device_keys` always, `master_keys` and `self_signing_keys` where they are there, and
 * nothing else; `unsigned.device_display_name` is removed unless `displayNames` allows it. A local viewer also gets
 * other top-level fields, such as `failures`, unchanged.
 *
 * Users whose name does not begin with `@` (W5), and maps and entries that are not objects, are left out for every
 * viewer. The response is not changed; the result shares everything that needs no cut.
 *
 * @example
 * ```ts
 * const response = { device_keys: {}, user_signing_keys: {}, failures: {} };
 * visibleKeyQuery(response, { serverName: 'remote.example' }); // { device_keys: {} }
 * ```
 * @see https://spec.matrix.org/v1.19/client-server-api/#post_matrixclientv3keysquery
 * @see https://spec.matrix.org/v1.19/server-server-api/#post_matrixfederationv1userkeysquery
 * @see https://github.com/matrix-org/matrix-spec-proposals/pull/4350
 * @rule M7
 */
export function visibleKeyQuery(response: KeyQueryResponse, viewer: KeyQueryViewer): KeyQueryResponse {
  const local = 'serverName' in viewer ? undefined : viewer;
  const displayNames = 'serverName' in viewer ? viewer.displayNames === true : true;
  const visible: KeyQueryResponse = local === undefined ? { device_keys: {} } : fieldsBesideTheMaps(response);

  if (isJsonObject(response.device_keys)) {
    visible.device_keys = visibleDevices(response.device_keys, displayNames);
  }
  if (isJsonObject(response.master_keys)) {
    visible.master_keys = visibleKeys(response.master_keys, local?.userId);
  }
  if (isJsonObject(response.self_signing_keys)) {
    visible.self_signing_keys = visibleKeys(response.self_signing_keys);
  }
  if (local !== undefined && isJsonObject(response.user_signing_keys)) {
    const own = changeEntries(response.user_signing_keys, (key, owner) => (owner === local.userId ? key : undefined));
    visible.user_signing_keys = visibleKeys(own);
  }
  return visible;
}

function fieldsBesideTheMaps(response: KeyQueryResponse): KeyQueryResponse {
  const fields = { ...response };
  delete fields.device_keys;
  for (const name of crossSigningMaps) {
    // oxlint-disable-next-line typescript/no-dynamic-delete -- a fresh copy, and one of three known names
    delete fields[name];
  }
  return fields;
}

function visibleDevices(
  users: Readonly<Record<string, Record<string, DeviceKeys>>>,
  displayNames: boolean,
): Record<string, Record<string, DeviceKeys>> {
  return changeEntries(users, (devices, owner) => {
    if (!isUserId(owner) || !isJsonObject(devices)) {
      return undefined;
    }
    return changeEntries(devices, (device) => {
      if (!isJsonObject(device)) {
        return undefined;
      }
      const cut = withSignaturesOf(device, owner, impersonatorOf);
      return displayNames ? cut : withoutDisplayName(cut);
    });
  });
}

function visibleKeys(
  keys: Readonly<Record<string, CrossSigningKey>>,
  viewerId?: string,
): Record<string, CrossSigningKey> {
  return changeEntries(keys, (key, owner) =>
    isUserId(owner) && isJsonObject(key) ? withSignaturesOf(key, owner, () => viewerId) : undefined,
  );
}

/** Removes all signatures from an entry but those of the owner and of a second user, if `otherOf` names one. */
function withSignaturesOf<T extends DeviceKeys | CrossSigningKey>(
  entry: T,
  owner: string,
  otherOf: (entry: T) => string | undefined,
): T {
  const signatures: unknown = entry.signatures;
  if (signatures === undefined || signatures === null) {
    return entry;
  }
  // Signatures that are not a map cannot be cut, so all are removed.
  const all: JsonObject = isJsonObject(signatures) ? signatures : {};
  if (all === signatures && Object.keys(all).every((signer) => signer === owner)) {
    return entry;
  }
  const otherId = otherOf(entry);
  const cut = changeEntries(all, (signature, signer) =>
    signer === owner || signer === otherId ? signature : undefined,
  );
  return cut === signatures ? entry : { ...entry, signatures: cut };
}

/** Returns the user whose device acts for this one (M7a). */
function impersonatorOf(device: DeviceKeys): string | undefined {
  return readImpersonator(device)?.impersonator?.user_id;
}

/** Removes a device's display name; the rest of `unsigned` stays, even if that is empty. */
function withoutDisplayName(device: DeviceKeys): DeviceKeys {
  const unsigned: unknown = device.unsigned;
  if (unsigned === undefined || unsigned === null) {
    return device;
  }
  const all: JsonObject = isJsonObject(unsigned) ? unsigned : {};
  const cut = changeEntries(all, (value, name) => (name === 'device_display_name' ? undefined : value));
  return cut === unsigned ? device : { ...device, unsigned: cut };
}
