import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verifyCrossSigning, type CrossSigning } from '../../src/federation/index.js';
import type { KeyQueryResponse, UserId } from '../../src/types.js';
import { deepFreeze } from '../helpers/deep-freeze.js';
import { keyQueryResponse, mutated, userIds } from '../helpers/key-arbitraries.js';
import { spareBitSet } from './signers.js';
import {
  alice,
  bot,
  botDevice,
  crossSigningKey,
  deviceKey,
  impersonatedDevice,
  masterKey,
  selfSigningKey,
  signedDevice,
  strangerKey,
  userSigningKey,
} from './user-keys.js';

const master = await crossSigningKey('master', masterKey, deviceKey);
const selfSigning = await crossSigningKey('self_signing', selfSigningKey, masterKey);
const userSigning = await crossSigningKey('user_signing', userSigningKey, masterKey);
const device = await signedDevice('DEVICE', deviceKey, selfSigningKey);
const response: KeyQueryResponse = deepFreeze({
  device_keys: { [alice]: { DEVICE: device, NEW: await signedDevice('NEW', strangerKey) } },
  master_keys: { [alice]: master },
  self_signing_keys: { [alice]: selfSigning },
  user_signing_keys: { [alice]: userSigning },
});

const valid = { valid: true };
const invalid = (reason: string): object => ({ valid: false, reason });

/** The response with other entries of Alice in some of its maps. */
function responseWith(entries: { readonly [Map in keyof KeyQueryResponse]?: unknown }): KeyQueryResponse {
  const maps = Object.entries(entries).map(
    ([map, entry]) => [map, entry === undefined ? {} : { [alice]: entry }] as const,
  );
  return { ...response, ...Object.fromEntries(maps) };
}

/** Which signatures hold, in brief. */
function summary({ masterKey, selfSigningKey, userSigningKey, devices }: CrossSigning): object {
  const crossSigned = Object.entries(devices).filter(([, { crossSignature }]) => crossSignature.valid);
  return {
    master: masterKey?.verdict.valid,
    selfSigning: selfSigningKey?.verdict.valid,
    userSigning: userSigningKey?.verdict.valid,
    crossSigned: crossSigned.map(([deviceId]) => deviceId),
  };
}

