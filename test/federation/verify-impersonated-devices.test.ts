import { describe, expect, it } from 'vitest';
import { signJson, verifyDeviceKeys } from '../../src/federation/index.js';
import type { DeviceKeys, KeyQueryResponse, UserId } from '../../src/types.js';
import { deepFreeze } from '../helpers/deep-freeze.js';
import { countedImpersonators, ignoredImpersonators, impersonatorFields } from '../helpers/impersonated.js';
import {
  alice,
  bot,
  botDevice,
  botKey,
  crossSigningKey,
  deviceKey,
  impersonatedDevice,
  masterKey,
  selfSigningKey,
  signedDevice,
  strangerKey,
  userSigningKey,
} from './user-keys.js';

const keyId = 'ed25519:DEVICE';
const identity = { userId: alice, deviceId: 'DEVICE' };
const deep: unknown = JSON.parse('{"a":'.repeat(5000) + '1' + '}'.repeat(5000));
const valid = { valid: true };
const selfAsserted = {
  valid: false,
  selfAsserted: true,
  reason: expect.stringMatching(/^self-asserted: /) as string,
};
/** A refusal that is not marked. */
const wrong = { valid: false, reason: expect.stringMatching(/^(?!self-asserted)./) as string };
const shown = { ...botDevice, signatures: { [bot]: {} }, unsigned: { device_display_name: 'bot' } };
const keyQuery: KeyQueryResponse = deepFreeze({ device_keys: { [bot]: { BOT: shown } } });
const crossSigning: KeyQueryResponse = deepFreeze({
  ...keyQuery,
  master_keys: { [alice]: await crossSigningKey('master', masterKey) },
  self_signing_keys: { [alice]: await crossSigningKey('self_signing', selfSigningKey, masterKey) },
  user_signing_keys: { [alice]: await crossSigningKey('user_signing', userSigningKey, masterKey) },
});
const ghost = deepFreeze(await impersonatedDevice());
const puppet = deepFreeze(await impersonatedDevice({}, selfSigningKey));

const queryWith = (device: unknown): KeyQueryResponse =>
  ({ device_keys: { [bot]: { BOT: device } } }) as KeyQueryResponse;

const notCrossSigned: [string, KeyQueryResponse, DeviceKeys][] = [
  ['of which none has signed it', crossSigning, ghost],
  ['of which only the master key has signed it', crossSigning, await impersonatedDevice({}, masterKey)],
  ['of which only the user-signing key has signed it', crossSigning, await impersonatedDevice({}, userSigningKey)],
  ['which a stranger’s key has signed it for', crossSigning, await impersonatedDevice({}, strangerKey)],
  [
    'of which the self-signing key has signed something else',
    crossSigning,
    {
      ...ghost,
      signatures: {
        ...ghost.signatures,
        [alice]: (await impersonatedDevice({ more: 1 }, selfSigningKey)).signatures[alice] ?? {},
      },
    },
  ],
  ['without a self-signing key', { ...crossSigning, self_signing_keys: {} }, puppet],
  ['with a self-signing key alone, for which no master key stands', { ...crossSigning, master_keys: {} }, puppet],
  [
    'with a self-signing key that the master key has not signed',
    { ...crossSigning, self_signing_keys: { [alice]: await crossSigningKey('self_signing', selfSigningKey) } },
    puppet,
  ],
  ['with a user-signing key alone', { ...keyQuery, user_signing_keys: crossSigning.user_signing_keys ?? {} }, puppet],
  [
    'with a master key that is malformed',
    { ...keyQuery, master_keys: { [alice]: {} } } as unknown as KeyQueryResponse,
    ghost,
  ],
];

