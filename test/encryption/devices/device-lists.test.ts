import { RequestType } from '@matrix-org/matrix-sdk-crypto-wasm';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createMemoryStore } from '../../../src/appservice/memory-store.js';
import { createDeviceListChanges } from '../../../src/encryption/devices/device-lists.js';
import type { EncryptedUser } from '../../../src/encryption/encrypted-user.js';
import { openMachine } from '../../../src/encryption/machine/machine.js';
import { olmUserIds } from '../../../src/encryption/machine/olm-ids.js';
import { takeTerm } from '../../helpers/terms.js';
import { faults, type PlainClient } from '../../helpers/fake-homeserver.js';
import { createWorld, text, type TestWorld, type Conversation, startConversation } from '../world.js';

let world: TestWorld;

/** A ghost and Bob in an encrypted room, in which the ghost has written. */
async function inARoom(): Promise<Conversation> {
  world = createWorld();
  onTestFinished(world.close);
  const conversation = await startConversation(world, { creator: 'ghost' });
  await say(conversation.ghost, conversation.roomId, 'first');
  return conversation;
}

const say = (user: EncryptedUser, roomId: string, body: string): Promise<string> =>
  user.send(roomId, 'm.room.message', text(body));

async function bodiesOf(client: PlainClient): Promise<unknown[]> {
  const events = (await client.sync()).filter(({ wasEncrypted }) => wasEncrypted);
  return events.map(({ content, error }) => error ?? content['body']);
}

/** Waits until everything that the homeserver has was sent and dealt with. */
async function settled(): Promise<void> {
  await world.homeserver.deliver();
  await expect.poll(async () => (await world.store.inbox.status()).waitingTransactions).toBe(0);
}

/** The key queries about a user, apart from that user's own. */
const queriesAbout = (userId: string): unknown[] =>
  world.homeserver.calls.filter(
    ({ name, body, requester }) =>
      name === 'queryKeys' && requester?.userId !== userId && JSON.stringify(body).includes(userId),
  );

describe('a change of somebody’s devices', () => {
  it('is noticed although it was made while no room was shared (rule D6)', async () => {
    const { ghost, bob, roomId } = await inARoom();
    await bob.leave(roomId);
    const phone = await world.client(bob.userId as `@${string}`, 'PHONE');
    await ghost.invite(roomId, bob.userId);
    await phone.join(roomId);
    await settled();
    await say(ghost, roomId, 'to the phone');
    expect(await bodiesOf(phone)).toContain('to the phone');
  });

  it('is noticed where the user left the one room and joins another, which no list tells (D6)', async () => {
    const { ghost, bob, roomId } = await inARoom();
    const other = await ghost.createRoom();
    await say(ghost, other, 'alone');
    await bob.leave(roomId);
    await settled();
    const phone = await world.client(bob.userId as `@${string}`, 'PHONE');
    // A `/sync` whose filter has no rooms need not name those who begin to share one.
    world.homeserver.onCall = ({ name }) => (name === 'sync' ? faults.status(500) : undefined);
    await ghost.invite(other, bob.userId);
    await phone.join(other);
    await settled();
    await say(ghost, other, 'to the phone');
    world.homeserver.onCall = () => undefined;
    expect(await bodiesOf(phone)).toContain('to the phone');
  });

  it('is noticed where it is our user who joins a room (D6)', async () => {
    const { ghost, bob, roomId } = await inARoom();
    await ghost.leave(roomId);
    const phone = await world.client(bob.userId as `@${string}`, 'PHONE');
    const other = await phone.createRoom({ invite: [ghost.userId] });
    await settled();
    await ghost.join(other);
    await say(ghost, other, 'to the phone');
    expect(await bodiesOf(phone)).toContain('to the phone');
  });

  it('is noticed where the homeserver names the user in a transaction (D6)', async () => {
    const { ghost, bob, roomId } = await inARoom();
    const phone = await world.client(bob.userId as `@${string}`, 'PHONE');
    await settled();
    await say(ghost, roomId, 'to the phone');
    expect(await bodiesOf(phone)).toContain('to the phone');
  });

  it('is noticed at the next start where the transaction that named the user was refused (D6, R8)', async () => {
    const { appservice, ghost, bob, roomId } = await inARoom();
    await appservice.encryption.stop();
    world.homeserver.connect(() => Promise.reject(new TypeError('fetch failed')));
    const phone = await world.client(bob.userId as `@${string}`, 'PHONE');
    await world.homeserver.deliver();
    const { encryption } = await world.start();
    await say(await encryption.user(ghost.userId), roomId, 'to the phone');
    expect(await bodiesOf(phone)).toContain('to the phone');
  });

  it('is noticed at the next start where another process was told of it (D6)', async () => {
    const { appservice, ghost, bob, roomId } = await inARoom();
    await settled();
    await appservice.encryption.stop();
    world.homeserver.connect(() => Promise.reject(new TypeError('fetch failed')));
    const phone = await world.client(bob.userId as `@${string}`, 'PHONE');
    await world.homeserver.deliver();
    // What a homeserver has told once it does not tell again.
    world.homeserver.state.deviceListChanges.length = 0;
    const { encryption } = await world.start();
    await say(await encryption.user(ghost.userId), roomId, 'to the phone');
    expect(await bodiesOf(phone)).toContain('to the phone');
  });

  it('is not looked for in users who shared another room all along (D6)', async () => {
    const { ghost, bob } = await inARoom();
    await settled();
    await say(ghost, await ghost.createRoom(), 'alone');
    const before = queriesAbout(bob.userId).length;
    const other = await ghost.createRoom({ invite: [bob.userId] });
    await bob.join(other);
    await settled();
    await say(ghost, other, 'hello');
    await say(ghost, other, 'hello again');
    expect(queriesAbout(bob.userId).length).toBeLessThanOrEqual(before + 1);
    expect(await bodiesOf(bob)).toContain('hello again');
  });

  it('of a user who is none does not keep the others from being told', async () => {
    const { ghost, bob, roomId } = await inARoom();
    const phone = await world.client(bob.userId as `@${string}`, 'PHONE');
    for (const userId of ['@', 'nobody', '@no server', '@x:y:z:']) {
      world.homeserver.state.deviceListChanges.push({ position: world.homeserver.state.advance(), userId });
    }
    await settled();
    await say(ghost, roomId, 'to the phone');
    expect(await bodiesOf(phone)).toContain('to the phone');
  });
});

