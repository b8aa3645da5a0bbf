import { afterEach, describe, expect, it } from 'vitest';
import type { EncryptedUser } from '../../../src/encryption/encrypted-user.js';
import type { PlainClient } from '../../helpers/fake-homeserver.js';
import { createWorld, text, type TestWorld, type Conversation, startConversation } from '../world.js';

let world: TestWorld;
afterEach(() => world.close());

/** A ghost and Bob in an encrypted room, in which the ghost has written. */
async function inARoom(): Promise<Conversation> {
  world = createWorld();
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