describe('verifyCrossSigning', () => {
  it('says what the master key signed and what the self-signing key signed (M8)', async () => {
    expect(await verifyCrossSigning(response, alice)).toEqual({
      userId: alice,
      masterKey: { publicKey: masterKey.publicKey, verdict: valid },
      selfSigningKey: { publicKey: selfSigningKey.publicKey, verdict: valid },
      userSigningKey: { publicKey: userSigningKey.publicKey, verdict: valid },
      devices: {
        DEVICE: { ownSignature: valid, crossSignature: valid },
        NEW: {
          ownSignature: valid,
          crossSignature: invalid(`there is no signature of ${alice} with a known key`),
        },
      },
    });
  });

  it('says so of users without cross-signing, and of users who are not there', async () => {
    const bare = responseWith({ master_keys: undefined, self_signing_keys: undefined, user_signing_keys: undefined });
    const absent = { masterKey: undefined, selfSigningKey: undefined, userSigningKey: undefined };
    const crossSignature = invalid('there is no self-signing key');
    expect(await verifyCrossSigning(bare, alice)).toEqual({
      userId: alice,
      ...absent,
      devices: { DEVICE: { ownSignature: valid, crossSignature }, NEW: { ownSignature: valid, crossSignature } },
    });
    expect(await verifyCrossSigning({}, alice)).toEqual({ userId: alice, ...absent, devices: {} });
    for (const userId of ['@bob:example.org', '__proto__', 'constructor', '']) {
      expect(await verifyCrossSigning(response, userId)).toEqual({ userId, ...absent, devices: {} });
    }
  });

  it('takes devices that cannot be listed for none, and does not reject', async () => {
    const unlistable = new Proxy(
      {},
      {
        ownKeys() {
          throw new Error('not for you');
        },
      },
    );
    for (const filed of [unlistable, null, 'DEVICE', [device]]) {
      const answer = await verifyCrossSigning(responseWith({ device_keys: filed }), alice);
      expect(answer).toMatchObject({ masterKey: { verdict: valid }, devices: {} });
    }
  });

  it.each([
    ['is padded', `${masterKey.publicKey}=`, 'the key is padded'],
    ['has spare bits', spareBitSet(masterKey.publicKey), 'the last digit of the key has spare bits set'],
  ])('refuses a key whose name %s, which would be a second name for the same key (M8)', async (_, spelling, reason) => {
    const key = { ...master, keys: { [`ed25519:${spelling}`]: spelling } };
    const { masterKey: check } = await verifyCrossSigning(responseWith({ master_keys: key }), alice);
    expect(check).toEqual({ publicKey: undefined, verdict: invalid(reason) });
  });

  it('reports keys of two halves that do not fit together, and no device under them is cross-signed (M8)', async () => {
    const foreign = await crossSigningKey('self_signing', selfSigningKey, strangerKey);
    const answer = await verifyCrossSigning(responseWith({ self_signing_keys: foreign }), alice);
    expect(summary(answer)).toEqual({ master: true, selfSigning: false, userSigning: true, crossSigned: [] });
    expect(answer.devices['DEVICE']?.crossSignature).toEqual(invalid('the self-signing key is not valid'));
    const newMaster = await crossSigningKey('master', strangerKey);
    expect(summary(await verifyCrossSigning(responseWith({ master_keys: newMaster }), alice))).toEqual({
      master: true,
      selfSigning: false,
      userSigning: false,
      crossSigned: [],
    });
  });

  it('does not let a master or user-signing key stand in for the self-signing key (M8)', async () => {
    const byMaster = await signedDevice('DEVICE', deviceKey, masterKey, userSigningKey);
    const answer = await verifyCrossSigning(responseWith({ device_keys: { DEVICE: byMaster } }), alice);
    expect(summary(answer)).toMatchObject({ selfSigning: true, crossSigned: [] });
    const wrongUsage = await verifyCrossSigning(responseWith({ self_signing_keys: userSigning }), alice);
    expect(wrongUsage.selfSigningKey).toEqual({
      publicKey: undefined,
      verdict: invalid('usage does not include self_signing'),
    });
  });

  it('does not take the signed keys of one device for another, or of one user for another (M8)', async () => {
    const moved = await verifyCrossSigning(responseWith({ device_keys: { OTHER: device } }), alice);
    expect(moved.devices).toEqual({
      OTHER: {
        ownSignature: invalid('device_id is not OTHER'),
        crossSignature: invalid('device_id is not OTHER'),
      },
    });
    const bob: UserId = '@bob:example.org';
    const maps = Object.entries(response).map(([map, users]) => [
      map,
      { [bob]: (users as Record<string, unknown>)[alice] },
    ]);
    expect(summary(await verifyCrossSigning(Object.fromEntries(maps) as KeyQueryResponse, bob))).toEqual({
      master: false,
      selfSigning: false,
      userSigning: false,
      crossSigned: [],
    });
  });

  it('tells a device that did not sign itself, although it is cross-signed', async () => {
    const forged = await signedDevice('DEVICE', strangerKey, selfSigningKey);
    const { [`ed25519:DEVICE`]: _, ...others } = forged.signatures[alice] as Record<string, string>;
    const keys = { DEVICE: { ...forged, signatures: { [alice]: others } } };
    const { devices } = await verifyCrossSigning(responseWith({ device_keys: keys }), alice);
    expect(devices['DEVICE']).toMatchObject({ ownSignature: { valid: false }, crossSignature: valid });
  });

  it('gives a device called __proto__ as its own entry (M6)', async () => {
    const devices = JSON.parse(
      JSON.stringify({ ['__proto__']: await signedDevice('__proto__', deviceKey, selfSigningKey) }),
    ) as object;
    const answer = await verifyCrossSigning(responseWith({ device_keys: devices }), alice);
    expect(summary(answer)).toMatchObject({ crossSigned: ['__proto__'] });
    expect(Object.getPrototypeOf(answer.devices)).toBe(Object.prototype);
  });

  const { publicKey } = masterKey;
  const smallOrder = 'A'.repeat(43);

  it.each<[string, unknown]>([
    ['null', null],
    ['a string', publicKey],
    ['an array', [master]],
    ['an empty object', {}],
    ['of another user', { ...master, user_id: '@bob:example.org' }],
    ['without usage', { ...master, usage: undefined }],
    ['with a usage that is a string', { ...master, usage: 'master' }],
    ['with another usage', { ...master, usage: ['self_signing'] }],
    ['without keys', { ...master, keys: undefined }],
    ['with no key', { ...master, keys: {} }],
    ['with two keys', { ...master, keys: { ...master.keys, 'ed25519:x': 'x' } }],
    ['with keys in an array', { ...master, keys: [publicKey] }],
    ['with a key of another algorithm', { ...master, keys: { [`curve25519:${publicKey}`]: publicKey } }],
    ['with a key of another name', { ...master, keys: { 'ed25519:MASTER': publicKey } }],
    ['with a key that is no string', { ...master, keys: { 'ed25519:1': 1 } }],
    ['with a key that is no base64', { ...master, keys: { 'ed25519:x': 'x' } }],
    ['with a key of small order', { ...master, keys: { [`ed25519:${smallOrder}`]: smallOrder } }],
    ['a proxy that throws', new Proxy({}, { getOwnPropertyDescriptor: () => { throw new Error('no'); } })], // oxfmt-ignore
  ])('trusts nothing under a master key that is malformed: %s (M8)', async (_, hostile) => {
    const answer = await verifyCrossSigning(responseWith({ master_keys: hostile }), alice);
    expect(answer.masterKey).toMatchObject({ publicKey: undefined, verdict: { valid: false } });
    expect(summary(answer)).toEqual({ master: false, selfSigning: false, userSigning: false, crossSigned: [] });
  });

  it('answers for any JSON value in place of the response, and never throws (F1)', async () => {
    const responses = fc.oneof(mutated(fc.constant(response)), mutated(keyQueryResponse()), fc.jsonValue());
    await fc.assert(
      fc.asyncProperty(responses, fc.constantFrom(alice, ...userIds), async (response, userId) => {
        const answer = await verifyCrossSigning(response as KeyQueryResponse, userId);
        expect(answer.userId).toBe(userId);
      }),
      { numRuns: 200 },
    );
    for (const value of [
      undefined,
      null,
      1,
      '',
      [],
      new Proxy(
        {},
        {
          getOwnPropertyDescriptor: () => {
            throw new Error('no');
          },
        },
      ),
    ]) {
      // oxfmt-ignore
      expect((await verifyCrossSigning(value as KeyQueryResponse, alice)).masterKey).toBeUndefined();
    }
  });
});

