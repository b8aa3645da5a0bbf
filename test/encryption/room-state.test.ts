import { afterEach, describe, expect, it } from 'vitest';
import { faults } from '../helpers/fake-homeserver.js';
import { createWorld, says, text, type TestWorld, type Conversation, startConversation } from './world.js';

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
