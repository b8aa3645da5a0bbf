import { afterEach, describe, expect, it } from 'vitest';
import { faults, type PlainClient } from '../helpers/fake-homeserver.js';
import type { EncryptedUser } from '../../src/encryption/encrypted-user.js';
import type { EncryptionOptions } from '../../src/encryption/encryption-options.js';
import { createWorld, serverName, text, type TestWorld, type Conversation, startConversation } from './world.js';

let world: TestWorld;
afterEach(() => world.close());

function inARoom(options?: Partial<EncryptionOptions>): Promise<Conversation> {
  world = createWorld();
  return startConversation(world, { options });
}

const say = (user: EncryptedUser, roomId: string, body: string): Promise<string> =>
  user.send(roomId, 'm.room.message', text(body));

/** The bodies that a client can read, of all that it has not seen yet; `?` for those that it cannot. */
async function read(client: PlainClient): Promise<unknown[]> {
  const events = await client.sync();
  return events.filter(({ wasEncrypted }) => wasEncrypted).map(({ content, error }) => (error ? '?' : content['body']));
}

const setState = (client: PlainClient, roomId: string, type: string, content: object): Promise<unknown> =>
  client.request('PUT', `/rooms/${encodeURIComponent(roomId)}/state/${type}/`, content);

/** The room sessions of all events so far. */
function sessions(): unknown[] {
  const sent = world.homeserver.state.events.filter(({ type }) => type === 'm.room.encrypted');
  return sent.map(({ content }) => content['session_id']);
}

