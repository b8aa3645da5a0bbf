import { isJsonObject, own, setOwn } from '../json-objects.js';
import type { KeyQueryResponse } from '../types.js';
import { attempt } from './attempt.js';
import type { CrossSigning, CrossSigningKeyCheck, DeviceCheck } from './cross-signing.js';
import { crossSigningPublicKey, type CrossSigningUsage } from './cross-signing-public-key.js';
import { checkIdentity, type DeviceIdentity } from './device-identity.js';
import type { Ed25519Options } from './ed25519.js';
import { invalid, type Verdict } from './verdict.js';
import { verifyDeviceKeys } from './verify-device-keys.js';
import { verifyJson } from './verify-json.js';

/** A key that signs others, by its name in reasons. */
interface Authority {
  readonly name: 'master key' | 'self-signing key';
  readonly userId: string;
  readonly check: CrossSigningKeyCheck | undefined;
}

/**
 * Checks which self-signing and user-signing keys a user's master key signed, and which devices the self-signing key
 * signed (M8).
 *
 * Every key must be filed under the user, usage and device that it names. Whether the master key is the right one is not
 * for a key query to say. Never rejects because of what it is given, and never changes it: what cannot be read is
 * invalid, or absent.
 *
 * @throws What the ed25519 operations reject with, where the runtime does not have them.
 * @see https://spec.matrix.org/v1.16/client-server-api/#cross-signing
 */
export async function verifyCrossSigning(
  response: KeyQueryResponse,
  userId: string,
  options: Ed25519Options = {},
): Promise<CrossSigning> {
  const masterKey = checkShape(entryOf(response, 'master_keys', userId), userId, 'master');
  const master: Authority = { name: 'master key', userId, check: masterKey };
  const [selfSigningKey, userSigningKey] = await Promise.all([
    checkKey(entryOf(response, 'self_signing_keys', userId), 'self_signing', master, options),
    checkKey(entryOf(response, 'user_signing_keys', userId), 'user_signing', master, options),
  ]);
  const selfSigning: Authority = { name: 'self-signing key', userId, check: selfSigningKey };
  const filed = entryOf(response, 'device_keys', userId);
  const devices: Record<string, DeviceCheck> = {};
  // One after the other, so that a user with very many devices does not hold up everything else.
  for (const [deviceId, keys] of attempt(() => (isJsonObject(filed) ? Object.entries(filed) : [])) ?? []) {
    setOwn(devices, deviceId, await checkDevice(keys, { userId, deviceId }, selfSigning, options));
  }
  return { userId, masterKey, selfSigningKey, userSigningKey, devices };
}

async function checkKey(
  key: unknown,
  usage: CrossSigningUsage,
  master: Authority,
  options: Ed25519Options,
): Promise<CrossSigningKeyCheck | undefined> {
  const shape = checkShape(key, master.userId, usage);
  return shape?.verdict.valid === true ? { ...shape, verdict: await checkSignature(key, master, options) } : shape;
}

async function checkDevice(
  deviceKeys: unknown,
  device: DeviceIdentity,
  selfSigning: Authority,
  options: Ed25519Options,
): Promise<DeviceCheck> {
  const identity = checkIdentity(deviceKeys, device);
  const [ownSignature, crossSignature] = await Promise.all([
    verifyDeviceKeys(deviceKeys, device, options),
    identity.valid ? checkSignature(deviceKeys, selfSigning, options) : identity,
  ]);
  return { ownSignature, crossSignature };
}

async function checkSignature(
  object: unknown,
  { name, userId, check }: Authority,
  options: Ed25519Options,
): Promise<Verdict> {
  if (check === undefined) return invalid(`there is no ${name}`);
  const { publicKey, verdict } = check;
  if (!verdict.valid || publicKey === undefined) return invalid(`the ${name} is not valid`);
  return verifyJson(object, { entity: userId, keys: { [`ed25519:${publicKey}`]: publicKey } }, options);
}

function checkShape(key: unknown, userId: string, usage: CrossSigningUsage): CrossSigningKeyCheck | undefined {
  if (key === undefined) return undefined;
  const publicKey = attempt(() => crossSigningPublicKey(key, userId, usage)) ?? invalid('the key cannot be read');
  return typeof publicKey === 'string'
    ? { publicKey, verdict: { valid: true } }
    : { publicKey: undefined, verdict: publicKey };
}

/** What a map of the response, which may be anything, holds of the user. */
function entryOf(response: unknown, map: keyof KeyQueryResponse, userId: string): unknown {
  return attempt(() => {
    const entries = isJsonObject(response) ? own(response, map) : undefined;
    return isJsonObject(entries) ? own(entries, userId) : undefined;
  });
}
