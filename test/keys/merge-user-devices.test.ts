import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isUserDevices } from '../../generated/validators/index.js';
import { mergeKeyQuery } from '../../src/keys/merge-key-query.js';
import { mergeUserDevices } from '../../src/keys/merge-user-devices.js';
import { visibleKeyQuery } from '../../src/keys/visible-key-query.js';
import type { DeviceKeys, KeyQueryResponse, UserDevices, UserId } from '../../src/types.js';
import { crossSigningKeyOf, deviceKeysOf } from '../helpers/appservices.js';
import { deepFreeze } from '../helpers/deep-freeze.js';
import {
  bot,
  draftExamples,
  ghost,
  ghostDevice,
  ignoredImpersonators,
  impersonatorFields,
  puppet,
} from '../helpers/impersonated.js';
import { awkwardNames, keyQueryResponse, mutated, userIds } from '../helpers/key-arbitraries.js';
import { readExample } from '../helpers/read-example.js';

const ann: UserId = '@ann:example.org';
const ben: UserId = '@ben:example.org';
const server = { serverName: 'remote.example' };

const listOf = (changes: Partial<UserDevices> = {}): UserDevices =>
  deepFreeze({ user_id: ann, stream_id: 7, devices: [], ...changes });
const held = (deviceId: string, displayName?: string) => ({
  device_id: deviceId,
  keys: deviceKeysOf(ann, deviceId, 'homeserver'),
  ...(displayName === undefined ? {} : { device_display_name: displayName }),
});
const answerOf = (...devices: DeviceKeys[]): KeyQueryResponse =>
  deepFreeze({ device_keys: { [ann]: Object.fromEntries(devices.map((keys) => [keys.device_id, keys])) } });
const named = (deviceId: string, name: string): DeviceKeys => ({
  ...deviceKeysOf(ann, deviceId),
  unsigned: { device_display_name: name },
});

