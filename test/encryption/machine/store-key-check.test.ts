import { afterEach, describe, expect, it } from 'vitest';
import type { AppserviceStore } from '../../../src/appservice/store.js';
import { databaseNames } from '../../../src/encryption/database-names.js';
import { createWorld, serverName, startConversation, text, type TestWorld } from '../world.js';

const otherKey = new Uint8Array(32).fill(8);
const ann = `@irc_ann:${serverName}`;

let world: TestWorld;
afterEach(() => world.close());

/** Returns everything that the encryption has in a store about a user. */
async function rowsOf(store: AppserviceStore, userId: string): Promise<unknown> {
  return [await store.crypto.load(databaseNames.crossSigning(userId)), await store.devices.getUser(userId)];
}

describe('a storeKey', () => {
  it('that is not the one of the store is refused by start(), which changes nothing', async () => {
    world = createWorld();
    const first = await world.start();
    const { deviceId } = await first.encryption.user(ann);
    await first.encryption.stop();
    const before = await rowsOf(world.store, ann);
    const second = world.create({ storeKey: otherKey });
    await expect(second.encryption.start()).rejects.toMatchObject({
      code: 'STORE_DAMAGED',
      message: expect.stringMatching(/written with another `storeKey`: pass that one/) as unknown,
    });
    await expect(second.encryption.user('@irc_new:example.org')).rejects.toMatchObject({ code: 'NOT_LEADER' });
    expect(await rowsOf(world.store, ann)).toEqual(before);
    const third = await world.start();
    expect((await third.encryption.user(ann)).deviceId).toBe(deviceId);
  });

  it.each([1, 3])('is tried with rows of a store that remembers none (%i users)', async (count) => {
    world = createWorld();
    const first = await world.start();
    for (let n = 0; n < count; n++) await first.encryption.user(`@irc_${String(n)}:${serverName}`);
    await first.encryption.stop();
    await world.store.crypto.remove('store key');
    await expect(world.create({ storeKey: otherKey }).encryption.start()).rejects.toMatchObject({
      code: 'STORE_DAMAGED',
    });
    // One row that is damaged does not make the right key a wrong one.
    if (count > 1) {
      const database = databaseNames.crossSigning(`@irc_0:${serverName}`);
      const rows = await world.store.crypto.load(database);
      await world.store.crypto.write(
        database,
        rows.map((row) => ({ ...row, value: '["",""]' })),
      );
    }
    await (await world.start()).encryption.stop();
    expect(await world.store.crypto.load('store key')).toHaveLength(1);
  });

  it('is known by the rows of users where the value that recognises it is damaged, which is written anew', async () => {
    world = createWorld();
    const first = await world.start();
    const { deviceId } = await first.encryption.user(ann);
    await first.encryption.stop();
    const [row] = await world.store.crypto.load('store key');
    await world.store.crypto.write('store key', [{ store: 'check', key: 'value', value: 'damaged' }]);
    await expect(world.create({ storeKey: otherKey }).encryption.start()).rejects.toMatchObject({
      code: 'STORE_DAMAGED',
    });
    const second = await world.start();
    expect((await second.encryption.user(ann)).deviceId).toBe(deviceId);
    expect(await world.store.crypto.load('store key')).toEqual([row]);
  });

  it('of a process that was not the first ends it when it takes over, and is told to be final (R5)', async () => {
    world = createWorld();
    const { store } = world;
    const second = world.create({ storeKey: otherKey, leaseMs: 1000 });
    const first = await world.start();
    // As if both had looked at the same time.
    await store.crypto.remove('store key');
    await second.encryption.start();
    await first.encryption.user(ann);
    await first.encryption.stop();
    await expect
      .poll(() => second.failures.map(({ message }) => message), { timeout: 10_000 })
      .toEqual([expect.stringMatching(/another `storeKey`.*Nothing is received or sent any more/)]);
    await expect(second.encryption.user(ann)).rejects.toThrow(/ended by a failure/);
    expect(await store.lease.acquire('another process', 1000)).toBeDefined();
  });
});

describe('cross-signing keys that are damaged', () => {
  it('are replaced by a reset, with a finding', async () => {
    world = createWorld();
    const { appservice, ghost, bob, roomId } = await startConversation(world);
    await ghost.send(roomId, 'm.room.message', text('before'));
    const rows = await world.store.crypto.load(databaseNames.crossSigning(ghost.userId));
    await world.store.crypto.write(
      databaseNames.crossSigning(ghost.userId),
      rows.map((row) => ({ ...row, value: 'damaged' })),
    );
    const renewed = await ghost.reset();
    expect(appservice.findings.filter(({ severity }) => severity !== 'info')).toMatchObject([
      { code: 'identity-changed', message: expect.stringContaining('its identity has changed') as unknown },
    ]);
    await renewed.send(roomId, 'm.room.message', text('after'));
    expect(await bob.sync()).toContainEqual(expect.objectContaining({ content: text('after') }));
    await bob.queryKeys(ghost.userId);
    expect(await bob.trustOf(ghost.userId, renewed.deviceId)).toBe('cross-signed');
    expect(appservice.failures).toEqual([]);
  });

  it('let nothing be sent for a device that they have not signed, until a reset', async () => {
    world = createWorld();
    const { appservice, ghost, roomId } = await startConversation(world);
    const database = databaseNames.crossSigning(ghost.userId);
    const rows = await world.store.crypto.load(database);
    // A reset that was interrupted before the signature.
    world.homeserver.onCall = async ({ name }) => {
      if (name !== 'updateDevice') return undefined;
      await world.store.crypto.write(
        database,
        rows.map((row) => ({ ...row, value: 'damaged' })),
      );
      return undefined;
    };
    await expect(ghost.reset()).rejects.toMatchObject({ code: 'STORE_DAMAGED' });
    world.homeserver.onCall = undefined;
    const broken = await appservice.encryption.user(ghost.userId);
    await expect(broken.send(roomId, 'm.room.message', text('hello'))).rejects.toThrow(/Call reset\(\) of this user/);
    const mended = await broken.reset();
    await mended.send(roomId, 'm.room.message', text('hello'));
  });
});