describe('the changes that a machine was not told', () => {
  const bobId = '@bob:example.org';

  it('make it ask for all users whom it knows: at its first use in a term, and where they are too many (D6)', async () => {
    const store = createMemoryStore();
    const device = { userId: '@irc_ann:example.org', deviceId: 'GHOST' };
    const term = await takeTerm(store);
    const machine = await openMachine(device, { store, storeKey: new Uint8Array(32), term });
    onTestFinished(machine.close);
    /** Answers the key queries of the machine, and tells whether Bob was in them. */
    async function asksForBob(): Promise<boolean> {
      const queries = (await machine.olm.outgoingRequests()).filter(({ type }) => type === RequestType.KeysQuery);
      const answer = JSON.stringify({ device_keys: { [bobId]: {} } });
      for (const { id = '', type } of queries) await machine.olm.markRequestAsSent(id, type, answer);
      return queries.some(({ body }) => body.includes(bobId));
    }

    await machine.olm.updateTrackedUsers(olmUserIds([bobId]));
    expect([await asksForBob(), await asksForBob()]).toEqual([true, false]);
    const changes = createDeviceListChanges();
    await changes.tell(machine);
    expect(await asksForBob()).toBe(true);
    await changes.tell(machine);
    expect(await asksForBob()).toBe(false);
    changes.add(Array.from({ length: 20_001 }, (_, n) => `@user${String(n)}:example.org`));
    await changes.tell(machine);
    expect(await asksForBob()).toBe(true);
    changes.clear();
    await changes.tell(machine);
    expect(await asksForBob()).toBe(true);
  });

  it('are about its own user only where a list says that devices have changed, and no new sharing of rooms (D6)', async () => {
    const store = createMemoryStore();
    const ann = '@irc_ann:example.org';
    const term = await takeTerm(store);
    const machine = await openMachine(
      { userId: ann, deviceId: 'GHOST' },
      { store, storeKey: new Uint8Array(32), term },
    );
    onTestFinished(machine.close);
    async function asksFor(): Promise<string[]> {
      const queries = (await machine.olm.outgoingRequests()).filter(({ type }) => type === RequestType.KeysQuery);
      const answer = JSON.stringify({ device_keys: { [bobId]: {}, [ann]: {} } });
      for (const { id = '', type } of queries) await machine.olm.markRequestAsSent(id, type, answer);
      return queries
        .flatMap(({ body }) => Object.keys((JSON.parse(body) as { device_keys: object }).device_keys))
        .sort();
    }

    const changes = createDeviceListChanges();
    await machine.olm.updateTrackedUsers(olmUserIds([bobId, ann]));
    changes.add([bobId]);
    await changes.tell(machine);
    expect(await asksFor()).toEqual([bobId, ann]);
    changes.add([bobId, ann]);
    await changes.tell(machine);
    expect(await asksFor()).toEqual([bobId]);
    changes.add([bobId, ann], true);
    await changes.tell(machine);
    expect(await asksFor()).toEqual([bobId, ann]);
  });
});
