import { afterEach, describe, expect, it, vi } from 'vitest';
import { StoreError } from '../../../src/errors.js';
import { faults, type Fault } from '../../helpers/fake-homeserver.js';
import { createWorld, says, serverName, text, type TestWorld, type Conversation, startConversation } from '../world.js';

let world: TestWorld;
afterEach(() => world.close());

function inARoom(encrypted = true): Promise<Conversation> {
  world = createWorld();
  return startConversation(world, { encrypted });
}

/** The contents that were sent to the homeserver as they are. */
const sentPlain = (): unknown[] =>
  world.homeserver.calls.filter(({ name, path }) => name === 'sendEvent' && !path.includes('m.room.encrypted'));

describe('sending', () => {
  it.each([
    ['a 403', faults.status(403, 'M_FORBIDDEN')],
    ['a 404 of another kind', faults.status(404, 'M_UNRECOGNIZED')],
    ['a 404 that says nothing of the state', faults.status(404, 'M_UNKNOWN')],
    ['a 500', faults.status(500)],
    ['an error page', faults.html(404)],
    ['an error page with the status of a success', faults.html(200)],
    ['an empty answer', faults.empty()],
    ['a lost connection', faults.lost()],
  ])(
    'sends nothing where the homeserver answers %s when it is asked whether a room is encrypted (E1)',
    async (_, fault) => {
      const { ghost, roomId } = await inARoom(false);
      world.homeserver.fail('getRoomStateEvent', fault, 9);
      await expect(ghost.send(roomId, 'm.room.message', text('secret'))).rejects.toMatchObject({ code: 'ROOM_STATE' });
      expect(sentPlain()).toEqual([]);
    },
  );

  it('sends plain text where the homeserver says that the room is not encrypted', async () => {
    const { ghost, bob, roomId } = await inARoom(false);
    await ghost.send(roomId, 'm.room.message', text('for everybody'));
    expect(await bob.sync()).toContainEqual(
      expect.objectContaining({ content: text('for everybody'), wasEncrypted: false }),
    );
  });

  it('encrypts for a room that was encrypted once, whatever its state says later (rule E1)', async () => {
    const { appservice, ghost, bob, roomId } = await inARoom();
    await ghost.send(roomId, 'm.room.message', text('first'));
    await appservice.encryption.stop();
    for (const content of [{}, { algorithm: 'm.none' }, { algorithm: null }]) {
      const restarted = await world.start();
      const path = `/rooms/${encodeURIComponent(roomId)}/state/m.room.encryption/`;
      await bob.request('PUT', path, content);
      const user = await restarted.encryption.user(ghost.userId);
      const eventId = await user.send(roomId, 'm.room.message', text('still secret'));
      expect((await bob.sync()).find((event) => event.eventId === eventId)).toMatchObject({
        wasEncrypted: true,
        content: text('still secret'),
      });
      await restarted.encryption.stop();
    }
    expect(sentPlain()).toEqual([]);
  });

  it.each([[{}], [{ algorithm: 'm.megolm.v9' }]])(
    'encrypts for a room once its algorithm is known, although it was %j (E1)',
    async (content) => {
      const { appservice, ghost, bob, roomId } = await inARoom(false);
      const path = `/rooms/${encodeURIComponent(roomId)}/state/m.room.encryption/`;
      await bob.request('PUT', path, content);
      await expect(ghost.send(roomId, 'm.room.message', text('secret'))).rejects.toMatchObject({ code: 'ROOM_STATE' });
      // Of its recovery no transaction tells.
      await appservice.encryption.stop();
      await bob.request('PUT', path, { algorithm: 'm.megolm.v1.aes-sha2' });
      const restarted = await world.start();
      const user = await restarted.encryption.user(ghost.userId);
      const eventId = await user.send(roomId, 'm.room.message', text('secret'));
      expect((await bob.sync()).find((event) => event.eventId === eventId)).toMatchObject({ wasEncrypted: true });
      expect(sentPlain()).toEqual([]);
    },
  );

  it('refuses to send to a room whose algorithm is not known (E1)', async () => {
    const { ghost, bob, roomId } = await inARoom(false);
    const path = `/rooms/${encodeURIComponent(roomId)}/state/m.room.encryption/`;
    await bob.request('PUT', path, { algorithm: 'm.megolm.v9' });
    await expect(ghost.send(roomId, 'm.room.message', text('secret'))).rejects.toMatchObject({ code: 'ROOM_STATE' });
    expect(sentPlain()).toEqual([]);
  });
});

/** Answers as if a room had no encryption from now on. */
function forgetEncryption(): void {
  world.homeserver.onCall = ({ name, path }) =>
    name === 'getRoomStateEvent' && path.includes('m.room.encryption') ? faults.status(404, 'M_NOT_FOUND') : undefined;
}