describe('mergeUserDevices', () => {
  it('takes a device that both know whole from the appservice, and keeps those that only one knows (M1, M9)', () => {
    const homeserver = listOf({ devices: [held('BOTH'), held('OLD')] });
    const merged = mergeUserDevices(homeserver, answerOf(deviceKeysOf(ann, 'BOTH'), deviceKeysOf(ann, 'NEW')));
    expect(merged).toEqual({
      user_id: ann,
      stream_id: 7,
      devices: [
        { device_id: 'BOTH', keys: deviceKeysOf(ann, 'BOTH') },
        { device_id: 'OLD', keys: deviceKeysOf(ann, 'OLD', 'homeserver') },
        { device_id: 'NEW', keys: deviceKeysOf(ann, 'NEW') },
      ],
    });
  });

  it('takes the appservice’s master and self-signing key where it has them, and else the homeserver’s (M1, M9)', () => {
    const homeserver = listOf({
      master_key: crossSigningKeyOf(ann, 'master', 'homeserver'),
      self_signing_key: crossSigningKeyOf(ann, 'self_signing', 'homeserver'),
    });
    const answer = { master_keys: { [ann]: crossSigningKeyOf(ann, 'master', 'appservice') } };
    expect(mergeUserDevices(homeserver, answer)).toEqual({
      ...homeserver,
      master_key: crossSigningKeyOf(ann, 'master', 'appservice'),
    });
  });

  it('changes nothing for an answer without information, or about others alone (M1, M3)', () => {
    const homeserver = listOf({ devices: [held('D')], master_key: crossSigningKeyOf(ann, 'master') });
    const aboutBen = {
      device_keys: { [ben]: { X: deviceKeysOf(ben, 'X') } },
      master_keys: { [ben]: crossSigningKeyOf(ben, 'master') },
    };
    for (const answer of [{}, { device_keys: {} }, { device_keys: { [ann]: {} } }, aboutBen]) {
      expect(mergeUserDevices(homeserver, answer)).toEqual(homeserver);
    }
  });

  it('never gives out a user-signing key (M7)', () => {
    const answer = { user_signing_keys: { [ann]: crossSigningKeyOf(ann, 'user_signing') } };
    expect(mergeUserDevices(listOf(), answer)).toEqual(listOf());
  });

  it('gives the owner’s signatures alone, on devices and on both keys (M7, M9)', () => {
    const signatures = { [ann]: { 'ed25519:A': 'a' }, [ben]: { 'ed25519:B': 'b' } };
    const { devices, master_key, self_signing_key } = mergeUserDevices(
      listOf({
        devices: [{ device_id: 'OLD', keys: { ...deviceKeysOf(ann, 'OLD'), signatures } }],
        master_key: { ...crossSigningKeyOf(ann, 'master'), signatures },
      }),
      deepFreeze({
        device_keys: { [ann]: { NEW: { ...deviceKeysOf(ann, 'NEW'), signatures } } },
        self_signing_keys: { [ann]: { ...crossSigningKeyOf(ann, 'self_signing'), signatures } },
      }),
    );
    const signed = [...devices.map(({ keys }) => keys), master_key, self_signing_key];
    expect(signed.map((entry) => Object.keys(entry?.signatures ?? {}))).toEqual([[ann], [ann], [ann], [ann]]);
  });

  it('gives out no display name, wherever it stands, unless it is allowed to (M7, M9)', () => {
    const homeserver = listOf({
      devices: [held('OLD', 'old phone'), { device_id: 'ODD', keys: named('ODD', 'odd phone') }],
    });
    const answer = answerOf(named('NEW', 'new phone'));
    for (const options of [undefined, {}, { displayNames: false }, { displayNames: undefined }]) {
      expect(JSON.stringify(mergeUserDevices(homeserver, answer, options))).not.toContain('phone');
    }
  });

  it('moves a display name that is allowed from unsigned to device_display_name (rule M9)', () => {
    const homeserver = listOf({
      devices: [
        held('OLD', 'old phone'),
        held('BOTH', 'replaced'),
        { device_id: 'ODD', keys: named('ODD', 'odd phone') },
      ],
    });
    const { devices } = mergeUserDevices(homeserver, answerOf(named('NEW', 'new phone'), deviceKeysOf(ann, 'BOTH')), {
      displayNames: true,
    });
    expect(devices.map(({ device_id, device_display_name }) => [device_id, device_display_name])).toEqual([
      ['OLD', 'old phone'],
      ['BOTH', undefined],
      ['ODD', 'odd phone'],
      ['NEW', 'new phone'],
    ]);
    expect(devices.filter(({ keys }) => keys.unsigned?.device_display_name !== undefined)).toEqual([]);
  });

  it('leaves out what is no device, also where it looks for display names (M9)', () => {
    for (const keys of [null, 'phone', 1, ['phone']]) {
      const answer = { device_keys: { [ann]: { PHONE: keys } } } as unknown as KeyQueryResponse;
      const list = listOf({ devices: [held('OLD', 'old'), { device_id: 'ODD', keys: keys as never }] });
      const { devices } = mergeUserDevices(list, answer, { displayNames: true });
      expect(devices).toEqual([held('OLD', 'old')]);
    }
  });

  it('keeps what else is in unsigned, and fields that nobody knows (W4)', () => {
    const keys = { ...named('D', 'phone'), 'org.example.x': 1 };
    keys.unsigned = { device_display_name: 'phone', ...({ 'org.example.y': 2 } as object) };
    const [device] = mergeUserDevices(listOf(), answerOf(keys)).devices;
    expect(device).toEqual({ device_id: 'D', keys: { ...keys, unsigned: { 'org.example.y': 2 } } });
  });

  it('takes Synapse’s null for absent, and writes none (S4)', () => {
    const synapse = deepFreeze(readExample('user-devices-synapse')) as UserDevices;
    const { master_key, self_signing_key, ...rest } = synapse;
    expect([master_key, self_signing_key]).toEqual([null, null]);
    expect(mergeUserDevices(synapse, {})).toStrictEqual(rest);
  });

  it.each(['user-devices', 'user-devices-minimal'])('leaves the example %s as it is when names are allowed', (name) => {
    const example = deepFreeze(readExample(name)) as UserDevices;
    expect(mergeUserDevices(example, {}, { displayNames: true })).toEqual(example);
  });

  it.each([...awkwardNames])('keeps a device called %j as one among others (M6)', (deviceId) => {
    const { devices } = mergeUserDevices(listOf({ devices: [held('D')] }), answerOf(deviceKeysOf(ann, deviceId)));
    expect(devices.map(({ device_id }) => device_id).sort()).toEqual(['D', deviceId].sort());
    const kept = mergeUserDevices(listOf({ devices: [held(deviceId)] }), {}).devices;
    expect(kept).toEqual([held(deviceId)]);
  });

  it('shares the keys that need no cut (M5)', () => {
    const homeserver = listOf({ devices: [held('D')] });
    const answer = answerOf(deviceKeysOf(ann, 'NEW'));
    const { devices } = mergeUserDevices(homeserver, answer);
    expect(devices[0]?.keys).toBe(homeserver.devices[0]?.keys);
    expect(devices[1]?.keys).toBe(answer.device_keys?.[ann]?.['NEW']);
  });

  const someUser = fc.constantFrom(...userIds);

  it('gives another server the very keys that a key query gives it, for any two answers (M7, M9)', () => {
    fc.assert(
      fc.property(keyQueryResponse(), keyQueryResponse(), someUser, (homeserver, appservice, userId) => {
        const merged = mergeUserDevices(deepFreeze(asList(homeserver, userId)), deepFreeze(appservice));
        const queried = visibleKeyQuery(mergeKeyQuery(homeserver, appservice), server);
        expect(merged).toEqual(asList(queried, userId));
        expect(isUserDevices(merged)).toBe(true);
      }),
    );
  });

  it('never throws for an appservice’s answer, whatever is in it', () => {
    fc.assert(
      fc.property(mutated(keyQueryResponse()), fc.boolean(), (answer, displayNames) => {
        const response = (typeof answer === 'object' && answer !== null ? answer : {}) as KeyQueryResponse;
        const { user_id, stream_id } = mergeUserDevices(listOf({ devices: [held('D')] }), response, { displayNames });
        expect([user_id, stream_id]).toEqual([ann, 7]);
      }),
    );
  });

  it('leaves out what is malformed in the homeserver’s list', () => {
    const devices = [null, 'D', { device_id: 'D' }, held('GOOD')] as UserDevices['devices'];
    expect(mergeUserDevices(listOf({ devices }), {}).devices).toEqual([held('GOOD')]);
    expect(mergeUserDevices(listOf({ devices: undefined as never }), {}, { displayNames: true }).devices).toEqual([]);
  });
});

