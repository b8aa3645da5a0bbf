import { describe, expect, it } from 'vitest';
import { createDeviceDirectory, type DeviceDirectory } from '../../src/appservice/device-directory.js';
import { createClaimLedger, createMemoryStore } from '../../src/appservice/index.js';
import { PayloadError } from '../../src/errors.js';
import type { CrossSigningKey, DeviceKeys, KeyQuery, UserId } from '../../src/types.js';

const ann = '@irc_ann:example.org';
const ben = '@irc_ben:example.org';

function deviceKeys(userId: UserId = ann, deviceId = 'GHOST', changes: Partial<DeviceKeys> = {}): DeviceKeys {
  return {
    user_id: userId,
    device_id: deviceId,
    algorithms: ['m.olm.v1.curve25519-aes-sha2'],
    keys: { [`ed25519:${deviceId}`]: `identity of ${deviceId}` },
    signatures: { [userId]: { [`ed25519:${deviceId}`]: 'c2lnbmVk' } },
    ...changes,
  };
}

function crossSigningKey(usage: CrossSigningKey['usage'][number], userId: UserId = ann): CrossSigningKey {
  return { user_id: userId, usage: [usage], keys: { [`ed25519:${usage}`]: usage } };
}

const allKeys = {
  master: crossSigningKey('master'),
  self_signing: crossSigningKey('self_signing'),
  user_signing: crossSigningKey('user_signing'),
};

/** Lets a device live until it may be spoken of. */
async function serve(directory: DeviceDirectory, keys: DeviceKeys): Promise<void> {
  await directory.putDeviceKeys(keys);
  for (const step of ['keys-in-ledger', 'created', 'cross-signed'] as const) {
    await directory.recordStep(keys.user_id, keys.device_id, step);
  }
}

/** What a query is answered with where nothing is known. */
const nothing = { device_keys: {}, master_keys: {}, self_signing_keys: {} };

