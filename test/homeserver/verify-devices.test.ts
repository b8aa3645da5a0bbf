import { describe, expect, it, vi } from 'vitest';
import { signJson, type Ed25519 } from '../../src/federation/index.js';
import { Cancellation } from '../../src/async/cancellation.js';
import { createDeviceVerifier } from '../../src/homeserver/device-verifier.js';
import type { DeviceKeys, Impersonator, KeyQueryResponse, UserId } from '../../src/types.js';
import { testKey } from '../federation/signers.js';
import { crossSigningKeyOf, deviceKeysOf, type FakeAppservice } from '../helpers/appservices.js';
import { createLocalKeys } from '../helpers/local-keys.js';
import { proxyOver } from '../helpers/proxy-over.js';

const ann = '@irc_ann:example.org';
const viewer = { userId: '@bob:example.org' };
const key = await testKey(1);
const never = new Cancellation();

/** Device keys of Ann that the device itself has signed. */
function signed(deviceId: string, changes: object = {}): Promise<DeviceKeys> {
  const device = {
    user_id: ann,
    device_id: deviceId,
    algorithms: [],
    keys: { [`ed25519:${deviceId}`]: key.publicKey },
    ...changes,
  };
  return signJson(device, { entity: ann, keyId: `ed25519:${deviceId}`, key });
}

const genuine = await signed('GENUINE');
const forged = { ...(await signed('FORGED')), algorithms: ['something.else'] };
const bare = deviceKeysOf(ann, 'BARE');
const devices = { GENUINE: genuine, FORGED: forged, BARE: bare };

function answering(answer: KeyQueryResponse): FakeAppservice {
  return { queryKeys: () => answer };
}

function devicesOfAnn(of: Record<string, DeviceKeys>): KeyQueryResponse {
  return { device_keys: { [ann]: of } };
}

/** Operations that take every signature for genuine, or do whatever `verify` does. */
function ed25519(verify: Ed25519['verify'] = () => true): Ed25519 {
  return { verify, sign: (message) => message, getPublicKey: (seed) => seed };
}

