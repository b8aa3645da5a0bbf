import process from 'node:process';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createMemoryStore } from '../../src/appservice/memory-store.js';
import { createEncryption } from '../../src/encryption/encryption.js';
import type { EncryptionOptions } from '../../src/encryption/encryption-options.js';
import { StoreError } from '../../src/errors.js';
import { createSqliteStore } from '../../src/sql/sqlite.js';
import { sqliteDrivers } from '../helpers/sqlite-drivers.js';
import { createWorld, registration, says, serverName, storeKey, text, type TestWorld } from './world.js';

let world: TestWorld;
// Some tests need none.
afterEach(() => (world as TestWorld | undefined)?.close());

describe('createEncryption', () => {
  it('carries encrypted messages both ways', async () => {
    world = createWorld();
    const { encryption, events, failures } = await world.start();
    const ghost = await encryption.user('@irc_ann:example.org');
    const bob = await world.client('@bob:example.org');
    const roomId = await bob.createRoom({ invite: [ghost.userId] });
    await ghost.join(roomId);
    await bob.send(roomId, text('Hello, Ann'));
    const hello = await events.find(says('Hello, Ann'));
    expect(hello).toMatchObject({
      event: { type: 'm.room.message', sender: bob.userId, room_id: roomId },
      encryption: { deviceId: 'CLIENT', trust: 'cross-signed' },
      receivers: [ghost.userId],
      isUnexpectedPlaintext: false,
    });
    const eventId = await ghost.send(roomId, 'm.room.message', text('Hello, Bob'));
    const answer = (await bob.sync()).find((event) => event.eventId === eventId);
    expect(answer).toMatchObject({ wasEncrypted: true, deviceId: ghost.deviceId, content: text('Hello, Bob') });
    expect(await bob.trustOf(ghost.userId, ghost.deviceId)).toBe('cross-signed');
    expect(failures).toEqual([]);
  });

  it('reads what syncs alone bring, and takes that for no transaction of the homeserver (R8)', async () => {
    world = createWorld({ homeserver: { fields: { toDevice: false, deviceLists: false, counts: false } } });
    const appservice = await world.start({ receive: 'sync' });
    const ghost = await appservice.encryption.user(`@irc_ann:${serverName}`);
    const bob = await world.client(`@bob:${serverName}`);
    const roomId = await bob.createRoom({ invite: [ghost.userId] });
    await ghost.join(roomId);
    await bob.send(roomId, text('hello'));
    await appservice.events.find(says('hello'));
    expect(appservice.failures).toEqual([]);
  });

  it('lets one process at a time send: others get NotLeaderError, and take over when it stops (R5)', async () => {
    world = createWorld();
    const first = await world.start();
    const ghost = await first.encryption.user('@irc_ann:example.org');
    const bob = await world.client('@bob:example.org');
    const roomId = await bob.createRoom({ invite: [ghost.userId] });
    await ghost.join(roomId);
    const second = await world.start({ leaseMs: 1000 });
    await expect(second.encryption.user(ghost.userId)).rejects.toMatchObject({ code: 'NOT_LEADER' });
    await first.encryption.stop();
    await expect(ghost.send(roomId, 'm.room.message', text('too late'))).rejects.toMatchObject({ code: 'NOT_LEADER' });
    await bob.send(roomId, text('hello, second'));
    await second.events.find(says('hello, second'));
    const taken = await second.encryption.user(ghost.userId);
    await taken.send(roomId, 'm.room.message', text('hello from the second'));
    expect(await bob.sync()).toContainEqual(expect.objectContaining({ content: text('hello from the second') }));
  });

  it('fetches the messages of a transaction that could not be written down, for they do not come again (R1, R8)', async () => {
    world = createWorld();
    const { homeserver, store } = world;
    const { encryption, events, failures } = await world.start();
    const ghost = await encryption.user('@irc_ann:example.org');
    const bob = await world.client('@bob:example.org');
    const roomId = await bob.createRoom({ invite: [ghost.userId] });
    await ghost.join(roomId);
    const accept = vi.spyOn(store.inbox, 'accept').mockRejectedValue(new StoreError('FULL', 'the disk is full'));
    const before = homeserver.calls.length;
    await bob.send(roomId, text('Hello, Ann'));
    await expect
      .poll(() => homeserver.calls.slice(before).filter(({ name }) => name === 'sync').length)
      .toBeGreaterThan(0);
    expect(failures[0]?.message).toContain('the disk is full');
    accept.mockRestore();
    await homeserver.retry();
    await events.find(says('Hello, Ann'));
  });

  it('announces a served device again after a start that was only just made before (D1)', async () => {
    world = createWorld();
    const { homeserver } = world;
    const served = { keys: 'served', federation: false } as const;
    const first = await world.start(served);
    const ghost = await first.encryption.user(`@irc_ann:${serverName}`);
    await first.encryption.stop();
    homeserver.connect(() => Promise.reject(new TypeError('connection refused')));
    const bob = await world.client(`@bob:${serverName}`);
    await bob.queryKeys(ghost.userId);
    expect(await bob.devicesOf(ghost.userId)).toEqual([]);
    const before = homeserver.state.deviceListChanges.length;
    await world.start(served);
    await expect
      .poll(() => homeserver.state.deviceListChanges.slice(before).map(({ userId }) => userId))
      .toContain(ghost.userId);
    await bob.queryKeys(ghost.userId);
    expect(await bob.devicesOf(ghost.userId)).toEqual([ghost.deviceId]);
  });

  it('looks no device up for counts that are high, or that are of no use where keys are served (D4)', async () => {
    for (const keys of ['uploaded', 'one-time-keys-served'] as const) {
      world = createWorld();
      const { encryption } = await world.start({ keys });
      const getUser = vi.spyOn(world.store.devices, 'getUser');
      const high = { signed_curve25519: keys === 'uploaded' ? 50 : 0 };
      const counts = Object.fromEntries(
        Array.from({ length: 1000 }, (_, n) => [`@irc_${String(n)}:example.org`, { DEVICE: high }]),
      );
      const headers = { authorization: `Bearer ${registration.hs_token}`, 'content-type': 'application/json' };
      const body = JSON.stringify({ events: [], device_one_time_keys_count: counts });
      const url = 'http://irc.test/_matrix/app/v1/transactions/1';
      expect((await encryption.handler.fetch(new Request(url, { method: 'PUT', headers, body }))).status).toBe(200);
      await expect.poll(() => world.store.inbox.nextTransaction()).toBeUndefined();
      expect(getUser).not.toHaveBeenCalled();
      await world.close();
    }
  });

  it('does nothing before it is started', async () => {
    world = createWorld();
    const { encryption } = world.create();
    await expect(encryption.user('@irc_ann:example.org')).rejects.toMatchObject({ code: 'NOT_LEADER' });
    expect(world.homeserver.calls).toEqual([]);
  });

  it('starts again after it was stopped', async () => {
    world = createWorld();
    const { encryption } = await world.start();
    await encryption.stop();
    await encryption.start();
    await Promise.all([encryption.start(), encryption.start()]);
    expect((await encryption.user('@irc_ann:example.org')).userId).toBe('@irc_ann:example.org');
  });

  it('knows no user outside of the registration', async () => {
    world = createWorld();
    const { encryption } = await world.start();
    for (const userId of ['@bob:example.org', '@irc_ann:elsewhere.example', 'irc_ann', '']) {
      await expect(encryption.user(userId)).rejects.toMatchObject({
        code: 'FOREIGN_USER',
        message: expect.stringContaining('its exclusive user namespaces are `@irc_.*`') as unknown,
      });
    }
  });

  it('says which users there may be, if there are any (G1)', async () => {
    const many = Array.from({ length: 12 }, (_, n) => ({ exclusive: true, regex: `@n${String(n)}_.*` }));
    const told = [
      [[], /no exclusive user namespace, so add one/],
      [[{ exclusive: false, regex: '@.*' }], /no exclusive user namespace, so add one/],
      [many, /`@n0_\.\*`, .*, and 2 others/],
    ] as const;
    for (const [users, message] of told) {
      world = createWorld();
      const { encryption } = await world.start({
        registration: { ...registration, namespaces: { users: [...users] } },
      });
      await expect(encryption.user('@bob:example.org')).rejects.toThrow(message);
      await world.close();
    }
  });

  it('reports a user who is the sender, before anything is lost (R8)', async () => {
    world = createWorld();
    const { encryption, findings } = await world.start();
    const codes = (): string[] => findings.map(({ code }) => code).filter((code) => code === 'sender-cannot-catch-up');
    await encryption.user('@irc_ann:example.org');
    expect(codes()).toEqual([]);
    for (let times = 0; times < 2; times++) {
      // This homeserver, as Synapse, registers nobody outside of the namespaces.
      await encryption.user('@ircbot:example.org').catch(() => undefined);
    }
    expect(codes()).toHaveLength(1);
  });

  it('goes on with two open machines where there are many users', async () => {
    world = createWorld();
    const { encryption, events } = await world.start({ maxOpenMachines: 2 });
    const bob = await world.client('@bob:example.org');
    const names = ['a', 'b', 'c', 'd', 'e'].map((name) => `@irc_${name}:example.org`);
    const ghosts = await Promise.all(names.map((name) => encryption.user(name)));
    const roomId = await bob.createRoom({ invite: names });
    for (const ghost of ghosts) await ghost.join(roomId);
    await bob.send(roomId, text('hello, all'));
    await events.find(says('hello, all'));
    await Promise.all(ghosts.map((ghost) => ghost.send(roomId, 'm.room.message', text(ghost.userId))));
    const answers = (await bob.sync()).filter(({ wasEncrypted }) => wasEncrypted).map(({ content }) => content['body']);
    expect(new Set(answers)).toEqual(new Set(['hello, all', ...names]));
  });

  it('starts at once where a hundred thousand users are stored', { timeout: 120_000 }, async () => {
    const store = createMemoryStore();
    await store.transaction(async ({ devices }) => {
      for (let n = 0; n < 100_000; n++) {
        const user = { userId: `@irc_${n}:example.org`, deviceId: `DEVICE${n}`, crossSigning: undefined };
        await devices.putUser({ ...user, state: '{"registered":true}' });
      }
    });
    world = createWorld({ store });
    // Its own time, whatever else the machine is doing. Most of it goes into WebAssembly.
    const before = process.cpuUsage();
    await world.start();
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(2000);
  });
});

