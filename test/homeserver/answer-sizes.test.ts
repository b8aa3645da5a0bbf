import { describe, expect, it } from 'vitest';
import {
  createAppserviceClient,
  createFederationClient,
  type AppserviceClientOptions,
} from '../../src/client/index.js';
import type { KeyQuery, KeyQueryResponse } from '../../src/types.js';
import { crossSigningKeyOf, deviceKeysOf, registrationOf, type FakeAppservice } from '../helpers/appservices.js';
import { createLocalKeys } from '../helpers/local-keys.js';
import { proxyOver } from '../helpers/proxy-over.js';

const ann = '@irc_ann:example.org';
const ben = '@xmpp_ben:example.org';
const viewer = { userId: '@bob:example.org' };
const claim = { [ann]: { D: ['signed_curve25519'] } };

/** So many names with something small under each. */
const names = (count: number, of: unknown, prefix = 'name'): Record<string, unknown> =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`${prefix}${i}`, of]));

/** Some 800 kB that nobody asked for. */
const junk = names(50_000, [1]);
const honest = deviceKeysOf(ann, 'D');
const answers: [string, object][] = [
  ['fields beside the maps', { device_keys: { [ann]: { D: honest } }, ...junk }],
  ['a field beside the maps', { device_keys: { [ann]: { D: honest } }, junk }],
  ['keys of users who were not asked for', { device_keys: names(9000, { D: honest }, '@eve:') }],
  ['more in the keys than any have', { device_keys: { [ann]: { D: { ...honest, ...junk } } } }],
  ['eight megabytes of white space', { device_keys: {}, blank: ' '.repeat(8_000_000) }],
];

describe('an answer that is much larger than what was asked for', () => {
  it.each(answers)('is a failure, and is not asked for again soon: %s (S9, N6)', async (_, answer) => {
    const local = createLocalKeys({ keys: { device_keys: { [ann]: { OLD: deviceKeysOf(ann, 'OLD') } } } });
    const { proxy, requests, failures, findings } = proxyOver({ irc: () => Response.json(answer) }, local);
    for (let i = 0; i < 3; i++) {
      expect(await proxy.queryKeys({ [ann]: [] }, viewer)).toEqual({
        device_keys: { [ann]: { OLD: deviceKeysOf(ann, 'OLD') } },
      });
    }
    expect(failures.map(({ error }) => error.code)).toEqual(['BODY_TOO_LARGE', 'BACKING_OFF', 'BACKING_OFF']);
    expect(requests).toHaveLength(1);
    expect(findings).toEqual([]);
  });

  it('is one to a claim as well, whose keys are told as lost (S9, C4)', async () => {
    const answer = { [ann]: { D: { 'signed_curve25519:1': { key: 'k', signatures: {}, junk } } } };
    const { proxy, requests, failures, findings } = proxyOver({ irc: () => Response.json(answer) });
    for (let i = 0; i < 2; i++) expect(await proxy.claimKeys(claim)).toEqual({});
    expect(failures.map(({ error }) => error.code)).toEqual(['BODY_TOO_LARGE', 'BACKING_OFF']);
    expect(requests).toHaveLength(1);
    expect(findings).toMatchObject([{ code: 'claimed-key-lost', severity: 'warning' }]);
  });

  it('costs the other appservices’ users nothing (S2)', async () => {
    const bridge: FakeAppservice = {
      queryKeys: () => ({ device_keys: { [ben]: { D: deviceKeysOf(ben, 'D') } } }),
    };
    const { proxy } = proxyOver({ irc: () => Response.json(junk), xmpp: bridge });
    const { device_keys } = await proxy.queryKeys({ [ann]: [], [ben]: [] }, viewer);
    expect(device_keys).toEqual({ [ben]: { D: deviceKeysOf(ben, 'D') } });
  });

  it('is refused by the client of other homeservers, too (S9)', async () => {
    const client = createFederationClient({
      origin: 'example.org',
      sign: () => Promise.resolve('X-Matrix origin=example.org,key="ed25519:1",sig=""'),
      resolve: () => Promise.resolve(new URL('http://remote.test')),
      fetch: () => Promise.resolve(Response.json({ device_keys: {}, one_time_keys: {}, devices: [], junk })),
    });
    const tooLarge = { code: 'BODY_TOO_LARGE' };
    const query = { device_keys: { '@a:remote.test': [] } };
    await expect(client.queryKeys('remote.test', query)).rejects.toMatchObject(tooLarge);
    const keyClaim = { one_time_keys: { '@a:remote.test': { D: 'a' } } };
    await expect(client.claimKeys('remote.test', keyClaim)).rejects.toMatchObject(tooLarge);
    await expect(client.userDevices('remote.test', '@a:remote.test')).rejects.toMatchObject(tooLarge);
  });
});