describe('the key proxy, told to verify devices', () => {
  const refused = (deviceId: string, reason: RegExp) => ({
    code: 'invalid-signature',
    severity: 'error',
    registrationId: 'irc',
    pointer: `/device_keys/${ann}/${deviceId}`,
    message: expect.stringMatching(reason) as string,
  });

  it('gives out only devices that are signed by themselves, and reports the others (M8)', async () => {
    const options = { verifyDevices: true };
    const { proxy, findings } = proxyOver({ irc: answering(devicesOfAnn(devices)) }, createLocalKeys(), options);
    expect(await proxy.queryKeys({ [ann]: [] }, viewer)).toEqual(devicesOfAnn({ GENUINE: genuine }));
    expect(findings).toEqual([refused('FORGED', /does not hold/), refused('BARE', /not 32 bytes/)]);
    expect(proxy.metrics().droppedEntries).toBe(2);
  });

  it('does the same for the device list of a user (M8, M9)', async () => {
    const options = { verifyDevices: true };
    const { proxy, findings } = proxyOver({ irc: answering(devicesOfAnn(devices)) }, createLocalKeys(), options);
    const list = await proxy.userDevices(ann, { serverName: 'remote.example' });
    expect(list.devices.map(({ device_id }) => device_id)).toEqual(['GENUINE']);
    expect(findings).toHaveLength(2);
  });

  it('leaves the homeserver’s own devices alone, also one that it has in place of a refused one (M8, M1)', async () => {
    const own = { FORGED: deviceKeysOf(ann, 'FORGED', 'homeserver'), OLD: deviceKeysOf(ann, 'OLD', 'homeserver') };
    const local = createLocalKeys({ keys: devicesOfAnn(own) });
    const { proxy } = proxyOver({ irc: answering(devicesOfAnn(devices)) }, local, { verifyDevices: true });
    expect(await proxy.queryKeys({ [ann]: [] }, viewer)).toEqual(devicesOfAnn({ ...own, GENUINE: genuine }));
  });

  it('drops no cross-signing key: what does not fit together is reported as ever (M8)', async () => {
    const keys = {
      master_keys: { [ann]: crossSigningKeyOf(ann, 'master') },
      self_signing_keys: { [ann]: crossSigningKeyOf(ann, 'self_signing', 'another') },
    };
    const { proxy, findings } = proxyOver({ irc: answering(keys) }, createLocalKeys(), { verifyDevices: true });
    expect(await proxy.queryKeys({ [ann]: [] }, viewer)).toMatchObject(keys);
    expect(findings).toMatchObject([{ code: 'unsigned-cross-signing-key' }]);
  });

  it('looks at no signature unless it is told to', async () => {
    const verify = vi.fn(() => false);
    const options = { ed25519: ed25519(verify) };
    const { proxy, findings } = proxyOver({ irc: answering(devicesOfAnn(devices)) }, createLocalKeys(), options);
    expect(await proxy.queryKeys({ [ann]: [] }, viewer)).toEqual(devicesOfAnn(devices));
    expect([findings, verify.mock.calls]).toEqual([[], []]);
  });

  it('holds the deadline while it verifies, and gives the homeserver’s answer then (N8)', async () => {
    const own = devicesOfAnn({ OLD: deviceKeysOf(ann, 'OLD', 'homeserver') });
    const hanging = ed25519(() => new Promise(() => undefined));
    const options = { verifyDevices: true, ed25519: hanging, timeoutMs: 100 };
    const irc = answering(devicesOfAnn({ GENUINE: genuine }));
    const { proxy, failures } = proxyOver({ irc }, createLocalKeys({ keys: own }), options);
    expect(await proxy.queryKeys({ [ann]: [] }, viewer)).toEqual(own);
    expect(failures).toMatchObject([{ operation: 'queryKeys', error: { code: 'TIMEOUT' } }]);
  });

  it('verifies once for all who share a request (G4)', async () => {
    const verify = vi.fn(() => true);
    const options = { verifyDevices: true, ed25519: ed25519(verify) };
    const { proxy } = proxyOver({ irc: answering(devicesOfAnn({ GENUINE: genuine })) }, createLocalKeys(), options);
    const ask = () => proxy.queryKeys({ [ann]: [] }, viewer);
    expect(await Promise.all([ask(), ask()])).toEqual(Array(2).fill(devicesOfAnn({ GENUINE: genuine })));
    expect(verify).toHaveBeenCalledTimes(1);
  });
});