describe('queryKeys', () => {
  it('speaks of a device and its owner only after all steps of its life, whatever their order (D5)', async () => {
    const steps = ['keys-in-ledger', 'created', 'cross-signed', 'keys'] as const;
    for (const [at] of steps.entries()) {
      const directory = createDeviceDirectory(createMemoryStore());
      await directory.putCrossSigningKeys(ann, allKeys);
      for (const step of [...steps.slice(at), ...steps.slice(0, at)]) {
        expect(await directory.queryKeys({ [ann]: [] }), step).toEqual(nothing);
        if (step === 'keys') await directory.putDeviceKeys(deviceKeys());
        else await directory.recordStep(ann, 'GHOST', step);
      }
      expect(await directory.queryKeys({ [ann]: [] })).toEqual({
        device_keys: { [ann]: { GHOST: deviceKeys() } },
        master_keys: { [ann]: allKeys.master },
        self_signing_keys: { [ann]: allKeys.self_signing },
      });
    }
  });

  it('gives the devices that were asked for, all of them for an empty list', async () => {
    const directory = createDeviceDirectory(createMemoryStore());
    for (const deviceId of ['GHOST', 'OTHER', '__proto__']) await serve(directory, deviceKeys(ann, deviceId));
    await serve(directory, deviceKeys(ben));
    const devicesOf = async (query: KeyQuery): Promise<string[]> => {
      const { device_keys = {} } = await directory.queryKeys(query);
      return Object.entries(device_keys).flatMap(([userId, devices]) => Object.keys(devices).map((id) => userId + id));
    };
    expect(await devicesOf({ [ann]: [] })).toEqual([`${ann}GHOST`, `${ann}OTHER`, `${ann}__proto__`]);
    expect(await devicesOf({ [ann]: ['OTHER', 'NONE'], [ben]: [] })).toEqual([`${ann}OTHER`, `${ben}GHOST`]);
    expect(await devicesOf({ [ann]: ['NONE'], '@nobody:example.org': [] })).toEqual([]);
    expect(await devicesOf({})).toEqual([]);
  });

  it('keeps what it does not know of a key, since it is signed (W4)', async () => {
    const directory = createDeviceDirectory(createMemoryStore());
    const keys = { ...deviceKeys(), 'org.example': { a: [null, 1.5] } };
    await serve(directory, keys);
    expect((await directory.queryKeys({ [ann]: [] })).device_keys).toEqual({ [ann]: { GHOST: keys } });
  });

  it('gives no cross-signing keys where there are none, and never a user-signing key (M7)', async () => {
    const directory = createDeviceDirectory(createMemoryStore());
    await serve(directory, deviceKeys());
    expect(await directory.queryKeys({ [ann]: [] })).toMatchObject({ master_keys: {}, self_signing_keys: {} });
    await directory.putCrossSigningKeys(ann, { user_signing: allKeys.user_signing });
    expect(await directory.queryKeys({ [ann]: [] })).toEqual({
      ...nothing,
      device_keys: { [ann]: { GHOST: deviceKeys() } },
    });
  });

  it('asks for names that are no user IDs nowhere (W5)', async () => {
    const store = createMemoryStore();
    await store.devices.putDevice({ userId: 'ann', deviceId: 'GHOST', keys: '{', state: '{' });
    const query = { ann: [] } as Record<string, string[]>;
    expect(await createDeviceDirectory(store).queryKeys(query)).toEqual(nothing);
  });

  it('answers for thousands of users, and gives others turns meanwhile (S9)', async () => {
    const directory = createDeviceDirectory(createMemoryStore());
    const userIds = Array.from({ length: 3500 }, (_, n): UserId => `@irc_${n}:example.org`);
    await serve(directory, deviceKeys('@irc_3400:example.org'));
    let turns = 0;
    const timer = setInterval(() => turns++);
    const answer = await directory.queryKeys(Object.fromEntries(userIds.map((userId) => [userId, []])));
    clearInterval(timer);
    expect(Object.keys(answer.device_keys ?? {})).toEqual(['@irc_3400:example.org']);
    expect(turns).toBeGreaterThanOrEqual(3);
  });

  it('rejects where what the store holds are no keys', async () => {
    const store = createMemoryStore();
    const directory = createDeviceDirectory(store);
    await serve(directory, deviceKeys());
    const record = await store.devices.getDevice(ann, 'GHOST');
    const state = record?.state ?? '';
    for (const damage of [
      { keys: '{', state },
      { keys: '{}', state },
      { keys: '{}', state: '[]' },
    ]) {
      await store.devices.putDevice({ userId: ann, deviceId: 'GHOST', ...damage });
      await expect(directory.queryKeys({ [ann]: [] })).rejects.toMatchObject({ name: 'StoreError', code: 'CORRUPT' });
    }
    await store.devices.putDevice({ userId: ann, deviceId: 'GHOST', keys: JSON.stringify(deviceKeys()), state });
    await store.devices.putUser({ userId: ann, deviceId: undefined, crossSigning: '{"master":1}', state: '' });
    await expect(directory.queryKeys({ [ann]: [] })).rejects.toMatchObject({ code: 'CORRUPT' });
  });

  it('speaks of a device no more once the ledger has forgotten it (C8)', async () => {
    const store = createMemoryStore();
    const directory = createDeviceDirectory(store);
    await serve(directory, deviceKeys());
    await createClaimLedger(store).forget(ann, 'GHOST');
    expect(await directory.queryKeys({ [ann]: [] })).toEqual(nothing);
    expect(await directory.stepsOf(ann, 'GHOST')).toEqual([]);
    await directory.putDeviceKeys(deviceKeys(ann, 'GHOST', { keys: { 'ed25519:GHOST': 'another' } }));
  });
});

describe('putDeviceKeys', () => {
  it('takes new signatures, and refuses another identity under an old ID (D7)', async () => {
    const directory = createDeviceDirectory(createMemoryStore());
    await serve(directory, deviceKeys());
    const signed = deviceKeys(ann, 'GHOST', {
      signatures: { [ann]: { 'ed25519:GHOST': 'bmV3', 'ed25519:self': 'c2VsZg' } },
    });
    await directory.putDeviceKeys(signed);
    expect((await directory.queryKeys({ [ann]: [] })).device_keys).toEqual({ [ann]: { GHOST: signed } });
    const another = directory.putDeviceKeys(deviceKeys(ann, 'GHOST', { keys: { 'ed25519:GHOST': 'another' } }));
    await expect(another).rejects.toBeInstanceOf(PayloadError);
    await expect(another).rejects.toThrow('/keys: the device GHOST has other keys');
    expect((await directory.queryKeys({ [ann]: [] })).device_keys).toEqual({ [ann]: { GHOST: signed } });
  });

  it.each<[string, unknown, string]>([
    ['what are no device keys', { user_id: ann }, 'payload: must have'],
    ['keys of no user', deviceKeys('ann' as UserId), 'user_id'],
  ])('refuses %s', async (_, keys, message) => {
    const directory = createDeviceDirectory(createMemoryStore());
    const putting = directory.putDeviceKeys(keys as DeviceKeys);
    await expect(putting).rejects.toBeInstanceOf(PayloadError);
    await expect(putting).rejects.toThrow(message);
  });
});

