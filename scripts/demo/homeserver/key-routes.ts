import { toClientKeyClaimResponse, toKeyClaim, toKeyQuery } from 'matrix-encrypted-appservice';
import type { KeyProxy } from 'matrix-encrypted-appservice/homeserver';
import type { OneTimeKey } from 'matrix-encrypted-appservice/types';
import {
  isClientKeyClaim,
  isClientKeyQuery,
  isClientSeveralKeysClaim,
  isDeviceKeys,
  isOneTimeKey,
} from 'matrix-encrypted-appservice/validators';
import { unreachable } from './key-store.js';
import { objectOf, refusal, route, type Requester, type Route, type RoutedRequest } from './routes.js';
import { countKeys, serverNameOf, type Device, type HomeserverState } from './state.js';

/** Uploads of a device's keys, key queries and key claims. Queries and claims go through the key proxy. */
export function keyRoutes(state: HomeserverState, proxy: KeyProxy): Route[] {
  function uploadKeys({ requester, body }: RoutedRequest): unknown {
    const device = deviceOf(requester);
    const { device_keys: deviceKeys } = body;
    const oneTimeKeys = keyMap(body['one_time_keys']);
    const fallbackKeys = keyMap(body['fallback_keys']);
    for (const [keyId, key] of oneTimeKeys) refuseOtherKey(keyId, device.oneTimeKeys.get(keyId), key);
    if (deviceKeys !== undefined) {
      const isOwn = isDeviceKeys(deviceKeys) && deviceKeys.user_id === requester.userId;
      if (!isOwn || deviceKeys.device_id !== device.deviceId) {
        throw refusal(400, 'M_BAD_JSON', 'device_keys are not those of the requester');
      }
      const isNew = JSON.stringify(device.keys) !== JSON.stringify(deviceKeys);
      device.keys = deviceKeys;
      if (isNew) state.announceDevices(requester.userId);
    }
    for (const [keyId, key] of oneTimeKeys) device.oneTimeKeys.set(keyId, key);
    for (const [keyId, key] of fallbackKeys) {
      const algorithm = keyId.slice(0, keyId.indexOf(':'));
      // The same key again is no new one.
      const isSame = JSON.stringify(device.fallbackKeys.get(algorithm)?.key) === JSON.stringify(key);
      if (!isSame) device.fallbackKeys.set(algorithm, { keyId, key, used: false });
    }
    return { one_time_key_counts: { signed_curve25519: 0, ...countKeys(device) } };
  }

  function deviceOf({ userId, deviceId }: Requester): Device {
    const device = state.device(userId, deviceId);
    if (device !== undefined) return device;
    throw refusal(400, 'M_UNKNOWN', 'To upload keys, you must pass device_id when authenticating');
  }

  async function claimKeys({ body }: RoutedRequest): Promise<unknown> {
    if (!isClientKeyClaim(body) && !isClientSeveralKeysClaim(body)) throw refusal(400, 'M_BAD_JSON', 'not a claim');
    const servers = Object.keys(body.one_time_keys).map(serverNameOf);
    const failed = servers.filter((server) => state.unreachableServers.has(server));
    const answer = toClientKeyClaimResponse(await proxy.claimKeys(toKeyClaim(body)));
    return { ...answer, failures: Object.fromEntries(failed.map((server) => [server, unreachable])) };
  }

  return [
    route('uploadKeys', 'POST /_matrix/client/v3/keys/upload', uploadKeys),
    route('queryKeys', 'POST /_matrix/client/v3/keys/query', ({ requester: { userId }, body }) => {
      if (!isClientKeyQuery(body)) throw refusal(400, 'M_BAD_JSON', 'not a query');
      return proxy.queryKeys(toKeyQuery(body), { userId });
    }),
    route('claimKeys', 'POST /_matrix/client/v3/keys/claim', claimKeys),
    route('claimSeveralKeys', 'POST /_matrix/client/unstable/org.matrix.msc3983/keys/claim', claimKeys),
  ];
}

/** @throws {MatrixHttpError} if the device has another key of that name. The same key again is harmless. */
function refuseOtherKey(keyId: string, known: OneTimeKey | undefined, key: OneTimeKey): void {
  if (known === undefined || publicPart(known) === publicPart(key)) return;
  const keys = `Old key: ${JSON.stringify(known)}; new key: ${JSON.stringify(key)}`;
  throw refusal(400, 'M_UNKNOWN', `One time key ${keyId} already exists. ${keys}`);
}

/** Synapse compares signed keys without their signatures. */
function publicPart(key: OneTimeKey): string {
  return typeof key === 'string' ? key : JSON.stringify([key.key, 'fallback' in key ? key.fallback : undefined]);
}

function keyMap(value: unknown): [keyId: string, key: OneTimeKey][] {
  return Object.entries(objectOf(value ?? {})).map(([keyId, key]) => {
    if (!isOneTimeKey(key) || !keyId.includes(':')) throw refusal(400, 'M_BAD_JSON', `${keyId} is not a key`);
    return [keyId, key];
  });
}
