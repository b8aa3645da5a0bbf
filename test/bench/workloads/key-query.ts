import type { CrossSigningKey, DeviceKeys, KeyQueryResponse, UserId } from 'matrix-encrypted-appservice/types';
import { createRandom, type Random } from '../../helpers/random.js';

/** How many users a workload has, and how many devices each of them. */
export interface Size {
  readonly users: number;
  readonly devices: number;
}

/** The users of every workload, by number. */
export function userIdAt(index: number): UserId {
  return `@_bridge_user${String(index).padStart(5, '0')}:example.org`;
}

/** The answer to a key query: devices with two signatures, and all three cross-signing keys of each user. */
export function keyQueryResponse({ users, devices }: Size, seed = 1, firstUser = 0): KeyQueryKeys {
  const userIds = Array.from({ length: users }, (_, index) => userIdAt(firstUser + index));
  return keysOfUsers(userIds, devices, createRandom(seed));
}

/** The same for certain users. */
export function keysOfUsers(userIds: readonly UserId[], devices: number, random: Random): KeyQueryKeys {
  const keys: KeyQueryKeys = { device_keys: {}, master_keys: {}, self_signing_keys: {}, user_signing_keys: {} };
  for (const userId of userIds) {
    const [master, selfSigning, userSigning] = [random.base64(32), random.base64(32), random.base64(32)];
    const ownDevices = Array.from({ length: devices }, () => deviceOf(userId, selfSigning, random));
    keys.device_keys[userId] = Object.fromEntries(ownDevices.map((device) => [device.device_id, device]));
    keys.master_keys[userId] = crossSigningKeyOf(userId, 'master', master, random.deviceId(), random);
    keys.self_signing_keys[userId] = crossSigningKeyOf(userId, 'self_signing', selfSigning, master, random);
    keys.user_signing_keys[userId] = crossSigningKeyOf(userId, 'user_signing', userSigning, master, random);
  }
  return keys;
}

/** The four maps of a key query's answer. */
export type KeyQueryKeys = Required<
  Pick<KeyQueryResponse, 'device_keys' | 'master_keys' | 'self_signing_keys' | 'user_signing_keys'>
>;

function deviceOf(userId: UserId, selfSigning: string, random: Random): DeviceKeys {
  const deviceId = random.deviceId();
  return {
    algorithms: ['m.olm.v1.curve25519-aes-sha2', 'm.megolm.v1.aes-sha2'],
    device_id: deviceId,
    keys: { [`curve25519:${deviceId}`]: random.base64(32), [`ed25519:${deviceId}`]: random.base64(32) },
    signatures: {
      [userId]: { [`ed25519:${deviceId}`]: random.base64(64), [`ed25519:${selfSigning}`]: random.base64(64) },
    },
    user_id: userId,
    unsigned: { device_display_name: 'Element Desktop: Linux' },
  };
}

/** The master key is signed by a device, the two others by the master key. */
function crossSigningKeyOf(
  userId: UserId,
  usage: CrossSigningKey['usage'][number],
  key: string,
  signedBy: string,
  random: Random,
): CrossSigningKey {
  const signatures = { [userId]: { [`ed25519:${signedBy}`]: random.base64(64) } };
  return { user_id: userId, usage: [usage], keys: { [`ed25519:${key}`]: key }, signatures };
}
