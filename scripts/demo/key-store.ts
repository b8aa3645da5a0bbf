import {
  type DeviceKeys,
  type KeyClaim,
  type KeyClaimResponse,
  type KeyQuery,
  type KeyQueryResponse,
  MatrixHttpError,
  type OneTimeKey,
  type UserDevices,
} from 'matrix-encrypted-appservice';
import type { LocalKeys } from 'matrix-encrypted-appservice/homeserver';
import { isObject, mapValues } from './objects.js';
import { isDeviceKeys, isOneTimeKey } from 'matrix-encrypted-appservice/validators';

/** The keys of a device: maps from key ID to key, oldest key first. */
interface Device {
  deviceKeys: DeviceKeys | undefined;
  oneTimeKeys: Map<string, OneTimeKey>;
  fallbackKeys: Map<string, OneTimeKey>;
}

/** A store of device keys, in memory. The homeserver and the appservice each have one. */
export class KeyStore implements LocalKeys {
  readonly #users = new Map<string, Map<string, Device>>();

  /**
   * Stores the body of a `POST /_matrix/client/v3/keys/upload`, and returns the body of the answer.
   *
   * @throws {MatrixHttpError} 400 `M_BAD_JSON`
   */
  upload(userId: string, deviceId: string, body: unknown): { one_time_key_counts: Record<string, number> } {
    if (!isKeyUpload(body)) throw new MatrixHttpError(400, 'M_BAD_JSON');
    const devices = this.#users.get(userId) ?? new Map<string, Device>();
    const device = devices.get(deviceId) ?? { deviceKeys: undefined, oneTimeKeys: new Map(), fallbackKeys: new Map() };
    if (body.device_keys) device.deviceKeys = body.device_keys;
    for (const [keyId, key] of Object.entries(body.one_time_keys ?? {})) device.oneTimeKeys.set(keyId, key);
    const fallbackKeys = Object.entries(body.fallback_keys ?? {});
    // A new fallback key replaces the one before, and an upload may come without any.
    if (fallbackKeys.length > 0) device.fallbackKeys = new Map(fallbackKeys);
    this.#users.set(userId, devices.set(deviceId, device));
    return { one_time_key_counts: Object.fromEntries(this.counts(userId, deviceId)) };
  }

  has(userId: string, deviceId: string): boolean {
    return this.#users.get(userId)?.has(deviceId) === true;
  }

  /** Counts the one-time keys left of a device, by algorithm. */
  counts(userId: string, deviceId: string): Map<string, number> {
    const counts = new Map<string, number>();
    for (const keyId of this.#users.get(userId)?.get(deviceId)?.oneTimeKeys.keys() ?? []) {
      const algorithm = keyId.slice(0, keyId.indexOf(':'));
      counts.set(algorithm, (counts.get(algorithm) ?? 0) + 1);
    }
    return counts;
  }

  queryKeys(query: KeyQuery): Promise<KeyQueryResponse> {
    const deviceKeys = mapValues(query, (deviceIds, userId) => {
      const devices = [...(this.#users.get(userId) ?? [])];
      const wanted = devices.filter(([deviceId]) => deviceIds.length === 0 || deviceIds.includes(deviceId));
      return Object.fromEntries(
        wanted.flatMap(([deviceId, device]) => (device.deviceKeys ? [[deviceId, device.deviceKeys]] : [])),
      );
    });
    return Promise.resolve({ device_keys: deviceKeys });
  }

  /** Returns the devices that have keys. Changes are not counted, so the list is always the first. */
  userDevices(userId: string): Promise<UserDevices> {
    const devices = [...(this.#users.get(userId) ?? [])].flatMap(([device_id, { deviceKeys }]) =>
      deviceKeys ? [{ device_id, keys: deviceKeys }] : [],
    );
    return Promise.resolve({ user_id: userId, stream_id: 1, devices });
  }

  /**
   * Gives out one-time keys, oldest first. Synchronous between finding a key and deleting it, so no key is given out
   * twice.
   */
  claimKeys(claim: KeyClaim): Promise<KeyClaimResponse> {
    return this.#give(claim, ({ oneTimeKeys }, algorithm) => {
      const oldest = first(oneTimeKeys, algorithm);
      if (oldest) oneTimeKeys.delete(oldest[0]);
      return oldest;
    });
  }

  /** Gives out fallback keys, which stay. */
  fallbackKeys(claim: KeyClaim): Promise<KeyClaimResponse> {
    return this.#give(claim, ({ fallbackKeys }, algorithm) => first(fallbackKeys, algorithm));
  }

  #give(
    claim: KeyClaim,
    choose: (device: Device, algorithm: string) => [keyId: string, key: OneTimeKey] | undefined,
  ): Promise<KeyClaimResponse> {
    const answer = mapValues(claim, (devices, userId) =>
      mapValues(devices, (algorithms, deviceId) => {
        const device = this.#users.get(userId)?.get(deviceId);
        const chosen = device ? algorithms.map((algorithm) => choose(device, algorithm)) : [];
        return Object.fromEntries(chosen.filter((entry) => entry !== undefined));
      }),
    );
    return Promise.resolve(answer);
  }
}

function first(keys: Map<string, OneTimeKey>, algorithm: string): [string, OneTimeKey] | undefined {
  return [...keys].find(([keyId]) => keyId.startsWith(`${algorithm}:`));
}

/** The body of `POST /_matrix/client/v3/keys/upload`, with maps from key ID to key. */
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
