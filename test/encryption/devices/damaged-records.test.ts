import { describe, expect, it, onTestFinished } from 'vitest';
import type { UserRecord } from '../../../src/appservice/device-store.js';
import type { CryptoRow } from '../../../src/appservice/store.js';
import { databaseNames } from '../../../src/encryption/database-names.js';
import type { EncryptedUser } from '../../../src/encryption/encrypted-user.js';
import type { EncryptionOptions } from '../../../src/encryption/encryption-options.js';
import { createSecretBox } from '../../../src/encryption/machine/cross-signing-secrets.js';
import { faults } from '../../helpers/fake-homeserver.js';
import {
  createWorld,
  says,
  serverName,
  startConversation,
  text,
  type Conversation,
  type TestAppservice,
  type TestWorld,
} from '../world.js';

interface Stopped extends Conversation {
  readonly world: TestWorld;
}

/** A conversation whose process has stopped. */
async function stopped(options?: Partial<EncryptionOptions>): Promise<Stopped> {
  const world = createWorld();
  onTestFinished(world.close);
  const conversation = await startConversation(world, { options });
  await conversation.ghost.send(conversation.roomId, 'm.room.message', text('before'));
  await conversation.appservice.encryption.stop();
  return { ...conversation, world };
}

async function changeUser({ world, ghost }: Stopped, change: (user: UserRecord) => Partial<UserRecord>): Promise<void> {
  const user = await world.store.devices.getUser(ghost.userId);
  if (user) await world.store.devices.putUser({ ...user, ...change(user) });
}

/** Damages the steps or keys of the ghost's device. */
async function changeDevice({ world, ghost }: Stopped, change: { state?: string; keys?: string }): Promise<void> {
  const device = await world.store.devices.getDevice(ghost.userId, ghost.deviceId);
  if (device) await world.store.devices.putDevice({ ...device, ...change });
}

/** Tells how Bob sees the ghost's devices. */
async function seenByBob({ bob, ghost }: Conversation): Promise<string[]> {
  await bob.queryKeys(ghost.userId);
  const devices = await bob.devicesOf(ghost.userId);
  return Promise.all(devices.map((deviceId) => bob.trustOf(ghost.userId, deviceId)));
}

/** The failures about the ghost. */
const failuresOf = ({ failures }: TestAppservice, { userId }: EncryptedUser): string[] =>
  failures.filter((failure) => failure.userId === userId).map(({ message }) => message);

/** Lets the ghost read and write, and Bob see one device that is cross-signed. */
async function expectSound(stopped: Stopped, process: TestAppservice, user: EncryptedUser): Promise<void> {
  const { bob, roomId } = stopped;
  await user.send(roomId, 'm.room.message', text('after'));
  expect(await bob.sync()).toContainEqual(expect.objectContaining({ content: text('after') }));
  await bob.send(roomId, text('answer'));
  await process.events.find(says('answer'));
  expect(await seenByBob(stopped)).toEqual(['cross-signed']);
}

/** Another user, to whom nothing has happened. */
async function expectOthersGoOn({ bob, world }: Stopped, process: TestAppservice): Promise<void> {
  const other = await process.encryption.user(`@irc_eve:${serverName}`);
  const roomId = await bob.createRoom({ invite: [other.userId] });
  await other.join(roomId);
  await other.send(roomId, 'm.room.message', text('from another'));
  expect(await bob.sync()).toContainEqual(expect.objectContaining({ content: text('from another') }));
  await expect.poll(async () => (await world.store.inbox.status()).waitingTransactions).toBe(0);
}

const notJson = '{"registered":tr';
const damagedTexts = [
  ['is no JSON', notJson],
  ['is cut', '{"registered"'],
  ['has another shape', '["registered"]'],
  ['is empty', ''],
] as const;

describe('the record of a user that', () => {
  it.each(damagedTexts)('%s fails with what to do, is told once, and a reset mends it', async (_, state) => {
    const conversation = await stopped();
    const { world, ghost, bob, roomId } = conversation;
    const master = world.homeserver.state.accounts.get(ghost.userId)?.crossSigningKeys.get('master_keys')?.keys;
    await changeUser(conversation, () => ({ state }));
    const process = await world.start();
    await expectOthersGoOn(conversation, process);
    for (let time = 0; time < 2; time++) {
      const broken = await process.encryption.user(ghost.userId);
      expect(broken.deviceId).toBe(ghost.deviceId);
      const sent = broken.send(roomId, 'm.room.message', text('no'));
      await expect(sent).rejects.toMatchObject({
        code: 'STORE_DAMAGED',
        message: expect.stringMatching(/@irc_ann:example\.org.*damaged.*Call reset\(\) of this user/) as string,
      });
    }
    expect(failuresOf(process, ghost)).toEqual([expect.stringMatching(/Call reset\(\) of this user/)]);
    await bob.sync();
    const renewed = await (await process.encryption.user(ghost.userId)).reset();
    await expectSound(conversation, process, renewed);
    expect(world.homeserver.state.accounts.get(ghost.userId)?.crossSigningKeys.get('master_keys')?.keys).toEqual(
      master,
    );
    expect(await bob.sync()).not.toContainEqual(expect.objectContaining({ content: text('no') }));
    expect(failuresOf(process, ghost)).toHaveLength(1);
  });

  it('is damaged holds no message for another device up, nor those of other users', async () => {
    const conversation = await stopped();
    const { world, ghost, bob } = conversation;
    await changeUser(conversation, () => ({ state: notJson }));
    const process = await world.start();
    world.homeserver.state.putDevice(ghost.userId, 'OTHER', undefined);
    const to = { sender: bob.userId, to_user_id: ghost.userId, to_device_id: 'OTHER' };
    world.homeserver.state.sendToDevice({ ...to, type: 'm.dummy', content: {} });
    await expectOthersGoOn(conversation, process);
    expect(process.findings.map(({ code }) => code)).toContain('unknown-recipient');
  });
});

