import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parameterNames } from '../../generated/names.js';
import { isTokenOwner } from '../../generated/validators/index.js';
import { masqueradeParameters, understoodMasquerade } from '../../src/registration/masquerade.js';
import type { TokenOwner } from '../../src/types.js';
import { readExample } from '../helpers/read-example.js';

const userId = '@_bridge_alice:example.org';
const deviceId = 'GHOSTDEV';
const draftName = parameterNames.device_id.unstable[0];

describe('masqueradeParameters', () => {
  it('names the user, and the device under both its names, by default (rule G6)', () => {
    expect([...masqueradeParameters({ userId, deviceId })]).toEqual([
      ['user_id', userId],
      ['device_id', deviceId],
      [draftName, deviceId],
    ]);
  });

  it.each([
    ['stable', ['user_id', 'device_id']],
    ['unstable', ['user_id', draftName]],
  ] as const)('names the device under its %s name alone where that is asked for (G6)', (names, expected) => {
    expect([...masqueradeParameters({ userId, deviceId }, names).keys()]).toEqual(expected);
  });

  it('names no user for a device of the sender (G6)', () => {
    expect([...masqueradeParameters({ deviceId }, 'stable')]).toEqual([['device_id', deviceId]]);
  });

  it('is empty for the sender itself, and names no device where none is given', () => {
    expect(masqueradeParameters({}).size).toBe(0);
    expect(masqueradeParameters({ userId: undefined, deviceId: undefined }).size).toBe(0);
    expect([...masqueradeParameters({ userId }).keys()]).toEqual(['user_id']);
  });

  it('sends an empty user rather than acting as the sender', () => {
    expect(masqueradeParameters({ userId: '' }).toString()).toBe('user_id=');
  });

  it('brings every user and device through a query string unchanged, for all opaque IDs (W5)', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (user, device) => {
        const query = new URLSearchParams(masqueradeParameters({ userId: user, deviceId: device }).toString());
        expect([query.get('user_id'), query.get('device_id'), query.get(draftName)]).toEqual([user, device, device]);
      }),
    );
  });
});

describe('understoodMasquerade', () => {
  const sender = { user_id: '@_bridge_bot:example.org' };

  it('says all for the answer of the example, which names user and device (G6)', () => {
    const answer = readExample('token-owner');
    expect(isTokenOwner(answer)).toBe(true);
    expect(understoodMasquerade(answer as TokenOwner, { userId, deviceId })).toBe('all');
  });

  it.each<[string, TokenOwner, { userId?: string; deviceId?: string }, string]>([
    ['the device is missing', { user_id: userId }, { userId, deviceId }, 'user-only'],
    ['another device is named', { user_id: userId, device_id: 'OTHER' }, { userId, deviceId }, 'user-only'],
    ['the sender is named', sender, { userId, deviceId }, 'none'],
    ['the sender is named with that device', { ...sender, device_id: deviceId }, { userId, deviceId }, 'none'],
    ['the sender is named and only a user was', sender, { userId }, 'none'],
    ['the user is named and no device was', { user_id: userId }, { userId }, 'all'],
    ['the sender has the device', { ...sender, device_id: deviceId }, { deviceId }, 'all'],
    ['the sender has no device', sender, { deviceId }, 'none'],
    ['nothing was to be understood', sender, {}, 'all'],
  ])('where %s: %j for %j → %s (G6)', (_, whoami, identity, expected) => {
    expect(understoodMasquerade(whoami, identity)).toBe(expected);
  });
});
