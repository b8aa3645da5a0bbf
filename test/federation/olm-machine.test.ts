import { DeviceId, OlmMachine, RequestType, UserId } from '@matrix-org/matrix-sdk-crypto-wasm';
import { describe, expect, it } from 'vitest';
import { verifyCrossSigning, verifyDeviceKeys, verifyJson } from '../../src/federation/index.js';
import type { CrossSigningKey, DeviceKeys, KeyObject, KeyQueryResponse } from '../../src/types.js';
import { alice } from './user-keys.js';

interface KeyUpload {
  readonly device_keys: DeviceKeys;
  readonly one_time_keys: Record<string, KeyObject>;
  readonly fallback_keys: Record<string, KeyObject>;
}

interface SigningKeyUpload {
  readonly master_key: CrossSigningKey;
  readonly self_signing_key: CrossSigningKey;
  readonly user_signing_key: CrossSigningKey;
}

/** The phone has cross-signing and signed itself; the laptop was logged in later, and nobody verified it. */
const phone = await OlmMachine.initialize(new UserId(alice), new DeviceId('PHONE'));
const laptop = await OlmMachine.initialize(new UserId(alice), new DeviceId('LAPTOP'));
const upload = await uploadOf(phone);
const { uploadSigningKeysRequest, uploadSignaturesRequest } = await phone.bootstrapCrossSigning(true);
const signingKeys = JSON.parse(uploadSigningKeysRequest.body) as SigningKeyUpload;
const uploadedSignatures = JSON.parse(uploadSignaturesRequest.body) as Record<string, Record<string, DeviceKeys>>;
/** A homeserver puts the uploaded signatures beside those that are there. */
const phoneKeys: DeviceKeys = {
  ...upload.device_keys,
  signatures: {
    [alice]: { ...signaturesBy(upload.device_keys), ...signaturesBy(uploadedSignatures[alice]?.['PHONE']) },
  },
};
const response = {
  device_keys: { [alice]: { PHONE: phoneKeys, LAPTOP: (await uploadOf(laptop)).device_keys } },
  master_keys: { [alice]: signingKeys.master_key },
  self_signing_keys: { [alice]: signingKeys.self_signing_key },
};

describe('what an OlmMachine uploads', () => {
  const keys = { 'ed25519:PHONE': upload.device_keys.keys['ed25519:PHONE'] ?? '' };

  it('verifies: the device keys (F1)', async () => {
    const device = { userId: alice, deviceId: 'PHONE' };
    expect(await verifyDeviceKeys(upload.device_keys, device)).toEqual({ valid: true });
    expect(await verifyDeviceKeys({ ...upload.device_keys, algorithms: [] }, device)).toMatchObject({ valid: false });
  });

  it('verifies: all one-time keys and fallback keys (F1)', async () => {
    const oneTimeKeys = [...Object.values(upload.one_time_keys), ...Object.values(upload.fallback_keys)];
    expect(oneTimeKeys.length).toBeGreaterThanOrEqual(50);
    for (const key of oneTimeKeys) {
      expect(await verifyJson(key, { entity: alice, keys })).toEqual({ valid: true });
      expect(await verifyJson({ ...key, key: 'A'.repeat(43) }, { entity: alice, keys })).toMatchObject({
        valid: false,
      });
    }
  });

  it('verifies: the cross-signing keys, the user-signing key among them (M8)', async () => {
    const all = { ...response, user_signing_keys: { [alice]: signingKeys.user_signing_key } };
    expect(await verifyCrossSigning(all, alice)).toMatchObject({
      masterKey: { verdict: { valid: true } },
      selfSigningKey: { verdict: { valid: true } },
      userSigningKey: { verdict: { valid: true } },
      devices: {
        PHONE: { ownSignature: { valid: true }, crossSignature: { valid: true } },
        LAPTOP: { ownSignature: { valid: true }, crossSignature: { valid: false } },
      },
    });
  });
});