describe('an answer that is large because much was asked for', () => {
  it('is taken: 500 users, with three devices and three cross-signing keys each (S9)', async () => {
    const users = Array.from({ length: 500 }, (_, i) => `@irc_${i}:example.org`);
    const answer: KeyQueryResponse = {
      device_keys: Object.fromEntries(
        users.map((userId) => [userId, { A: device(userId, 'A'), B: device(userId, 'B'), C: device(userId, 'C') }]),
      ),
      master_keys: Object.fromEntries(users.map((userId) => [userId, crossSigningKeyOf(userId, 'master')])),
    };
    const { proxy, failures } = proxyOver({ irc: { queryKeys: () => answer } });
    const query = Object.fromEntries(users.map((userId) => [userId, []])) as KeyQuery;
    expect(await proxy.queryKeys(query, viewer)).toEqual(answer);
    expect(failures).toEqual([]);
  });

  it.each([[[]], [['D0']]])('is taken: a user with 5,000 devices, listed as %j (S9)', async (listed) => {
    const devices = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`D${i}`, device(ann, `D${i}`)]));
    const { proxy, failures } = proxyOver({ irc: { queryKeys: () => ({ device_keys: { [ann]: devices } }) } });
    const { device_keys } = await proxy.queryKeys({ [ann]: listed }, viewer);
    expect(Object.keys(device_keys?.[ann] ?? {})).toHaveLength(listed.length === 0 ? 5000 : 1);
    expect(failures).toEqual([]);
  });
});

describe('the limits of an answer', () => {
  const clientWith = (answer: object, options: AppserviceClientOptions) =>
    createAppserviceClient(registrationOf('irc'), { ...options, fetch: () => Promise.resolve(Response.json(answer)) });
  const text = (answer: object): number => JSON.stringify(answer).length;

  it('are a base, and so much for each user and each device that is listed, while it is read (S9)', async () => {
    const answer = { device_keys: {}, x: 'a'.repeat(1000) };
    const limits = { userBytes: 200, entryBytes: 30, unaskedBytes: Infinity };
    const query: KeyQuery = { [ann]: [], '@irc_b:example.org': ['A', 'B'] };
    const baseBytes = text(answer) - 2 * 200 - 2 * 30;
    await expect(clientWith(answer, { limits: { ...limits, baseBytes } }).queryKeys(query)).resolves.toEqual(answer);
    const tooLarge = clientWith(answer, { limits: { ...limits, baseBytes: baseBytes - 1 } }).queryKeys(query);
    await expect(tooLarge).rejects.toMatchObject({ code: 'BODY_TOO_LARGE', limitBytes: text(answer) - 1 });
  });

  it('are so much for each one-time key that is claimed (S9)', async () => {
    const answer = { x: 'a'.repeat(1000) };
    const limits = { userBytes: 200, entryBytes: 30, unaskedBytes: Infinity };
    const keyClaim = { [ann]: { D: ['a', 'a', 'b'] } };
    const baseBytes = text(answer) - 200 - 3 * 30;
    await expect(clientWith(answer, { limits: { ...limits, baseBytes } }).claimKeys(keyClaim)).resolves.toEqual(answer);
    const tooLarge = clientWith(answer, { limits: { ...limits, baseBytes: baseBytes - 1 } }).claimKeys(keyClaim);
    await expect(tooLarge).rejects.toMatchObject({ code: 'BODY_TOO_LARGE' });
  });

  it('are so much for each entry of a user who was asked for, once it is read (S9)', async () => {
    const answer = { device_keys: { [ann]: { A: {}, B: {} }, '@eve:example.org': { A: {} } }, x: 'a'.repeat(1000) };
    const entryBytes = 30;
    const unaskedBytes = text(answer) - 2 * entryBytes;
    const taken = clientWith(answer, { limits: { unaskedBytes, entryBytes } }).queryKeys({ [ann]: [] });
    await expect(taken).resolves.toEqual(answer);
    const refused = clientWith(answer, { limits: { unaskedBytes: unaskedBytes - 1, entryBytes } });
    await expect(refused.queryKeys({ [ann]: [] })).rejects.toMatchObject({ limitBytes: text(answer) - 1 });
  });

  it('may be none, which leaves the one that holds for every answer (S9)', async () => {
    const answer = { x: 'a'.repeat(6_000_000) };
    const limits = { baseBytes: Infinity, unaskedBytes: Infinity };
    await expect(clientWith(answer, { limits }).ping()).resolves.toBeUndefined();
    await expect(clientWith(answer, {}).ping()).rejects.toMatchObject({ code: 'BODY_TOO_LARGE' });
    const most = clientWith(answer, { limits, maxBodyBytes: 5_000_000 }).ping();
    await expect(most).rejects.toMatchObject({ limitBytes: 5_000_000 });
  });
});

/** As large as a device is. */
function device(userId: string, deviceId: string) {
  return { ...deviceKeysOf(userId, deviceId), keys: { [`ed25519:${deviceId}`]: 'k'.repeat(300) } };
}
