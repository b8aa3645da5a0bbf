import { describe, expect, it } from 'vitest';
import { signJson, verifyDeviceKeys } from '../../src/federation/index.js';
import { deepFreeze } from '../helpers/deep-freeze.js';
import { awkwardNames } from '../helpers/key-arbitraries.js';
import { alice, deviceKey, signedDevice, strangerKey } from './user-keys.js';
import { processorMs } from '../helpers/processor-time.js';

const keyId = 'ed25519:DEVICE';
const identity = { userId: alice, deviceId: 'DEVICE' };
const device = deepFreeze(await signedDevice('DEVICE', deviceKey));
const byAlice = device.signatures[alice] as Record<string, string>;
const signature = byAlice[keyId] ?? '';

describe('verifyDeviceKeys', () => {
  it('accepts what the device signed, whatever stands in unsigned, and changes nothing (F1)', async () => {
    expect(await verifyDeviceKeys(device, identity)).toEqual({ valid: true });
    const named = deepFreeze({ ...device, unsigned: { device_display_name: 'phone', age: 0.5 } });
    expect(await verifyDeviceKeys(named, identity)).toEqual({ valid: true });
  });

  it.each(awkwardNames)('accepts a device called %j (W5, M6)', async (deviceId) => {
    const device = await signedDevice(deviceId, deviceKey);
    expect(await verifyDeviceKeys(JSON.parse(JSON.stringify(device)), { userId: alice, deviceId })).toEqual({
      valid: true,
    });
    expect((await verifyDeviceKeys(device, identity)).valid).toBe(false);
  });

  it('refuses a signature of another user, or of another key under the name of the device (F1)', async () => {
    const { signatures: _, ...bare } = device;
    const byMallory = await signJson(bare, { entity: '@mallory:example.org', keyId, key: deviceKey });
    const byStranger = await signJson(bare, { entity: alice, keyId, key: strangerKey });
    expect((await verifyDeviceKeys(byMallory, identity)).valid).toBe(false);
    expect((await verifyDeviceKeys(byStranger, identity)).valid).toBe(false);
  });

  it('refuses keys that name another user or device, although the signature is right (F1)', async () => {
    const { signatures: _, ...bare } = device;
    for (const other of [{ user_id: '@bob:example.org' }, { device_id: 'OTHER' }]) {
      const signed = await signJson({ ...bare, ...other }, { entity: alice, keyId, key: deviceKey });
      expect(await verifyDeviceKeys(signed, identity)).toEqual({
        valid: false,
        reason: expect.stringMatching(/^(user|device)_id is not /) as string,
      });
    }
  });

  const keys = device.keys;
  const deep: unknown = JSON.parse('{"a":'.repeat(5000) + '1' + '}'.repeat(5000));
  const withSignature = (value: unknown): object => ({ ...device, signatures: { [alice]: { [keyId]: value } } });
  const withKey = (value: unknown): object => ({ ...device, keys: { ...keys, [keyId]: value } });

  it.each<[string, unknown]>([
    ['undefined', undefined],
    ['null', null],
    ['a number', 1],
    ['a string', JSON.stringify(device)],
    ['an array', [device]],
    ['an empty object', {}],
    ['a function', () => device],
    ['a map', new Map(Object.entries(device))],
    ['an heir of valid keys', Object.create(device)],
    ['a user_id of someone else', { ...device, user_id: '@bob:example.org' }],
    ['a user_id in another case', { ...device, user_id: alice.toUpperCase() }],
    ['a user_id in an array', { ...device, user_id: [alice] }],
    ['no user_id', { ...device, user_id: undefined }],
    ['a device_id of another device', { ...device, device_id: 'OTHER' }],
    ['a device_id that is null', { ...device, device_id: null }],
    ['no keys', { ...device, keys: undefined }],
    ['keys that are null', { ...device, keys: null }],
    ['keys in an array', { ...device, keys: [keys] }],
    ['keys without ed25519', { ...device, keys: { 'curve25519:DEVICE': 'A'.repeat(43) } }],
    ['keys that are inherited', { ...device, keys: Object.create(keys) as object }],
    ['a key that is null', withKey(null)],
    ['a key that is a number', withKey(0)],
    ['a key in an array', withKey([deviceKey.publicKey])],
    ['an empty key', withKey('')],
    ['a key that is too long', withKey(deviceKey.publicKey + 'AA')],
    ['a key in URL-safe digits', withKey('-'.repeat(43))],
    ['a key of zeros, of order 4', withKey('A'.repeat(43))],
    ['the identity as key', withKey(`AQ${'A'.repeat(41)}`)],
    ['a key of order 2', withKey('7P///////////////////////////////////////38')],
    ['a key of order 8', withKey('xxdqcD1N2E+6PAt2DRBnDyogU/osOczGTsf9d5KsA3o')],
    ['the identity in its second encoding', withKey('7v///////////////////////////////////////38')],
    ['a key that is no point of the curve', withKey(`Ag${'A'.repeat(41)}`)],
    ['the key of someone else', withKey(strangerKey.publicKey)],
    ['no signatures', { ...device, signatures: undefined }],
    ['signatures that are null', { ...device, signatures: null }],
    ['signatures in an array', { ...device, signatures: [device.signatures] }],
    ['signatures that are inherited', { ...device, signatures: Object.create(device.signatures) as object }],
    ['signatures of the user that are a string', { ...device, signatures: { [alice]: signature } }],
    [
      'signatures of the user that are inherited',
      { ...device, signatures: { [alice]: Object.create(byAlice) as object } },
    ],
    ['a signature under another key', { ...device, signatures: { [alice]: { 'ed25519:OTHER': signature } } }],
    ['a signature that is null', withSignature(null)],
    ['a signature in an array', withSignature([signature])],
    ['an empty signature', withSignature('')],
    ['a signature that is cut', withSignature(signature.slice(0, -1))],
    ['a signature of zeros', withSignature('A'.repeat(86))],
    ['a signature with a line break', withSignature(`${signature}\n`)],
    ['a signature of ten million digits', withSignature('A'.repeat(10_000_000))],
    ['a field more', { ...device, more: 1 }],
    ['a field less', { ...device, algorithms: undefined }],
    ['algorithms in another order', { ...device, algorithms: [...device.algorithms].reverse() }],
    ['a fraction', { ...device, more: 0.5 }],
    ['a lone surrogate', { ...device, more: '\ud800' }],
    ['5000 levels', { ...device, more: deep }],
    [
      'a million members',
      { ...device, more: Object.fromEntries(Array.from({ length: 1e6 }, (_, index) => [index, index])) },
    ],
    ['a getter that throws', { ...device, get more(): never { throw new Error('no'); } }], // oxfmt-ignore
    ['a proxy that throws', new Proxy(device, { get: () => { throw new Error('no'); }, getOwnPropertyDescriptor: () => { throw new Error('no'); } })], // oxfmt-ignore
  ])('refuses %s, quickly and without throwing (F1)', async (_, hostile) => {
    const before = processorMs();
    const verdict = await verifyDeviceKeys(hostile, identity);
    expect(verdict).toEqual({ valid: false, reason: expect.stringMatching(/./) as string });
    // The largest of them take a fraction of a second; what grows faster than its size would take minutes.
    expect(processorMs() - before).toBeLessThan(5000);
  });
});