const unsigned: [string, DeviceKeys][] = [
  ['no signature', { ...ghost, signatures: {} }],
  ['no signature but the owner’s', withoutBots(puppet)],
  [
    'a signature by another device of the impersonator',
    { ...ghost, signatures: { [bot]: { 'ed25519:OTHER': signatureBy(ghost) } } },
  ],
  [
    'the impersonator’s signature under the owner’s name',
    { ...ghost, signatures: { [alice]: { 'ed25519:BOT': signatureBy(ghost) } } },
  ],
  ['a signature of other content', { ...ghost, signatures: (await impersonatedDevice({ more: 1 })).signatures }],
  ['another impersonator than was signed', { ...ghost, impersonator: { ...botDevice, algorithms: [] } }],
  ['an impersonator without an ed25519 key', await impersonatedDevice({ impersonator: { ...botDevice, keys: {} } })],
  [
    'an impersonator whose ed25519 key bears another name',
    await impersonatedDevice({ impersonator: { ...botDevice, device_id: 'OTHER' } }),
  ],
  [
    'an impersonator with the key of someone else',
    await impersonatedDevice({ impersonator: { ...botDevice, keys: { 'ed25519:BOT': strangerKey.publicKey } } }),
  ],
  [
    'a key of zeros inside',
    await impersonatedDevice({ impersonator: { ...botDevice, keys: { 'ed25519:BOT': 'A'.repeat(43) } } }),
  ],
  [
    '200,000 keys inside, more than a call may have arguments',
    {
      ...ghost,
      impersonator: {
        ...botDevice,
        keys: Object.fromEntries(Array.from({ length: 200_000 }, (_, i) => [`x:${String(i)}`, 'x'])),
      },
    },
  ],
  ['5000 levels inside', { ...ghost, impersonator: { ...botDevice, ...{ deep } } }],
  [
    'a getter that throws',
    {
      ...ghost,
      get impersonator(): never {
        throw new Error('no');
      },
    },
  ],
  [
    'a getter inside that throws',
    {
      ...ghost,
      impersonator: {
        ...botDevice,
        get keys(): never {
          throw new Error('no');
        },
      },
    },
  ],
];

