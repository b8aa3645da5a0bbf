import { describe, expect, it } from 'vitest';
import { crossSigningKeyOf, deviceKeysOf, type FakeAppservice } from '../helpers/appservices.js';
import { createLocalKeys } from '../helpers/local-keys.js';
import { proxyOver } from '../helpers/proxy-over.js';

const ann = '@irc_ann:example.org';
const server = { serverName: 'remote.example' };
const named = { ...deviceKeysOf(ann, 'NEW'), unsigned: { device_display_name: 'phone' } };
const answering: FakeAppservice = { queryKeys: () => ({ device_keys: { [ann]: { NEW: named } } }) };
const old = { device_id: 'OLD', keys: deviceKeysOf(ann, 'OLD', 'homeserver') };

describe('the key proxy, asked by another server for the devices of a user', () => {
  it('puts the appservice’s devices beside the homeserver’s, under the homeserver’s stream_id (M9)', async () => {
    const local = createLocalKeys({ devices: { stream_id: 42, devices: [old] } });
    const { proxy, requests } = proxyOver({ irc: answering, xmpp: {} }, local);
    expect(await proxy.userDevices(ann, server)).toEqual({
      user_id: ann,
      stream_id: 42,
      devices: [old, { device_id: 'NEW', keys: { ...named, unsigned: {} } }],
    });
    expect(requests).toHaveLength(1);
    const { devices } = await proxy.userDevices(ann, { ...server, displayNames: true });
    expect(devices[1]?.device_display_name).toBe('phone');
  });

  it.each(['@irc_ann:elsewhere.org', '@irc_ann', 'irc_ann:example.org', '__proto__'])(
    'refuses %s, who is no user of this server, and asks nobody (M10)',
    async (userId) => {
      const local = createLocalKeys();
      const { proxy, requests } = proxyOver({ irc: answering }, local);
      await expect(proxy.userDevices(userId, server)).rejects.toMatchObject({
        status: 400,
        errcode: 'M_INVALID_PARAM',
      });
      expect([...requests, ...local.calls]).toEqual([]);
    },
  );

  it('answers from the homeserver’s store when the appservice fails, and reports that (N7)', async () => {
    const local = createLocalKeys({ devices: { stream_id: 42, devices: [old] } });
    const { proxy, failures } = proxyOver({ irc: () => new Response('<html>') }, local);
    expect((await proxy.userDevices(ann, server)).devices).toEqual([old]);
    expect(failures).toMatchObject([{ registrationId: 'irc', operation: 'queryKeys' }]);
  });

  it('drops what the appservice says of others (M3), and reports keys that do not fit together (M8)', async () => {
    const other = '@irc_other:example.org';
    const appservice: FakeAppservice = {
      queryKeys: () => ({
        device_keys: { [other]: { X: deviceKeysOf(other, 'X') } },
        master_keys: { [ann]: crossSigningKeyOf(ann, 'master') },
      }),
    };
    const self_signing_key = crossSigningKeyOf(ann, 'self_signing', 'another');
    const local = createLocalKeys({ devices: { stream_id: 1, devices: [], self_signing_key } });
    const { proxy, findings } = proxyOver({ irc: appservice }, local);
    expect(await proxy.userDevices(ann, server)).toEqual({
      user_id: ann,
      stream_id: 1,
      devices: [],
      master_key: crossSigningKeyOf(ann, 'master'),
      self_signing_key,
    });
    expect(findings.map(({ code }) => code)).toEqual(['user-not-asked', 'unsigned-cross-signing-key']);
  });

  it('passes on what the homeserver’s own store rejects with', async () => {
    const local = { ...createLocalKeys(), userDevices: () => Promise.reject(new Error('the database is gone')) };
    const { proxy } = proxyOver({ irc: answering }, local);
    await expect(proxy.userDevices(ann, server)).rejects.toThrow('the database is gone');
  });

  it('stops waiting when the caller’s signal says so', async () => {
    const local = createLocalKeys({ devices: { stream_id: 42, devices: [old] } });
    const { proxy } = proxyOver({ irc: () => new Promise(() => undefined) }, local);
    const controller = new AbortController();
    const answer = proxy.userDevices(ann, server, { signal: controller.signal });
    controller.abort();
    expect((await answer).devices).toEqual([old]);
  });
});