describe('the key proxy, given devices that name an impersonator', () => {
  const bot = '@irc_bot:example.org';
  const embedded = {
    user_id: bot,
    device_id: 'BOT',
    algorithms: ['m.olm.v1.curve25519-aes-sha2'],
    keys: { 'ed25519:BOT': key.publicKey },
  };
  const bare = { user_id: ann, algorithms: [], keys: {} };
  const byBot = { entity: bot, keyId: 'ed25519:BOT', key };
  const ofAnn = (deviceId: string, impersonator: Impersonator = embedded) => ({
    ...bare,
    device_id: deviceId,
    impersonator,
  });
  const shownBot = { ...embedded, signatures: {} };
  const viewers = [viewer, { userId: ann }, { userId: bot }, { serverName: 'remote.example' }];

  it('gives them to every viewer with the impersonator’s signature, told to verify devices or not (M7a)', async () => {
    const device = await signJson(ofAnn('DEVICE'), byBot);
    const others = { ...device, signatures: { ...device.signatures, '@eve:example.org': { 'ed25519:EVE': 'x' } } };
    for (const verifyDevices of [true, false]) {
      const irc = answering(devicesOfAnn({ DEVICE: others }));
      const { proxy, findings } = proxyOver({ irc }, createLocalKeys(), { verifyDevices });
      for (const each of viewers)
        expect(await proxy.queryKeys({ [ann]: [] }, each)).toEqual(devicesOfAnn({ DEVICE: device }));
      const { devices } = await proxy.userDevices(ann, { serverName: 'remote.example' });
      expect(devices).toEqual([{ device_id: 'DEVICE', keys: device }]);
      expect(findings).toEqual([]);
    }
  });

  it('does the same for the homeserver’s own, which the appservice has uploaded (M7a)', async () => {
    const device = await signJson(ofAnn('DEVICE'), byBot);
    const local = createLocalKeys({ keys: devicesOfAnn({ DEVICE: device }) });
    const { proxy } = proxyOver({ irc: answering({}) }, local, { verifyDevices: true });
    for (const each of viewers)
      expect(await proxy.queryKeys({ [ann]: [] }, each)).toEqual(devicesOfAnn({ DEVICE: device }));
  });

  it('passes on what the impersonator has signed, self-asserted or not, and drops what it has not (M7a, M8)', async () => {
    const good = await signJson(ofAnn('GOOD'), byBot);
    const devices = {
      GOOD: good,
      FORGED: { ...(await signJson(ofAnn('OTHER'), byBot)), device_id: 'FORGED' },
      MISSING: { ...ofAnn('MISSING'), signatures: {} },
      OWNERS: await signJson(ofAnn('OWNERS'), { entity: ann, keyId: 'ed25519:BOT', key }),
      IGNORED: await signJson(ofAnn('IGNORED', shownBot), byBot),
    };
    for (const shown of [{}, { [bot]: { BOT: shownBot } }]) {
      const answer = { device_keys: { ...shown, [ann]: devices } };
      const { proxy, findings } = proxyOver({ irc: answering(answer) }, createLocalKeys(), { verifyDevices: true });
      const { device_keys } = await proxy.queryKeys({ [ann]: [] }, viewer);
      expect(device_keys).toEqual({ [ann]: { GOOD: good } });
      const refusals = findings.filter(({ code }) => code === 'invalid-signature');
      expect(refusals.map(({ pointer }) => pointer)).toEqual(
        ['FORGED', 'MISSING', 'OWNERS', 'IGNORED'].map((deviceId) => `/device_keys/${ann}/${deviceId}`),
      );
    }
  });

  it('passes on one that none of its owner’s cross-signing keys has signed: clients look at that (M7a)', async () => {
    const device = await signJson(ofAnn('DEVICE'), byBot);
    const answer = { ...devicesOfAnn({ DEVICE: device }), master_keys: { [ann]: crossSigningKeyOf(ann, 'master') } };
    const { proxy } = proxyOver({ irc: answering(answer) }, createLocalKeys(), { verifyDevices: true });
    expect((await proxy.queryKeys({ [ann]: [] }, viewer)).device_keys).toEqual({ [ann]: { DEVICE: device } });
  });

  it('reports an impersonator that does not count, and cuts its signature (M7a)', async () => {
    const device = await signJson({ ...ofAnn('DEVICE'), algorithms: ['m.megolm.v1.aes-sha2'] }, byBot);
    const { proxy, findings } = proxyOver({ irc: answering(devicesOfAnn({ DEVICE: device })) });
    expect(await proxy.queryKeys({ [ann]: [] }, viewer)).toEqual(
      devicesOfAnn({ DEVICE: { ...device, signatures: {} } }),
    );
    expect(findings).toMatchObject([
      {
        code: 'impersonator-ignored',
        severity: 'warning',
        registrationId: 'irc',
        pointer: `/device_keys/${ann}/DEVICE/impersonator`,
      },
    ]);
    expect(proxy.metrics().droppedEntries).toBe(0);
  });

  it('reports one of the homeserver’s own devices too, and each of them once (M7a)', async () => {
    const wrong = { algorithms: ['m.megolm.v1.aes-sha2'] };
    const held = await signJson({ ...ofAnn('HELD'), ...wrong }, byBot);
    const both = await signJson({ ...ofAnn('BOTH'), ...wrong }, byBot);
    const local = createLocalKeys({ keys: devicesOfAnn({ HELD: held, BOTH: both }) });
    const { proxy, findings } = proxyOver({ irc: answering(devicesOfAnn({ BOTH: both })) }, local);
    await proxy.queryKeys({ [ann]: [] }, viewer);
    expect(findings.map(({ code, pointer }) => [code, pointer])).toEqual([
      ['impersonator-ignored', `/device_keys/${ann}/BOTH/impersonator`],
      ['impersonator-ignored', `/device_keys/${ann}/HELD/impersonator`],
    ]);
  });
});