describe('verifyCrossSigning, of devices that name an impersonator', () => {
  const ofBot = { [bot]: { BOT: { ...botDevice, signatures: {} } } };
  const selfAsserted = {
    valid: false,
    selfAsserted: true,
    reason: expect.stringMatching(/^self-asserted: /) as string,
  };

  it('takes the response for the key query that shows the impersonator, and wants the self-signing key’s signature (M7a)', async () => {
    const signed = await impersonatedDevice({ device_id: 'SIGNED' }, selfSigningKey);
    const unsigned = await impersonatedDevice({ device_id: 'UNSIGNED' });
    const forged = { ...signed, device_id: 'FORGED' };
    const devices = { SIGNED: signed, UNSIGNED: unsigned, FORGED: forged };
    const all = deepFreeze({ ...response, device_keys: { ...ofBot, [alice]: devices } });
    expect((await verifyCrossSigning(all, alice)).devices).toEqual({
      SIGNED: { ownSignature: valid, crossSignature: valid },
      UNSIGNED: { ownSignature: selfAsserted, crossSignature: expect.objectContaining({ valid: false }) as object },
      FORGED: {
        ownSignature: invalid('the signature does not hold'),
        crossSignature: invalid('the signature does not hold'),
      },
    });
    const { devices: alone } = await verifyCrossSigning({ ...all, device_keys: { [alice]: devices } }, alice);
    expect(alone['SIGNED']).toEqual({ ownSignature: selfAsserted, crossSignature: valid });
  });

  it('asks no signature of an owner who has no cross-signing keys (M7a)', async () => {
    const device = await impersonatedDevice();
    const bridged = { device_keys: { ...ofBot, [alice]: { DEVICE: device } } };
    expect((await verifyCrossSigning(bridged, alice)).devices['DEVICE']).toEqual({
      ownSignature: valid,
      crossSignature: invalid('there is no self-signing key'),
    });
  });
});