describe('putCrossSigningKeys', () => {
  it('replaces all keys of a user, and keeps what else is noted of them', async () => {
    const store = createMemoryStore();
    const directory = createDeviceDirectory(store);
    await store.devices.putUser({ userId: ann, deviceId: 'GHOST', crossSigning: undefined, state: '{"a":1}' });
    await directory.putCrossSigningKeys(ann, allKeys);
    await directory.putCrossSigningKeys(ann, { master: allKeys.master });
    expect(await store.devices.getUser(ann)).toEqual({
      userId: ann,
      deviceId: 'GHOST',
      crossSigning: JSON.stringify({ master: allKeys.master }),
      state: '{"a":1}',
    });
  });

  it.each<[string, string, object, string]>([
    ['keys of no user', 'ann', allKeys, 'ann is not a user ID'],
    ['what is no key', ann, { master: {} }, '/master: must have'],
    ["another user's key", ann, { self_signing: crossSigningKey('self_signing', ben) }, '/self_signing/user_id: '],
    ['a key of another usage', ann, { user_signing: allKeys.master }, '/user_signing/usage: the usage user_signing'],
  ])('refuses %s', async (_, userId, keys, message) => {
    const putting = createDeviceDirectory(createMemoryStore()).putCrossSigningKeys(userId, keys);
    await expect(putting).rejects.toBeInstanceOf(PayloadError);
    await expect(putting).rejects.toThrow(message);
  });
});

describe('a directory with a fence', () => {
  it('writes nothing once another process has the lease (R5)', async () => {
    const store = createMemoryStore();
    let fence = await store.lease.acquire('one', -1);
    const directory = createDeviceDirectory(store, { fence: () => fence });
    await directory.putDeviceKeys(deviceKeys());
    const next = await store.lease.acquire('other', 60_000);
    const fenced = { name: 'StoreError', code: 'FENCED' };
    const named = deviceKeys(ann, 'GHOST', { unsigned: { device_display_name: 'late' } });
    await expect(directory.putDeviceKeys(named)).rejects.toMatchObject(fenced);
    await expect(directory.putCrossSigningKeys(ann, allKeys)).rejects.toMatchObject(fenced);
    await expect(directory.recordStep(ann, 'GHOST', 'created')).rejects.toMatchObject(fenced);
    expect(await store.devices.getUser(ann)).toBeUndefined();
    expect(await store.devices.getDevice(ann, 'GHOST')).toMatchObject({
      keys: JSON.stringify(deviceKeys()),
      state: '{}',
    });
    fence = next;
    await directory.recordStep(ann, 'GHOST', 'created');
    expect(await directory.stepsOf(ann, 'GHOST')).toEqual(['created']);
  });
});

describe('recordStep', () => {
  it('keeps steps in their order, each once, beside what else is noted of the device', async () => {
    const store = createMemoryStore();
    const directory = createDeviceDirectory(store);
    await store.devices.putDevice({
      userId: ann,
      deviceId: 'GHOST',
      keys: undefined,
      state: '{"a":1,"steps":[7,"created"]}',
    });
    await Promise.all([
      directory.recordStep(ann, 'GHOST', 'keys-uploaded'),
      directory.recordStep(ann, 'GHOST', 'created'),
      directory.recordStep(ann, 'GHOST', 'cross-signed'),
    ]);
    expect(await directory.stepsOf(ann, 'GHOST')).toEqual(['created', 'keys-uploaded', 'cross-signed']);
    expect(await store.devices.getDevice(ann, 'GHOST')).toMatchObject({
      state: expect.stringContaining('"a":1') as string,
    });
    expect(await directory.stepsOf(ann, 'NONE')).toEqual([]);
  });

  it('refuses steps of who is no user (W5), and ids that no store keeps', async () => {
    const directory = createDeviceDirectory(createMemoryStore());
    await expect(directory.recordStep('ann', 'GHOST', 'created')).rejects.toBeInstanceOf(PayloadError);
    await expect(directory.recordStep(ann, '\0', 'created')).rejects.toMatchObject({ code: 'UNSTORABLE_NAME' });
  });
});