describe('createDeviceVerifier', () => {
  const restricted = (of: Record<string, DeviceKeys>) => ({ answer: devicesOfAnn(of), findings: [] });

  it('remembers what it found of a device, and looks again at one that differs in anything', async () => {
    const verify = vi.fn(() => true);
    const check = createDeviceVerifier({ ed25519: ed25519(verify) });
    await check(restricted({ GENUINE: genuine }), never);
    await check(restricted({ GENUINE: structuredClone(genuine) }), never);
    expect(verify).toHaveBeenCalledTimes(1);
    await check(restricted({ GENUINE: { ...genuine, unsigned: {} } }), never);
    expect(verify).toHaveBeenCalledTimes(2);
  });

  it('remembers nothing of devices that are overlong, so that its memory has a bound', async () => {
    const verify = vi.fn(() => true);
    const check = createDeviceVerifier({ ed25519: ed25519(verify) });
    const long = await signed('LONG', { 'org.example.long': 'x'.repeat(4096) });
    await check(restricted({ LONG: long }), never);
    await check(restricted({ LONG: long }), never);
    expect(verify).toHaveBeenCalledTimes(2);
  });

  it('lets no device pass where the runtime cannot check signatures', async () => {
    const check = createDeviceVerifier({ ed25519: ed25519(() => Promise.reject(new Error('no ed25519'))) });
    const { answer, findings } = await check(restricted({ GENUINE: genuine }), never);
    expect(answer).toEqual(devicesOfAnn({}));
    expect(findings).toMatchObject([{ message: expect.stringContaining('cannot check ed25519') as string }]);
  });

  it('stops at once when it is cancelled', async () => {
    const cancellation = new Cancellation();
    const verify = vi.fn(() => new Promise<boolean>(() => undefined));
    const check = createDeviceVerifier({ ed25519: ed25519(verify) });
    const two = { GENUINE: genuine, OTHER: await signed('OTHER') };
    const ended = expect(check(restricted(two), cancellation)).rejects.toThrow('enough');
    cancellation.cancel(new Error('enough'));
    await ended;
    expect(verify).toHaveBeenCalledTimes(1);
  });

  it('lets a deadline come in time between very many devices of which each fails at once (N8)', async () => {
    const cancellation = new Cancellation();
    const devices = Array.from({ length: 1000 }, (_, i) => [`D${i}`, { ...genuine, keys: {} }] as const);
    const checking = createDeviceVerifier({})(restricted(Object.fromEntries(devices)), cancellation);
    setTimeout(() => {
      cancellation.cancel(new Error('too late'));
    });
    await expect(checking).rejects.toThrow('too late');
  });

  it('keeps a device called __proto__ as own data (M6), and cuts off what a finding would quote at length', async () => {
    const strange = await signed('__proto__');
    const long = 'D'.repeat(5000);
    const users = { [ann]: { ...Object.fromEntries([['__proto__', strange]]), [long]: deviceKeysOf(ann, 'D') } };
    const answer = { device_keys: users as Record<UserId, Record<string, DeviceKeys>> };
    const { answer: left, findings } = await createDeviceVerifier({})({ answer, findings: [] }, never);
    expect(Object.keys(left.device_keys?.[ann] ?? {})).toEqual(['__proto__']);
    expect(JSON.stringify(findings).length).toBeLessThan(1000);
  });

  it('changes nothing in the answer that it is given, and adds no device map where there is none', async () => {
    const answer = devicesOfAnn({ GENUINE: genuine, BARE: bare });
    const before = structuredClone(answer);
    const check = createDeviceVerifier({});
    const { answer: left } = await check({ answer, findings: [] }, never);
    expect([answer, left.device_keys?.[ann]?.['GENUINE'] === genuine]).toEqual([before, true]);
    expect(await check({ answer: { master_keys: {} }, findings: [] }, never)).toEqual({
      answer: { master_keys: {} },
      findings: [],
    });
  });
});