describe('the record of a device that', () => {
  it.each(damagedTexts)('%s fails with what to do, is told once, and a reset mends it', async (_, state) => {
    const conversation = await stopped();
    const { world, ghost, roomId } = conversation;
    await changeDevice(conversation, { state });
    const process = await world.start();
    await expectOthersGoOn(conversation, process);
    for (let time = 0; time < 2; time++) {
      const broken = await process.encryption.user(ghost.userId);
      await expect(broken.send(roomId, 'm.room.message', text('no'))).rejects.toMatchObject({
        code: 'STORE_DAMAGED',
        message: expect.stringMatching(/Call reset\(\) of this user/) as string,
      });
    }
    expect(failuresOf(process, ghost)).toHaveLength(1);
    await expectSound(conversation, process, await (await process.encryption.user(ghost.userId)).reset());
  });

  it.each([
    ['keys', { keys: '{"keys":' }],
    ['keys of another shape', { keys: '{}' }],
    ['steps', { state: notJson }],
  ])(
    'is served with damaged %s keeps no others from being served, is told once, and mended by a reset',
    async (_, change) => {
      const conversation = await stopped({ keys: 'served', federation: false });
      const { world, ghost, bob } = conversation;
      await changeDevice(conversation, change);
      const process = await world.start({ keys: 'served', federation: false });
      const other = await process.encryption.user(`@irc_eve:${serverName}`);
      for (let time = 0; time < 2; time++) {
        const query = { device_keys: { [ghost.userId]: [], [other.userId]: [] } };
        const { device_keys: found } = (await bob.request('POST', '/keys/query', query)) as {
          device_keys: Record<string, object>;
        };
        expect(Object.keys(found[other.userId] ?? {})).toEqual([other.deviceId]);
      }
      expect(failuresOf(process, ghost)).toEqual([expect.stringMatching(/Call reset\(\) of this user/)]);
      await expectSound(conversation, process, await (await process.encryption.user(ghost.userId)).reset());
    },
  );

  it('is half made by a reset is replaced once more where it is damaged', async () => {
    const conversation = await stopped();
    const { world, ghost } = conversation;
    const first = await world.start();
    world.homeserver.onCall = ({ name }) => (name === 'uploadCrossSigningSignatures' ? faults.status(500) : undefined);
    await expect((await first.encryption.user(ghost.userId)).reset()).rejects.toMatchObject({ status: 500 });
    await first.encryption.stop();
    world.homeserver.onCall = undefined;
    const half = await world.store.devices.getUser(ghost.userId);
    expect(half?.deviceId).not.toBe(ghost.deviceId);
    const record = await world.store.devices.getDevice(ghost.userId, half?.deviceId ?? '');
    if (record) await world.store.devices.putDevice({ ...record, state: notJson });
    const process = await world.start();
    const broken = await process.encryption.user(ghost.userId);
    await expectSound(conversation, process, await broken.reset());
    const damage = failuresOf(process, ghost).filter((message) => message.includes('Call reset() of this user'));
    expect(damage).toHaveLength(1);
  });
});

