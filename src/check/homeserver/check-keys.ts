import { encodeBase64 } from '../../federation/base64.js';
import { signJson } from '../../federation/sign-json.js';
import { importSigningKey, type SigningKey } from '../../federation/signing-key.js';
import type { UserId } from '../../identifiers.js';
import type { CrossSigningKey, DeviceKeys, KeyObject } from '../../types.js';

/** A device that checks made up, with its keys. No cryptography uses them: they are only uploaded, served and looked for. */
export interface CheckDevice {
  readonly userId: UserId;
  readonly deviceId: string;
  readonly key: SigningKey;
  /** Signed by the device. They have a field that nothing knows, as a later version may have. */
  readonly keys: DeviceKeys;
}

/** The algorithm of one-time keys. */
export const keyAlgorithm = 'signed_curve25519';

const algorithms = ['m.olm.v1.curve25519-aes-sha2', 'm.megolm.v1.aes-sha2'];

/** Makes a key of random bytes. */
async function createCheckKey(randomBytes: (count: number) => Uint8Array): Promise<SigningKey> {
  return importSigningKey(encodeBase64(randomBytes(32)));
}

/** Makes a device's keys. */
export async function createCheckDevice(
  userId: UserId,
  deviceId: string,
  randomBytes: (count: number) => Uint8Array,
): Promise<CheckDevice> {
  const key = await createCheckKey(randomBytes);
  const curve = encodeBase64(randomBytes(32));
  const unsigned = {
    user_id: userId,
    device_id: deviceId,
    algorithms,
    keys: { [`curve25519:${deviceId}`]: curve, [`ed25519:${deviceId}`]: key.publicKey },
    'example.unknown_field': 'is signed, too',
  };
  const keys = await signJson(unsigned, { entity: userId, keyId: `ed25519:${deviceId}`, key });
  return { userId, deviceId, key, keys };
}

/** Makes a one-time key, signed by its device. */
export async function createCheckOneTimeKey(
  { userId, deviceId, key }: CheckDevice,
  randomBytes: (count: number) => Uint8Array,
  marks: { readonly fallback?: true } = {},
): Promise<KeyObject> {
  const unsigned = { key: encodeBase64(randomBytes(32)), ...marks };
  return signJson(unsigned, { entity: userId, keyId: `ed25519:${deviceId}`, key });
}

/** The cross-signing keys of a user. */
export interface CheckIdentity {
  readonly masterKey: CrossSigningKey;
  readonly selfSigningKey: CrossSigningKey;
  readonly userSigningKey: CrossSigningKey;
  /** Signs devices. */
  readonly selfSigning: SigningKey;
}

/** Makes cross-signing keys; the master key signs the other two. */
export async function createCheckIdentity(
  userId: UserId,
  randomBytes: (count: number) => Uint8Array,
): Promise<CheckIdentity> {
  const [master, selfSigning, userSigning] = [
    await createCheckKey(randomBytes),
    await createCheckKey(randomBytes),
    await createCheckKey(randomBytes),
  ];
  const keyOf = (usage: 'master' | 'self_signing' | 'user_signing', { publicKey }: SigningKey): CrossSigningKey => ({
    user_id: userId,
    usage: [usage],
    keys: { [`ed25519:${publicKey}`]: publicKey },
  });
  const signer = { entity: userId, keyId: `ed25519:${master.publicKey}`, key: master };
  return {
    masterKey: keyOf('master', master),
    selfSigningKey: await signJson(keyOf('self_signing', selfSigning), signer),
    userSigningKey: await signJson(keyOf('user_signing', userSigning), signer),
    selfSigning,
  };
}