describe('verifyDeviceKeys, of a device that names an impersonator', () => {
  it.each(impersonatorFields)(
    'calls it valid, with the impersonator under %s, where a key query has the same device of that one (M7a)',
    async (field) => {
      const changes = { impersonator: undefined, [field]: botDevice };
      expect(await verifyDeviceKeys(await impersonatedDevice(changes), identity, { keyQuery })).toEqual(valid);
      const signed = await impersonatedDevice(changes, selfSigningKey);
      expect(await verifyDeviceKeys(signed, identity, { keyQuery: crossSigning })).toEqual(valid);
    },
  );

  it('calls it self-asserted where no key query is given, since the embedded key proves only itself (M7a)', async () => {
    expect(await verifyDeviceKeys(ghost, identity)).toEqual(selfAsserted);
    expect(await verifyDeviceKeys(puppet, identity, { keyQuery: undefined })).toEqual(selfAsserted);
  });

  it.each<[string, unknown]>([
    ['is not an object', 'keys'],
    ['is empty', {}],
    ['has no devices', { device_keys: {} }],
    ['has devices that are null', { device_keys: null }],
    [
      'has other devices of the impersonator’s user',
      { device_keys: { [bot]: { OTHER: { ...shown, device_id: 'OTHER' } } } },
    ],
    ['has that device of another user', { device_keys: { '@eve:example.org': { BOT: shown } } }],
    ['inherits the device', { device_keys: { [bot]: Object.create({ BOT: shown }) as object } }],
    ['has null in its place', queryWith(null)],
    ['has a list in its place', queryWith([shown])],
    [
      'has it with another ed25519 key',
      queryWith({ ...shown, keys: { ...botDevice.keys, 'ed25519:BOT': strangerKey.publicKey } }),
    ],
    [
      'has it with another curve25519 key',
      queryWith({ ...shown, keys: { ...botDevice.keys, 'curve25519:BOT': 'B'.repeat(43) } }),
    ],
    ['has it with a key less', queryWith({ ...shown, keys: { 'ed25519:BOT': botKey.publicKey } })],
    ['has it with a key more', queryWith({ ...shown, keys: { ...botDevice.keys, 'x:BOT': 'more' } })],
    ['has it with other algorithms', queryWith({ ...shown, algorithms: [] })],
    ['has it under a name that it does not bear', queryWith({ ...shown, device_id: 'OTHER' })],
    ['has it with a field more', queryWith({ ...shown, 'org.example.more': 1 })],
    ['has it with a getter that throws', queryWith({ ...shown, get keys(): never { throw new Error('no'); } })], // oxfmt-ignore
  ])('calls it self-asserted where the key query %s (M7a)', async (_what, keyQuery) => {
    expect(await verifyDeviceKeys(ghost, identity, { keyQuery: keyQuery as KeyQueryResponse })).toEqual(selfAsserted);
  });

  it.each(notCrossSigned)(
    'never calls it valid where the owner has cross-signing keys %s (M7a)',
    async (_what, keyQuery, device) => {
      expect(await verifyDeviceKeys(device, identity, { keyQuery })).toEqual(selfAsserted);
    },
  );

  it('asks no cross-signing keys of the impersonator, or of an owner who has none (M7a)', async () => {
    const ofBot = { ...crossSigning.master_keys?.[alice as UserId], user_id: bot };
    const withBots = { ...keyQuery, master_keys: { [bot]: ofBot } } as KeyQueryResponse;
    expect(await verifyDeviceKeys(ghost, identity, { keyQuery: withBots })).toEqual(valid);
  });

  it.each(unsigned)('refuses %s, key query or not (M7a)', async (_what, device) => {
    expect(await verifyDeviceKeys(device, identity)).toEqual(wrong);
    expect(await verifyDeviceKeys(device, identity, { keyQuery })).toEqual(wrong);
  });

  it('refuses one that is filed under another user or device, or under the impersonator (F1, M7a)', async () => {
    for (const other of [{ userId: bot }, { deviceId: 'OTHER' }, { userId: bot, deviceId: 'BOT' }]) {
      expect(await verifyDeviceKeys(ghost, { ...identity, ...other }, { keyQuery })).toEqual(wrong);
    }
  });

  it.each(ignoredImpersonators)('wants the device’s own signature for %s (M7a)', async (_what, changes) => {
    const device = await impersonatedDevice(translated(changes));
    expect(await verifyDeviceKeys(device, identity, { keyQuery })).toEqual(wrong);
  });

  it('takes a device with keys and an impersonator for what it is: signed by itself, or not (M7a)', async () => {
    const { signatures: _, ...bare } = await signedDevice('DEVICE', deviceKey);
    const byItself = await signJson({ ...bare, impersonator: botDevice }, { entity: alice, keyId, key: deviceKey });
    expect(await verifyDeviceKeys(byItself, identity)).toEqual(valid);
    expect(await verifyDeviceKeys(await impersonatedDevice(bare), identity, { keyQuery })).toEqual(wrong);
  });

  it.each(countedImpersonators)('calls %s valid (M7a, S4)', async (_what, changes) => {
    const device = await impersonatedDevice(translated(changes));
    const { impersonator } = device as { impersonator?: object | null };
    const { signatures: _, ...embedded } = { ...botDevice, ...impersonator } as Record<string, unknown>;
    const verdict = await verifyDeviceKeys(device, identity, { keyQuery: queryWith({ ...shown, ...embedded }) });
    expect(verdict).toEqual(valid);
  });

  it('takes another device of the owner for an impersonator like any (M7a)', async () => {
    const own = { ...botDevice, user_id: alice };
    const { signatures: _, ...bare } = await impersonatedDevice({ impersonator: own });
    const device = await signJson(bare, { entity: alice, keyId: 'ed25519:BOT', key: botKey });
    expect(await verifyDeviceKeys(device, identity)).toEqual(selfAsserted);
    const keyQuery = { device_keys: { [alice]: { BOT: own, DEVICE: device } } } as unknown as KeyQueryResponse;
    expect(await verifyDeviceKeys(device, identity, { keyQuery })).toEqual(valid);
  });

  it('never calls a device valid that is its own impersonator: a key query cannot have both (M7a)', async () => {
    const own = { ...botDevice, user_id: alice, device_id: 'DEVICE', keys: { [keyId]: botKey.publicKey } };
    const { signatures: _, ...bare } = await impersonatedDevice({ impersonator: own });
    const device = await signJson(bare, { entity: alice, keyId, key: botKey });
    const keyQuery = { device_keys: { [alice]: { DEVICE: device } } } as unknown as KeyQueryResponse;
    expect(await verifyDeviceKeys(device, identity, { keyQuery })).toEqual(selfAsserted);
  });

  /** The same changes, made to a device whose impersonator is this file's bot. */
  function translated(changes: object): object {
    const text = JSON.stringify(changes, (_name, value: unknown) => value ?? null);
    const names: Record<string, string> = { '@bridgebot:example.com': bot, JLAFKJWSCS: 'BOT', '[bridge-device-ed25519-key]': botKey.publicKey, '[bridge-device-curve25519-key]': 'A'.repeat(43) }; // oxfmt-ignore
    return JSON.parse(Object.entries(names).reduce((all, [from, to]) => all.replaceAll(from, to), text)) as object;
  }
});

function signatureBy({ signatures }: DeviceKeys): string {
  return Object.values(Object.values(signatures)[0] ?? {})[0] ?? '';
}

function withoutBots(device: DeviceKeys): DeviceKeys {
  const { [bot as UserId]: _, ...signatures } = device.signatures;
  return { ...device, signatures };
}