/** What a key query response says of a user, as a device list. */
function asList(response: KeyQueryResponse, userId: UserId): UserDevices {
  const keysOf = (map: 'master_keys' | 'self_signing_keys') =>
    Object.hasOwn(response[map] ?? {}, userId) ? response[map]?.[userId] : undefined;
  const devices = Object.hasOwn(response.device_keys ?? {}, userId) ? response.device_keys?.[userId] : {};
  const master_key = keysOf('master_keys');
  const self_signing_key = keysOf('self_signing_keys');
  return {
    user_id: userId,
    stream_id: 7,
    devices: Object.entries(devices ?? {}).map(([device_id, keys]) => ({ device_id, keys })),
    ...(master_key === undefined ? {} : { master_key }),
    ...(self_signing_key === undefined ? {} : { self_signing_key }),
  };
}

describe('mergeUserDevices, of devices that name an impersonator', () => {
  const listFor = (userId: string, devices: UserDevices['devices'] = []): UserDevices =>
    deepFreeze({ user_id: userId, stream_id: 7, devices });

  it.each(impersonatorFields)('gives both examples of the draft whole, under the name %s (M7a, M9)', (field) => {
    const { device_keys } = deepFreeze(draftExamples(field));
    for (const [userId, deviceId] of [
      [ghost, 'ZVYTEW6WS0'],
      [puppet, 'S9ON0B1TCA'],
    ] as const) {
      const keys = device_keys[userId]?.[deviceId];
      const fromAppservice = mergeUserDevices(listFor(userId), { device_keys });
      expect(fromAppservice.devices).toEqual([{ device_id: deviceId, keys }]);
      const held = keys === undefined ? [] : [{ device_id: deviceId, keys }];
      expect(mergeUserDevices(listFor(userId, held), {}).devices).toEqual(held);
    }
  });

  it.each(ignoredImpersonators)('cuts the impersonator’s signature for %s (M7a, M9)', (_what, changes) => {
    const device = ghostDevice(changes);
    const merged = mergeUserDevices(listFor(ghost), { device_keys: { [ghost]: { ZVYTEW6WS0: device } } });
    expect(merged.devices).toEqual([{ device_id: 'ZVYTEW6WS0', keys: { ...device, signatures: {} } }]);
  });

  it('takes such a device whole from the appservice, never an impersonator from one side alone (M1)', () => {
    const held = deviceKeysOf(ghost, 'ZVYTEW6WS0', 'homeserver');
    const list = listFor(ghost, [{ device_id: 'ZVYTEW6WS0', keys: { ...held, signatures: { [bot]: {} } } }]);
    const device = ghostDevice();
    const merged = mergeUserDevices(list, { device_keys: { [ghost]: { ZVYTEW6WS0: device } } });
    expect(merged.devices).toEqual([{ device_id: 'ZVYTEW6WS0', keys: device }]);
  });
});