describe('public cross-signing keys that', () => {
  const kinds: [string, (user: UserRecord) => string | undefined][] = [
    ['are no JSON', () => '{"master":'],
    ['have another shape', () => '{"master":1}'],
    ['are gone', () => undefined],
    ['are another user’s', ({ crossSigning }) => crossSigning?.replaceAll('@irc_ann', '@irc_eve')],
    [
      'lack one',
      ({ crossSigning = '{}' }) => JSON.stringify({ ...(JSON.parse(crossSigning) as object), user_signing: undefined }),
    ],
  ];

  it.each(kinds)('%s are taken from the homeserver by a reset, so that the identity stays', async (_, damaged) => {
    const conversation = await stopped();
    const { world, ghost } = conversation;
    const account = world.homeserver.state.accounts.get(ghost.userId);
    const master = account?.crossSigningKeys.get('master_keys')?.keys;
    await changeUser(conversation, (user) => ({ crossSigning: damaged(user) }));
    const process = await world.start();
    await expectSound(conversation, process, await (await process.encryption.user(ghost.userId)).reset());
    expect(account?.crossSigningKeys.get('master_keys')?.keys).toEqual(master);
    expect(process.findings.filter(({ code }) => code === 'identity-changed')).toEqual([]);
    expect(failuresOf(process, ghost)).toEqual([]);
  });

  it.each(kinds)(
    '%s and that the homeserver lacks as well are made anew by a reset, with a finding',
    async (_, damaged) => {
      const conversation = await stopped();
      const { world, ghost } = conversation;
      await changeUser(conversation, (user) => ({ crossSigning: damaged(user) }));
      world.homeserver.state.accounts.get(ghost.userId)?.crossSigningKeys.clear();
      const process = await world.start();
      await expectSound(conversation, process, await (await process.encryption.user(ghost.userId)).reset());
      expect(process.findings.filter(({ code }) => code === 'identity-changed')).toHaveLength(1);
    },
  );

  it('are others than those that the private ones belong to are made anew by a reset, with a finding', async () => {
    const conversation = await stopped();
    const { world, ghost } = conversation;
    const first = await world.start();
    const other = await first.encryption.user(`@irc_eve:${serverName}`);
    await first.encryption.stop();
    const { crossSigning = '' } = (await world.store.devices.getUser(other.userId)) ?? {};
    await changeUser(conversation, () => ({ crossSigning: crossSigning.replaceAll(other.userId, ghost.userId) }));
    const process = await world.start();
    await expectSound(conversation, process, await (await process.encryption.user(ghost.userId)).reset());
    expect(process.findings.filter(({ code }) => code === 'identity-changed')).toHaveLength(1);
  });
});

describe('private cross-signing keys that', () => {
  const otherKey = new Uint8Array(32).fill(8);
  const changed =
    (value: string): ((row: CryptoRow) => CryptoRow) =>
    (row) => ({ ...row, value });
  const kinds: [string, (row: CryptoRow, userId: string) => CryptoRow | Promise<CryptoRow>][] = [
    ['are no JSON', changed('["')],
    ['have another shape', changed('{"iv":1}')],
    ['are no base64', changed('["*","*"]')],
    ['are null', changed('null')],
    [
      'are cut',
      (row) => ({
        ...row,
        value: JSON.stringify((JSON.parse(row.value ?? '') as string[]).map((each) => each.slice(0, 8))),
      }),
    ],
    [
      'have one wrong byte',
      (row) => ({
        ...row,
        value: row.value?.replace(/.(?=...."\]$)/, (digit) => (digit === 'A' ? 'B' : 'A')),
      }),
    ],
    [
      'were written with another key',
      (_, userId) => createSecretBox(otherKey).close(userId, { master: 'a', selfSigning: 'b', userSigning: 'c' }),
    ],
    ['are gone', (row) => ({ ...row, value: undefined })],
  ];

  it.each(kinds)('%s make a reset take new ones, with a finding', async (_, damage) => {
    const conversation = await stopped();
    const { world, ghost } = conversation;
    const database = databaseNames.crossSigning(ghost.userId);
    const rows = await world.store.crypto.load(database);
    await world.store.crypto.write(database, await Promise.all(rows.map(async (row) => damage(row, ghost.userId))));
    const process = await world.start();
    await expectOthersGoOn(conversation, process);
    const user = await process.encryption.user(ghost.userId);
    await user.send(conversation.roomId, 'm.room.message', text('its device is signed already'));
    await expectSound(conversation, process, await user.reset());
    expect(process.findings.filter(({ code }) => code === 'identity-changed')).toHaveLength(1);
    expect(failuresOf(process, ghost)).toEqual([]);
  });

  it.each(kinds.slice(0, -1))(
    '%s let a device that is not signed yet fail with what to do, told once',
    async (_, damage) => {
      const world = createWorld();
      onTestFinished(world.close);
      const first = await world.start();
      const userId = `@irc_ann:${serverName}`;
      world.homeserver.onCall = ({ name }) =>
        name === 'uploadCrossSigningSignatures' ? faults.status(500) : undefined;
      await expect(first.encryption.user(userId)).rejects.toMatchObject({ status: 500 });
      await first.encryption.stop();
      world.homeserver.onCall = undefined;
      const database = databaseNames.crossSigning(userId);
      const rows = await world.store.crypto.load(database);
      await world.store.crypto.write(database, await Promise.all(rows.map(async (row) => damage(row, userId))));
      const process = await world.start();
      const bob = await world.client(`@bob:${serverName}`);
      const ghost = await process.encryption.user(userId);
      const roomId = await bob.createRoom({ invite: [userId] });
      await ghost.join(roomId);
      const conversation = { world, appservice: process, ghost, bob, roomId };
      await expectOthersGoOn(conversation, process);
      await process.encryption.user(userId);
      await expect(ghost.send(roomId, 'm.room.message', text('no'))).rejects.toMatchObject({
        code: 'STORE_DAMAGED',
        message: expect.stringMatching(/Call reset\(\) of this user/) as string,
      });
      expect(failuresOf(process, ghost)).toEqual([expect.stringMatching(/Call reset\(\) of this user/)]);
      await expectSound(conversation, process, await ghost.reset());
    },
  );
});