describe('a room session', () => {
  it('goes to those who join, and not to those who have left (rule E2)', async () => {
    const { ghost, bob, roomId } = await inARoom();
    const eve = await world.client(`@eve:${serverName}`);
    await say(ghost, roomId, 'without Eve');
    await bob.invite(roomId, eve.userId);
    await eve.join(roomId);
    await say(ghost, roomId, 'with Eve');
    expect(await read(eve)).toEqual(['?', 'with Eve']);
    await eve.leave(roomId);
    await say(ghost, roomId, 'after Eve');
    expect(await read(bob)).toEqual(['without Eve', 'with Eve', 'after Eve']);
    await bob.invite(roomId, eve.userId);
    await setState(bob, roomId, 'm.room.history_visibility', { history_visibility: 'joined' });
    await say(ghost, roomId, 'while Eve is invited');
    await eve.join(roomId);
    expect(await read(eve)).not.toContain('after Eve');
    expect(new Set(sessions()).size).toBeGreaterThan(1);
  });

  it.each([
    ['shared', ['hello']],
    ['invited', ['hello']],
    ['joined', ['?']],
  ])(
    'of a room whose history is %s to members is as open to those who are invited (E2)',
    async (visibility, bodies) => {
      const { ghost, bob, roomId } = await inARoom();
      const eve = await world.client(`@eve:${serverName}`);
      await setState(bob, roomId, 'm.room.history_visibility', { history_visibility: visibility });
      await bob.invite(roomId, eve.userId);
      await say(ghost, roomId, 'hello');
      await eve.join(roomId);
      expect(await read(eve)).toEqual(bodies);
    },
  );

  it('is renewed after as many messages as the room says (E2)', async () => {
    const { ghost, bob, roomId } = await inARoom();
    await setState(bob, roomId, 'm.room.encryption', { algorithm: 'm.megolm.v1.aes-sha2', rotation_period_msgs: 2 });
    for (const body of ['1', '2', '3', '4', '5']) await say(ghost, roomId, body);
    const all = sessions();
    expect(all.map((session) => all.indexOf(session))).toEqual([0, 0, 2, 2, 4]);
    expect(await read(bob)).toEqual(['1', '2', '3', '4', '5']);
  });

  it.each([
    ['nonsense', { rotation_period_msgs: 'two', rotation_period_ms: -1 }],
    ['no number that can be', { rotation_period_msgs: 0, rotation_period_ms: 1e300 }],
  ])('lasts as long as by default where the room says %s', async (_, periods) => {
    const { ghost, bob, roomId } = await inARoom();
    await setState(bob, roomId, 'm.room.encryption', { algorithm: 'm.megolm.v1.aes-sha2', ...periods });
    for (const body of ['1', '2', '3']) await say(ghost, roomId, body);
    expect(new Set(sessions()).size).toBe(1);
    expect(await read(bob)).toEqual(['1', '2', '3']);
  });

  it('keeps messages in the order in which they were sent, and encrypts each once (E2)', async () => {
    const { ghost, bob, roomId } = await inARoom();
    const bodies = ['1', '2', '3', '4', '5', '6', '7', '8'];
    await Promise.all(bodies.map((body) => say(ghost, roomId, body)));
    expect(await read(bob)).toEqual(bodies);
  });

  it('sends the same share again after a 429 and a lost connection, before the message (E5)', async () => {
    const { ghost, bob, roomId } = await inARoom();
    world.homeserver.fail('sendToDevice', faults.limited(1));
    world.homeserver.fail('sendToDevice', faults.afterEffect(faults.lost()));
    await say(ghost, roomId, 'hello');
    const shares = world.homeserver.calls.filter(
      ({ name, requester }) => name === 'sendToDevice' && requester?.userId === ghost.userId,
    );
    const ids = shares.filter(({ path }) => path.includes('m.room.encrypted')).map(({ path }) => path);
    expect(ids.length).toBeGreaterThan(2);
    expect(ids.slice(0, 3)).toEqual([ids[0], ids[0], ids[0]]);
    expect(await read(bob)).toEqual(['hello']);
  });

  it('is shared to the end with the next message where the first time failed', async () => {
    const { ghost, bob, roomId } = await inARoom();
    world.homeserver.fail('sendToDevice', faults.status(500), 9);
    await expect(say(ghost, roomId, 'lost')).rejects.toMatchObject({ status: 500 });
    world.homeserver.fail('sendToDevice', faults.status(500), 0);
    for (let left = 8; left > 0; left--) await say(ghost, roomId, 'again').catch(() => undefined);
    await say(ghost, roomId, 'at last');
    expect(await read(bob)).toContain('at last');
    expect(await read(bob)).not.toContain('?');
  });

  it('goes to all whose keys can be had while the server of another is down', async () => {
    const { ghost, bob, roomId } = await inARoom();
    world.homeserver.state.unreachableServers.add('down.example');
    await bob.invite(roomId, '@far:down.example');
    await say(ghost, roomId, 'hello');
    expect(await read(bob)).toEqual(['hello']);
  });

  it('goes to cross-signed devices alone where that is the option (E4)', async () => {
    const { ghost, bob, roomId } = await inARoom({ sharing: 'cross-signed' });
    const { accounts } = world.homeserver.state;
    const eve = await world.client(`@eve:${serverName}`);
    accounts.get(eve.userId)?.crossSigningKeys.clear();
    await bob.invite(roomId, eve.userId);
    await eve.join(roomId);
    await say(ghost, roomId, 'hello');
    expect(await read(bob)).toEqual(['hello']);
    expect(await read(eve)).toEqual(['?']);
  });

  it('costs few key queries where twenty users get it, since one answers all that ask meanwhile (D6)', async () => {
    const { appservice, bob, roomId } = await inARoom();
    const names = Array.from({ length: 20 }, (_, index) => `@irc_${index}:${serverName}`);
    for (const ghost of await Promise.all(names.map((name) => appservice.encryption.user(name)))) {
      await bob.invite(roomId, ghost.userId);
      await ghost.join(roomId);
    }
    const before = world.homeserver.calls.length;
    await bob.send(roomId, text('to all'));
    const { receivers } = await appservice.events.find(({ event }) => event.content['body'] === 'to all');
    expect(receivers).toHaveLength(21);
    await appservice.encryption.stop();
    const queries = world.homeserver.calls
      .slice(before)
      .filter(({ name, requester }) => name === 'queryKeys' && requester?.userId !== bob.userId);
    expect(queries.filter(({ body }) => JSON.stringify(body).includes(bob.userId)).length).toBeLessThan(6);
  });
});