/** A room that was encrypted before the ghost came. No transaction tells of its encryption, and its state may fail at first. */
async function inAnEncryptedRoom(fault?: Fault): Promise<Conversation> {
  world = createWorld();
  const appservice = await world.start();
  const ghost = await appservice.encryption.user(`@irc_ann:${serverName}`);
  const bob = await world.client(`@bob:${serverName}`);
  const roomId = await bob.createRoom({ invite: [ghost.userId] });
  if (fault) world.homeserver.fail('getRoomStateEvent', fault);
  await ghost.join(roomId);
  return { appservice, ghost, bob, roomId };
}

const sentIn = (roomId: string, sender: string): unknown[] =>
  world.homeserver.state.events
    .filter((event) => event.room_id === roomId && event.sender === sender && event.state_key === undefined)
    .map(({ type }) => type);

describe('a room that was encrypted before', () => {
  it('is known once one of ours has joined it, and stays so without its state (E1)', async () => {
    const { ghost, bob, roomId } = await inAnEncryptedRoom();
    forgetEncryption();
    await ghost.send(roomId, 'm.room.message', text('secret'));
    expect(await bob.sync()).toContainEqual(expect.objectContaining({ wasEncrypted: true, content: text('secret') }));
    expect(sentIn(roomId, ghost.userId)).toEqual(['m.room.encrypted']);
  });

  it('is asked for again in the background where the first answer fails (E1)', async () => {
    const { appservice, bob, roomId } = await inAnEncryptedRoom(faults.status(500));
    const asked = (): number =>
      world.homeserver.calls.filter(({ path, status }) => path.includes('m.room.encryption') && status === 200).length;
    await expect.poll(asked, { timeout: 5000 }).toBeGreaterThan(0);
    await expect.poll(() => world.store.rooms.get(roomId)).toBeDefined();
    await bob.sendPlain(roomId, text('plain'));
    expect(await appservice.events.find(says('plain'))).toMatchObject({ isUnexpectedPlaintext: true });
  });

  it('is known once an event of it was decrypted, for good, and plain text in it is marked (E1)', async () => {
    world = createWorld();
    forgetEncryption();
    const appservice = await world.start();
    const ghost = await appservice.encryption.user(`@irc_ann:${serverName}`);
    const bob = await world.client(`@bob:${serverName}`);
    const roomId = await bob.createRoom({ invite: [ghost.userId] });
    await ghost.join(roomId);
    await bob.sendPlain(roomId, text('before'));
    await bob.send(roomId, text('encrypted'));
    await bob.sendPlain(roomId, text('after'));
    expect(await appservice.events.find(says('after'))).toMatchObject({ isUnexpectedPlaintext: true });
    expect(await appservice.events.find(says('before'))).toMatchObject({ isUnexpectedPlaintext: false });
    await appservice.encryption.stop();
    const restarted = await world.start();
    await bob.sendPlain(roomId, text('later'));
    expect(await restarted.events.find(says('later'))).toMatchObject({ isUnexpectedPlaintext: true });
    const user = await restarted.encryption.user(ghost.userId);
    await user.send(roomId, 'm.room.message', text('secret'));
    expect(sentIn(roomId, ghost.userId)).toEqual(['m.room.encrypted']);
  });

  it('has the settings of its state where only a decrypted event told of it (E2)', async () => {
    world = createWorld();
    forgetEncryption();
    const { appservice, ghost, bob, roomId } = await startConversation(world);
    await bob.send(roomId, text('encrypted'));
    await appservice.events.find(says('encrypted'));
    world.homeserver.onCall = undefined;
    const room = world.homeserver.state.rooms.get(roomId);
    for (const event of room?.state.values() ?? []) {
      if (event.type === 'm.room.encryption') event.content['rotation_period_msgs'] = 1;
    }
    await ghost.send(roomId, 'm.room.message', text('1'));
    await ghost.send(roomId, 'm.room.message', text('2'));
    const sent = world.homeserver.state.events.filter(
      ({ sender, type }) => sender === ghost.userId && type === 'm.room.encrypted',
    );
    expect(new Set(sent.map(({ content }) => content['session_id'])).size).toBe(2);
  });

  it('is not taken for encrypted where that could not be written down (E1)', async () => {
    world = createWorld();
    const { appservice, bob, roomId } = await startConversation(world);
    await world.store.transaction(({ rooms }) => rooms.put(roomId, '{}'));
    await appservice.encryption.stop();
    forgetEncryption();
    const restarted = await world.start();
    const transaction = world.store.transaction.bind(world.store);
    let failures = 0;
    vi.spyOn(world.store, 'transaction').mockImplementation((work, options) =>
      transaction(async (parts) => {
        const put: typeof parts.rooms.put = (...row) =>
          failures++ === 0 ? Promise.reject(new StoreError('IO', 'the disk is full')) : parts.rooms.put(...row);
        return work({ ...parts, rooms: { ...parts.rooms, put } });
      }, options),
    );
    await bob.send(roomId, text('encrypted'));
    await restarted.events.find(says('encrypted'));
    expect(failures).toBeGreaterThan(1);
    expect(await world.store.rooms.get(roomId)).toContain('megolm');
  });
});