describe('verifyCrossSigning agrees with what another OlmMachine believes', () => {
  const { PHONE, LAPTOP } = response.device_keys[alice];
  const { master_key: master, self_signing_key: selfSigning, user_signing_key: userSigning } = signingKeys;
  const none = { signatures: {} };

  it.each<[string, { devices?: object; master?: object; selfSigning?: object }]>([
    ['of everything as it is', {}],
    ['of a device without the signature of the self-signing key', { devices: { PHONE: upload.device_keys } }],
    ['of a device that was changed after it was signed', { devices: { PHONE: { ...PHONE, more: 1 } } }],
    ['of a device without its own signature', { devices: { PHONE: uploadedSignatures[alice]?.['PHONE'] } }],
    ['of a device without any signature', { devices: { PHONE: { ...PHONE, ...none } } }],
    ['of a device filed under another', { devices: { OTHER: PHONE, LAPTOP } }],
    ['of an unverified device alone', { devices: { LAPTOP } }],
    ['of no device at all', { devices: {} }],
    [
      'of a device with another display name',
      { devices: { PHONE: { ...PHONE, unsigned: { device_display_name: 'x' } } } },
    ],
    ['of a self-signing key without signature', { selfSigning: { ...selfSigning, ...none } }],
    ['of a self-signing key that was changed', { selfSigning: { ...selfSigning, usage: ['self_signing', 'master'] } }],
    ['of a user-signing key as self-signing key', { selfSigning: userSigning }],
    ['of a master key that nobody signed', { master: { ...master, ...none } }],
    ['of another master key', { master: { ...selfSigning, usage: ['master'] } }],
    ['of a master key of someone else', { master: { ...master, user_id: '@bob:example.org' } }],
  ])('%s (M8)', async (_, { devices = { PHONE, LAPTOP }, ...keys }) => {
    const answer = {
      device_keys: { [alice]: devices },
      master_keys: { [alice]: keys.master ?? master },
      self_signing_keys: { [alice]: keys.selfSigning ?? selfSigning },
    } as KeyQueryResponse;
    const checked = await verifyCrossSigning(answer, alice);
    const isTrusted = checked.masterKey?.verdict.valid === true && checked.selfSigningKey?.verdict.valid === true;
    const known = Object.entries(checked.devices).filter(([, { ownSignature }]) => ownSignature.valid);
    expect(await beliefsAfter(answer, Object.keys(devices))).toEqual({
      hasIdentity: isTrusted,
      crossSigned: Object.fromEntries(known.map(([deviceId, { crossSignature }]) => [deviceId, crossSignature.valid])),
    });
  });
});

function signaturesBy(keys: DeviceKeys | undefined): object {
  return keys?.signatures[alice] ?? {};
}

async function uploadOf(machine: OlmMachine): Promise<KeyUpload> {
  const requests = await machine.outgoingRequests();
  const request = requests.find(({ type }) => type === RequestType.KeysUpload);
  return JSON.parse(request?.body ?? '') as KeyUpload;
}

/** Which devices a new machine of Bob knows once it has this answer, and whether it takes them for cross-signed. */
async function beliefsAfter(answer: KeyQueryResponse, deviceIds: readonly string[]): Promise<object> {
  const bob = await OlmMachine.initialize(new UserId('@bob:example.org'), new DeviceId('BOB'));
  const { id, type } = bob.queryKeysForUsers([new UserId(alice)]);
  await bob.markRequestAsSent(id, type, JSON.stringify({ ...answer, failures: {} }));
  const crossSigned: Record<string, boolean> = {};
  for (const deviceId of deviceIds) {
    const device = await bob.getDevice(new UserId(alice), new DeviceId(deviceId));
    if (device !== undefined) crossSigned[deviceId] = device.isCrossSignedByOwner();
  }
  return { hasIdentity: (await bob.getIdentity(new UserId(alice))) !== undefined, crossSigned };
}
