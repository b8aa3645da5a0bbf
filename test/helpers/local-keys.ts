import type { LocalKeys } from '../../src/homeserver/index.js';
import type { KeyClaim, KeyClaimResponse, KeyQueryResponse, UserDevices } from '../../src/types.js';

/** What a homeserver holds, and what was taken from it. */
export interface FakeLocalKeys extends LocalKeys {
  /** `<user> <device> <algorithm>` of each fallback key that was marked as used. */
  readonly markedAsUsed: string[];
  /** Every call so far, by method. */
  readonly calls: string[];
}

/** A homeserver's store: an answer to every key query, one device list for whoever is asked for, and one-time and fallback keys by user, device and key id. */
export function createLocalKeys(
  held: {
    keys?: KeyQueryResponse;
    oneTimeKeys?: KeyClaimResponse;
    fallbackKeys?: KeyClaimResponse;
    devices?: Omit<UserDevices, 'user_id'>;
  } = {},
): FakeLocalKeys {
  const oneTimeKeys = structuredClone(held.oneTimeKeys ?? {});
  const markedAsUsed: string[] = [];
  const calls: string[] = [];
  return {
    markedAsUsed,
    calls,
    queryKeys() {
      calls.push('queryKeys');
      return Promise.resolve(held.keys ?? { device_keys: {} });
    },
    claimKeys(claim) {
      calls.push('claimKeys');
      return Promise.resolve(take(oneTimeKeys, claim, true));
    },
    fallbackKeys(claim, { markAsUsed }) {
      calls.push('fallbackKeys');
      if (markAsUsed) markedAsUsed.push(...list(claim));
      return Promise.resolve(take(held.fallbackKeys ?? {}, claim, false));
    },
    userDevices(userId) {
      calls.push('userDevices');
      return Promise.resolve({ stream_id: 1, devices: [], ...held.devices, user_id: userId });
    },
  };
}

/** `<user> <device> <algorithm>` of everything that is claimed. */
export function list(claim: KeyClaim): string[] {
  return Object.entries(claim).flatMap(([userId, devices]) =>
    Object.entries(devices).flatMap(([deviceId, algorithms]) =>
      algorithms.map((algorithm) => `${userId} ${deviceId} ${algorithm}`),
    ),
  );
}

function take(store: KeyClaimResponse, claim: KeyClaim, remove: boolean): KeyClaimResponse {
  const taken: KeyClaimResponse = {};
  for (const line of list(claim)) {
    const [userId, deviceId, algorithm] = line.split(' ') as [`@${string}`, string, string];
    const keys = store[userId]?.[deviceId] ?? {};
    const given = taken[userId]?.[deviceId] ?? {};
    const keyId = Object.keys(keys).find((id) => id.startsWith(`${algorithm}:`) && !(id in given));
    const key = keyId === undefined ? undefined : keys[keyId];
    if (keyId === undefined || key === undefined) continue;
    ((taken[userId] ??= {})[deviceId] ??= {})[keyId] = key;
    if (remove) Reflect.deleteProperty(keys, keyId);
  }
  return taken;
}
