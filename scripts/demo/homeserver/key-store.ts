import type {
  CrossSigningKey,
  KeyClaim,
  KeyClaimResponse,
  KeyQuery,
  KeyQueryResponse,
  OneTimeKey,
  UserDevices,
} from 'matrix-encrypted-appservice/types';
import type { LocalKeys } from 'matrix-encrypted-appservice/homeserver';
import { mapValues } from '../objects.js';
import { serverNameOf, type CrossSigningRole, type Device, type HomeserverState } from './state.js';

/** The keys that were uploaded, as the key proxy asks for them. */
export function createKeyStore(state: HomeserverState): LocalKeys {
  /** Gives out keys. Synchronous between finding a key and taking it, so that none is given out twice. */
  function give(
    claim: KeyClaim,
    choose: (device: Device, algorithm: string) => [keyId: string, key: OneTimeKey] | undefined,
  ): Promise<KeyClaimResponse> {
    const answer = mapValues(claim, (devices, userId) =>
      mapValues(devices, (algorithms, deviceId) => {
        const device = state.device(userId, deviceId);
        if (device === undefined || isUnreachable(userId)) return {};
        const chosen = algorithms.map((algorithm) => choose(device, algorithm));
        return Object.fromEntries(chosen.filter((entry) => entry !== undefined));
      }),
    );
    return Promise.resolve(answer);
  }

  function isUnreachable(userId: string): boolean {
    return state.unreachableServers.has(serverNameOf(userId));
  }

  function keysOf(role: CrossSigningRole, query: KeyQuery): KeyQueryResponse['master_keys'] {
    const found: Record<string, CrossSigningKey> = {};
    for (const userId of Object.keys(query)) {
      const key = state.accounts.get(userId)?.crossSigningKeys.get(role);
      if (key !== undefined && !isUnreachable(userId)) found[userId] = key;
    }
    return found;
  }

  return {
    queryKeys(query) {
      const reachable = Object.entries(query).filter(([userId]) => !isUnreachable(userId));
      const deviceKeys = mapValues(Object.fromEntries(reachable), (wanted, userId) => {
        const devices = [...(state.accounts.get(userId)?.devices.values() ?? [])];
        const given = devices.filter(({ deviceId }) => wanted.length === 0 || wanted.includes(deviceId));
        return Object.fromEntries(given.flatMap((device) => (device.keys ? [[device.deviceId, named(device)]] : [])));
      });
      const servers = Object.keys(query).filter(isUnreachable).map(serverNameOf);
      return Promise.resolve({
        device_keys: deviceKeys,
        master_keys: keysOf('master_keys', query),
        self_signing_keys: keysOf('self_signing_keys', query),
        user_signing_keys: keysOf('user_signing_keys', query),
        failures: Object.fromEntries(servers.map((server) => [server, unreachable])),
      } as KeyQueryResponse);
    },
    claimKeys: (claim) =>
      give(claim, ({ oneTimeKeys }, algorithm) => {
        const oldest = [...oneTimeKeys].find(([keyId]) => keyId.startsWith(`${algorithm}:`));
        if (oldest) oneTimeKeys.delete(oldest[0]);
        return oldest;
      }),
    fallbackKeys: (claim, { markAsUsed }) =>
      give(claim, ({ fallbackKeys }, algorithm) => {
        const fallback = fallbackKeys.get(algorithm);
        if (fallback === undefined) return undefined;
        fallback.used ||= markAsUsed;
        return [fallback.keyId, fallback.key];
      }),
    // No other server asks.
    userDevices: (userId): Promise<UserDevices> => Promise.resolve({ user_id: userId, stream_id: 1, devices: [] }),
  };
}

/** The entry of `failures` for a server that does not answer. */
export const unreachable = { status: 503, message: 'Not ready for retry' } as const;

/** Returns the device keys with the device's name, which is not signed. */
function named({ keys, displayName }: Device): Device['keys'] {
  if (keys === undefined || displayName === undefined) return keys;
  return { ...keys, unsigned: { ...keys.unsigned, device_display_name: displayName } };
}