describe('the options of createEncryption', () => {
  const options = (): EncryptionOptions => ({
    ...{ registration, serverName, storeKey, store: createMemoryStore() },
    homeserver: { as: () => undefined } as never,
  });

  it.each([
    ['serverName', { serverName: 'https://example.org' }, RangeError],
    ['storeKey', { storeKey: new Uint8Array(31) }, TypeError],
    ['storeKey', { storeKey: 'a'.repeat(32) }, TypeError],
    ['store', { store: './bridge.db' }, TypeError],
    ['store', { store: Promise.resolve(createMemoryStore()) }, TypeError],
    ['homeserver', { homeserver: 'http://127.0.0.1:8008' }, TypeError],
    ['keys', { keys: 'all' }, RangeError],
    ['sharing', { sharing: 'none' }, RangeError],
    ['trust', { trust: 'verified' }, RangeError],
    ['receive', { receive: 'push' }, RangeError],
    ['maxOpenMachines', { maxOpenMachines: NaN }, RangeError],
    ['maxOpenMachines', { maxOpenMachines: 0 }, RangeError],
    ['leaseMs', { leaseMs: -1 }, RangeError],
    ['deliveryTimeoutMs', { deliveryTimeoutMs: NaN }, RangeError],
    ['onEvent', { onEvent: 'log' }, TypeError],
    ['onEvents', { onEvents: () => undefined }, TypeError],
  ])('are refused where %s cannot be meant: %j', (name, wrong, kind) => {
    const create = (): unknown => createEncryption({ ...options(), ...(wrong as object) });
    expect(create).toThrow(kind);
    expect(create).toThrow(name);
  });

  it.each([
    [{ registration: Promise.resolve({ registration }) }, 'and not a promise: `const { registration } = await readReg'],
    [
      { registration: { registration, findings: [] } },
      'not the whole result of reading it: `const { registration } = await',
    ],
    [
      { storeKey: new Uint8Array(33) },
      'storeKey must be a Uint8Array of 32 bytes, but has 33: make it once with `openssl rand',
    ],
    [{ storeKey: 'secret' }, 'but is a string: make it once with `openssl rand -out store.key 32`'],
    [{ storeKey: undefined }, 'but is undefined: make'],
    [{ storeKey: Promise.resolve(storeKey) }, 'but is a promise, which needs `await`: make'],
    [{ storeKey: [...storeKey] }, 'but is an array: make'],
    [{ storeKey: {} }, 'but is an object: make'],
    [{ federation: 'no' }, 'federation must be a boolean'],
    [{ deviceName: 5 }, 'deviceName must be a string'],
  ])('are refused with advice: %j', (wrong, message) => {
    const create = (): unknown => createEncryption({ ...options(), ...(wrong as object) });
    expect(create).toThrow(TypeError);
    expect(create).toThrow(message);
    expect(create).not.toThrow(/secret/);
  });

  it('are reported where the registration cannot do much (G1, G2)', () => {
    const found = (changes: object, others: object = {}): string[] => {
      const findings: string[] = [];
      const onFinding: EncryptionOptions['onFinding'] = ({ severity, code, pointer }) => {
        findings.push(`${severity} ${code} ${pointer}`);
      };
      createEncryption({ ...options(), registration: { ...registration, ...changes }, onFinding, ...others });
      return findings;
    };
    expect(found({})).toEqual([]);
    expect(found({ namespaces: {} })).toEqual(['warning no-exclusive-users ']);
    const namespaces = { users: [{ exclusive: true, regex: '@irc_.*:example\\.org' }] };
    expect(found({ namespaces })).toEqual([]);
    expect(found({ namespaces }, { serverName: 'other.example' })).toEqual([
      'warning namespace-matches-nothing /namespaces/users/0/regex',
    ]);
    for (const url of [null, '']) {
      expect(found({ url })).toEqual(['warning capability-missing /url']);
      expect(found({ url }, { receive: 'sync' })).toEqual([]);
    }
  });

  it('may all be undefined that may be absent', () => {
    const absent = { keys: undefined, federation: undefined, sharing: undefined, trust: undefined, receive: undefined };
    const others = { deviceName: undefined, maxOpenMachines: undefined, onEvent: undefined, onFailure: undefined };
    expect(() => createEncryption({ ...options(), ...absent, ...others })).not.toThrow();
  });

  it('do not serve device keys on a homeserver that federates (D2)', () => {
    const served = { ...options(), keys: 'served' as const };
    expect(() => createEncryption(served)).toThrow(expect.objectContaining({ code: 'SETUP' }));
    expect(() => createEncryption({ ...served, federation: false })).not.toThrow();
  });

  it.each(sqliteDrivers)('work with a store in SQLite: $name', async ({ open }) => {
    world = createWorld({ store: await createSqliteStore(open(':memory:')) });
    const { encryption, events } = await world.start();
    const ghost = await encryption.user('@irc_ann:example.org');
    const bob = await world.client('@bob:example.org');
    const roomId = await bob.createRoom({ invite: [ghost.userId] });
    await ghost.join(roomId);
    await bob.send(roomId, text('hello'));
    await events.find(says('hello'));
    await ghost.send(roomId, 'm.room.message', text('hello back'));
    expect(await bob.sync()).toContainEqual(expect.objectContaining({ content: text('hello back') }));
  });
});
