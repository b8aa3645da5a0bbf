import { signJson, type SigningKey } from '../../src/federation/index.js';
import type { CrossSigningKey, DeviceKeys, Impersonator } from '../../src/types.js';
import { testKey } from './signers.js';

export const alice = '@alice:example.org';

/** Device keys of Alice, signed by the device itself and by others. */
export async function signedDevice(deviceId: string, key: SigningKey, ...others: SigningKey[]): Promise<DeviceKeys> {
  const device = {
    user_id: alice,
    device_id: deviceId,
    algorithms: ['m.olm.v1.curve25519-aes-sha2', 'm.megolm.v1.aes-sha2'],
    keys: { [`curve25519:${deviceId}`]: 'A'.repeat(43), [`ed25519:${deviceId}`]: key.publicKey },
    'org.example.unknown': { kept: true },
  };
  const signed = await signJson(device, { entity: alice, keyId: `ed25519:${deviceId}`, key });
  return signAll(signed, others);
}

export const bot = '@bridgebot:example.org';

/** The device of a bridge's bot, without signatures. */
export const botDevice: Impersonator = {
  user_id: bot,
  device_id: 'BOT',
  algorithms: ['m.olm.v1.curve25519-aes-sha2', 'm.megolm.v1.aes-sha2'],
  keys: { 'curve25519:BOT': 'A'.repeat(43), 'ed25519:BOT': (await testKey(6)).publicKey },
};

/** The key with which the bot's device signs. */
export const botKey: SigningKey = await testKey(6);

/** A device of Alice with the bot as its impersonator, signed by the bot's device and by others. What is undefined is left out. */
export async function impersonatedDevice(changes: object = {}, ...others: SigningKey[]): Promise<DeviceKeys> {
  const device = { user_id: alice, device_id: 'DEVICE', algorithms: [], keys: {}, impersonator: botDevice, ...changes };
  const written = JSON.parse(JSON.stringify(device)) as typeof device;
  return signAll(await signJson(written, { entity: bot, keyId: 'ed25519:BOT', key: botKey }), others);
}

/** A cross-signing key of Alice, signed by others. */
export async function crossSigningKey(
  usage: CrossSigningKey['usage'][number],
  key: SigningKey,
  ...signers: SigningKey[]
): Promise<CrossSigningKey> {
  const unsigned: CrossSigningKey = {
    user_id: alice,
    usage: [usage],
    keys: { [`ed25519:${key.publicKey}`]: key.publicKey },
  };
  return signAll(unsigned, signers);
}

async function signAll<T extends object>(object: T, signers: readonly SigningKey[]): Promise<T> {
  let signed = object;
  for (const key of signers) signed = await signJson(signed, { entity: alice, keyId: `ed25519:${key.publicKey}`, key });
  return signed;
}

export const deviceKey: SigningKey = await testKey(1);
export const masterKey: SigningKey = await testKey(2);
export const selfSigningKey: SigningKey = await testKey(3);
export const userSigningKey: SigningKey = await testKey(4);
export const strangerKey: SigningKey = await testKey(5);