describe('a reaction', () => {
  it('goes in plain text, and is never unexpected, as other clients have it (E1)', async () => {
    const { appservice, ghost, bob, roomId } = await inARoom();
    const content = { 'm.relates_to': { rel_type: 'm.annotation', event_id: '$event', key: '👍' } };
    await ghost.send(roomId, 'm.reaction', content);
    await bob.sendPlain(roomId, content, 'm.reaction');
    const theirs = await appservice.events.find(
      ({ event }) => event.sender === bob.userId && event.type === 'm.reaction',
    );
    expect(theirs).toMatchObject({ isUnexpectedPlaintext: false });
    expect(await bob.sync()).toContainEqual(
      expect.objectContaining({ type: 'm.reaction', wasEncrypted: false, content }),
    );
  });

  it('is not sent where it is not known whether the room is encrypted (E1)', async () => {
    const { ghost, roomId } = await inARoom(false);
    world.homeserver.fail('getRoomStateEvent', faults.status(500), 9);
    await expect(ghost.send(roomId, 'm.reaction', {})).rejects.toMatchObject({ code: 'ROOM_STATE' });
  });
});

describe('a list of members', () => {
  it.each([
    ['nothing', {}],
    ['an empty list', { chunk: [] }],
    ['a list of another type', { chunk: {} }],
  ])('that is %s is no list, and the next message asks again (E2)', async (_, list) => {
    const { ghost, bob, roomId } = await inARoom();
    world.homeserver.fail('getMembers', { afterEffect: false, answer: () => Response.json(list) });
    await expect(ghost.send(roomId, 'm.room.message', text('lost'))).rejects.toMatchObject({ code: 'ROOM_STATE' });
    await ghost.send(roomId, 'm.room.message', text('found'));
    const encrypted = (await bob.sync()).filter(({ wasEncrypted }) => wasEncrypted);
    expect(encrypted.map(({ content }) => content['body'])).toEqual(['found']);
  });

  it('without the one who is to send leaves it to the homeserver to refuse the message (E2)', async () => {
    const { ghost, roomId } = await inARoom();
    await ghost.send(roomId, 'm.room.message', text('before'));
    const room = world.homeserver.state.rooms.get(roomId);
    for (const { type, state_key: member, content } of room?.state.values() ?? []) {
      // No transaction tells of it.
      if (type === 'm.room.member' && member === ghost.userId) content['membership'] = 'ban';
    }
    await expect(ghost.send(roomId, 'm.room.message', text('refused'))).rejects.toMatchObject({ status: 403 });
  });

  it('without the one who is to send is asked for again (E2)', async () => {
    const { appservice, ghost, bob, roomId } = await inARoom();
    const ben = await appservice.encryption.user(`@irc_ben:${serverName}`);
    await bob.invite(roomId, ben.userId);
    await ghost.send(roomId, 'm.room.message', text('without Ben'));
    const room = world.homeserver.state.rooms.get(roomId);
    for (const { type, state_key: member, content } of room?.state.values() ?? []) {
      // No transaction tells of this join.
      if (type === 'm.room.member' && member === ben.userId) content['membership'] = 'join';
    }
    await ben.send(roomId, 'm.room.message', text('from Ben'));
    expect((await bob.sync()).map(({ content }) => content['body'])).toContain('from Ben');
  });
});

describe('receiving', () => {
  it('marks plain text that came after its room was encrypted (E1)', async () => {
    const { appservice, bob, roomId } = await inARoom(false);
    await bob.sendPlain(roomId, text('before'));
    const path = `/rooms/${encodeURIComponent(roomId)}/state/m.room.encryption/`;
    await bob.request('PUT', path, { algorithm: 'm.megolm.v1.aes-sha2' });
    await bob.sendPlain(roomId, text('after'));
    const after = await appservice.events.find(says('after'));
    expect(after).toMatchObject({ isUnexpectedPlaintext: true, encryption: undefined });
    const others = appservice.events.all.filter((each) => each !== after);
    expect(others.some(says('before'))).toBe(true);
    expect(others.filter(({ isUnexpectedPlaintext }) => isUnexpectedPlaintext)).toEqual([]);
  });
});
