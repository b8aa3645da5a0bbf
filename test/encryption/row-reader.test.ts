import { afterEach, describe, expect, it } from 'vitest';
import type { CryptoRow } from '../../src/appservice/store.js';
import {
  type Conversation,
  createWorld,
  says,
  startConversation,
  type TestAppservice,
  type TestWorld,
  text,
} from './world.js';

let world: TestWorld;
afterEach(() => world.close());

/** A conversation in which both have spoken, whose process has stopped. */
async function stopped(): Promise<Conversation> {
  world = createWorld();
  const conversation = await startConversation(world);
  const { appservice, ghost, bob, roomId } = conversation;
  await bob.send(roomId, text('before'));
  await appservice.events.find(says('before'));
  await ghost.send(roomId, 'm.room.message', text('answer'));
  await appservice.events.find(says('answer'));
  await appservice.encryption.stop();
  return conversation;
}

/** Reads and answers as if nothing had happened. */
async function converse({ ghost, bob, roomId }: Conversation, process: TestAppservice): Promise<void> {
  await bob.send(roomId, text('after'));
  await process.events.find(says('after'));
  const again = await process.encryption.user(ghost.userId);
  await again.send(roomId, 'm.room.message', text('answer after'));
  expect(await bob.sync()).toContainEqual(expect.objectContaining({ content: text('answer after') }));
}

describe('a damaged row of the store', () => {
  it.each([
    ['the attempts to decrypt an event', 'undecryptable', { store: 'event', key: '7', value: '{broken' }, 'event 7'],
    [
      'messages that are kept',
      'kept messages',
      { store: '["@irc_ann:example.org","D"]', key: '7', value: '{broken' },
      '@irc_ann:example.org',
    ],
    ['messages for nobody', 'kept messages', { store: '["@irc', key: '7', value: '[]' }, '["@irc'],
    [
      'a position',
      'sync positions',
      { store: 'positions', key: '["@irc_ann:example.org","D"]', value: '{broken' },
      '@irc_ann:example.org',
    ],
    ['the position of nobody', 'sync positions', { store: 'positions', key: '["@irc', value: '{}' }, '["@irc'],
  ] satisfies [string, string, CryptoRow, string][])(
    'with %s is reported once, by its name, and stops nothing',
    async (_, database, row, name) => {
      const conversation = await stopped();
      await world.store.crypto.write(database, [row]);
      const process = await world.start();
      await converse(conversation, process);
      const reports = (): string[] =>
        process.failures.map(({ message }) => message).filter((message) => message.startsWith('a row of the store'));
      await expect.poll(reports).toEqual([expect.stringContaining(name)]);
    },
  );

  it('with the holders of a room key costs no event, which members can decrypt', async () => {
    const conversation = await stopped();
    const { roomId } = conversation;
    const sessions = (await world.store.crypto.load(`room ${roomId}`)).filter(({ store }) => store === 'session');
    expect(sessions.length).toBeGreaterThan(0);
    await world.store.crypto.write(
      `room ${roomId}`,
      sessions.map((row) => ({ ...row, value: '{broken' })),
    );
    const process = await world.start();
    await converse(conversation, process);
    expect(process.failures.map((failure) => failure.roomId)).toContain(roomId);
    expect(process.undecryptable.all).toEqual([]);
  });

  it('with a transaction that was received is reported, and the next ones come', async () => {
    const conversation = await stopped();
    const damaged = { id: 'damaged', digests: [], compose: () => '{broken' };
    await world.store.transaction(({ inbox }) => inbox.accept(damaged));
    const process = await world.start();
    await converse(conversation, process);
    expect(process.failures.map(({ message }) => message)).toEqual([expect.stringContaining('transaction damaged')]);
  });

  it('with a room counts as encrypted: plain text is marked, and nothing is sent until the homeserver tells how (E1)', async () => {
    const conversation = await stopped();
    const { ghost, bob, roomId } = conversation;
    await world.store.rooms.put(roomId, '{"encr');
    const process = await world.start();
    await bob.sendPlain(roomId, text('plain'));
    expect(await process.events.find(says('plain'))).toMatchObject({ isUnexpectedPlaintext: true });
    const before = world.homeserver.onCall;
    world.homeserver.onCall = (call) => (call.name === 'getRoomStateEvent' ? notFound : before?.(call));
    const again = await process.encryption.user(ghost.userId);
    await expect(again.send(roomId, 'm.room.message', text('no'))).rejects.toMatchObject({
      code: 'ROOM_STATE',
      message: expect.stringMatching(/damaged store/) as string,
    });
    world.homeserver.onCall = before;
    await converse(conversation, process);
    expect(process.failures.map((failure) => failure.roomId)).toEqual([roomId]);
  });

  it.each(['devices', 'identities', 'inbound_group_sessions3'])(
    'of a machine, with %s, is said to be damaged, with advice',
    async (store) => {
      const { ghost, bob, roomId } = await stopped();
      const database = `machine:${ghost.userId}|${ghost.deviceId}`;
      const rows = (await world.store.crypto.load(database)).filter((row) => row.store.endsWith(`/${store}`));
      expect(rows.length).toBeGreaterThan(0);
      await world.store.crypto.write(database, rows.map(flipped));
      const process = await world.start();
      const again = await process.encryption.user(ghost.userId);
      const sent = again.send(roomId, 'm.room.message', text('hello'));
      if (store !== 'inbound_group_sessions3') {
        await expect(sent).rejects.toMatchObject({
          code: 'STORE_DAMAGED',
          message: expect.stringMatching(/call reset\(\)/) as string,
        });
      } else {
        await sent;
        await bob.send(roomId, text('unreadable'));
        const { reason, state } = await process.undecryptable.find(() => true);
        expect([reason, state]).toEqual([expect.stringContaining('cannot be read'), 'pending']);
      }
    },
  );
});

const notFound = {
  afterEffect: false,
  answer: () => Response.json({ errcode: 'M_NOT_FOUND', error: 'Event not found.' }, { status: 404 }),
};

/** Changes a character in the middle of a value. */
function flipped({ value = '', ...row }: CryptoRow): CryptoRow {
  const middle = Math.floor(value.length / 2);
  return { ...row, value: `${value.slice(0, middle)}${value[middle] === 'A' ? 'B' : 'A'}${value.slice(middle + 1)}` };
}
