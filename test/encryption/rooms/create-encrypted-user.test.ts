import { afterEach, describe, expect, it } from 'vitest';
import { createWorld, says, serverName, text, type TestWorld, type Conversation, startConversation } from '../world.js';

let world: TestWorld;
afterEach(() => world.close());

function inARoom(encrypted = true): Promise<Conversation> {
  world = createWorld();
  return startConversation(world, { encrypted, creator: 'ghost' });
}

const picture = { bytes: new Uint8Array([1, 2, 3, 4]), name: 'dot.png', type: 'image/png' };

describe('a user of ours', () => {
  it('creates rooms that are encrypted from the start, with the other state that is asked for', async () => {
    const { ghost, bob } = await inARoom();
    const topic = { type: 'm.room.topic', state_key: '', content: { topic: 'tea' } };
    const roomId = await ghost.createRoom({ invite: [bob.userId], initial_state: [topic] });
    await bob.join(roomId);
    await ghost.send(roomId, 'm.room.message', text('hello'));
    const events = (await bob.sync()).filter((event) => event.roomId === roomId);
    expect(events).toContainEqual(expect.objectContaining({ wasEncrypted: true, content: text('hello') }));
    expect(events).toContainEqual(expect.objectContaining({ type: 'm.room.topic' }));
  });

  it('creates rooms with the settings of encryption that are asked for', async () => {
    const { ghost } = await inARoom();
    const content = { algorithm: 'm.megolm.v1.aes-sha2', rotation_period_msgs: 1 };
    const roomId = await ghost.createRoom({ initial_state: [{ type: 'm.room.encryption', state_key: '', content }] });
    await ghost.send(roomId, 'm.room.message', text('one'));
    await ghost.send(roomId, 'm.room.message', text('two'));
    const sent = world.homeserver.state.events.filter(({ type }) => type === 'm.room.encrypted');
    expect(new Set(sent.map((event) => event.content['session_id'])).size).toBe(2);
  });

  it('creates rooms in plain text where that is asked for', async () => {
    const { ghost, bob, roomId } = await inARoom(false);
    await ghost.send(roomId, 'm.room.message', text('hello'));
    expect(await bob.sync()).toContainEqual(expect.objectContaining({ wasEncrypted: false, content: text('hello') }));
  });

  it('sends and reads files, encrypted where the room is', async () => {
    const { appservice, ghost, bob, roomId } = await inARoom();
    const eventId = await ghost.sendFile(roomId, { ...picture, info: { w: 1, h: 1 } });
    const received = (await bob.sync()).find((event) => event.eventId === eventId);
    expect(received).toMatchObject({ wasEncrypted: true, content: { msgtype: 'm.image', body: 'dot.png' } });
    expect(received?.content['info']).toEqual({ mimetype: 'image/png', size: 4, w: 1, h: 1 });
    expect(received?.content).not.toHaveProperty('url');
    const [stored] = world.homeserver.state.media.values();
    expect(stored?.contentType).toBe('application/octet-stream');
    expect(stored?.bytes).not.toEqual(picture.bytes);
    // It comes back to us as well, and any user of ours reads it.
    const { event } = await appservice.events.find(says('dot.png'));
    expect(await ghost.readFile(event.content)).toEqual(picture.bytes);
  });

  it('sends and reads files as they are where the room is not encrypted', async () => {
    const { ghost, bob, roomId } = await inARoom(false);
    await ghost.sendFile(roomId, { bytes: picture.bytes, name: 'notes' });
    const file = (await bob.sync()).find(({ content }) => content['body'] === 'notes');
    expect(file).toMatchObject({ content: { msgtype: 'm.file', info: { mimetype: 'application/octet-stream' } } });
    expect(await ghost.readFile(file?.content ?? {})).toEqual(picture.bytes);
  });

  it('refuses a file that was changed at the homeserver', async () => {
    const { appservice, ghost, roomId } = await inARoom();
    await ghost.sendFile(roomId, picture);
    const { event } = await appservice.events.find(says('dot.png'));
    for (const { bytes } of world.homeserver.state.media.values()) bytes.fill(0);
    await expect(ghost.readFile(event.content)).rejects.toMatchObject({ code: 'FILE' });
  });

  it('uploads a file again, encrypted, where the room was encrypted meanwhile (E1)', async () => {
    const { ghost, bob, roomId } = await inARoom(false);
    const { homeserver } = world;
    homeserver.onCall = async ({ name }) => {
      if (name !== 'uploadMedia') return undefined;
      homeserver.onCall = undefined;
      const path = `/rooms/${encodeURIComponent(roomId)}/state/m.room.encryption/`;
      await bob.request('PUT', path, { algorithm: 'm.megolm.v1.aes-sha2' });
      return undefined;
    };
    const eventId = await ghost.sendFile(roomId, picture);
    const received = (await bob.sync()).find((event) => event.eventId === eventId);
    expect(received).toMatchObject({ wasEncrypted: true });
    expect(received?.content).toHaveProperty('file');
    expect(received?.content).not.toHaveProperty('url');
  });

  it('sends nothing twice under one transaction ID', async () => {
    const { ghost, roomId } = await inARoom();
    const send = (): Promise<string> => ghost.send(roomId, 'm.room.message', text('once'), { txnId: 'mine' });
    expect(await send()).toBe(await send());
  });

  it('redacts, and sets its profile', async () => {
    const { ghost, roomId } = await inARoom();
    const eventId = await ghost.send(roomId, 'm.room.message', text('oops'));
    expect(await ghost.redact(roomId, eventId, { reason: 'oops' })).toMatch(/^\$/);
    await ghost.setProfile({ displayName: 'Ann', avatarUrl: 'mxc://example.org/ann' });
    expect(world.homeserver.state.account(ghost.userId).profile).toMatchObject({
      ...{ displayname: 'Ann', avatar_url: 'mxc://example.org/ann' },
    });
  });

  it('leaves and invites', async () => {
    const { ghost, bob, roomId } = await inARoom();
    const eve = await world.client(`@eve:${serverName}`);
    await ghost.invite(roomId, eve.userId);
    await eve.join(roomId);
    await ghost.leave(roomId);
    await expect(ghost.send(roomId, 'm.room.message', text('hello'))).rejects.toBeDefined();
    expect(await bob.sync()).not.toContainEqual(expect.objectContaining({ wasEncrypted: true }));
  });

  it('gets a new device by reset, with which it reads what the old one could, and goes on (D7)', async () => {
    const { appservice, ghost, bob, roomId } = await inARoom();
    await bob.send(roomId, text('before'));
    await appservice.events.find(says('before'));
    await bob.sync();
    const renewed = await ghost.reset();
    expect(renewed.deviceId).not.toBe(ghost.deviceId);
    const eventId = await renewed.send(roomId, 'm.room.message', text('with a new device'));
    const received = (await bob.sync()).find((event) => event.eventId === eventId);
    expect(received).toMatchObject({ deviceId: renewed.deviceId, content: text('with a new device') });
    expect(await bob.trustOf(ghost.userId, renewed.deviceId)).toBe('cross-signed');
    await bob.send(roomId, text('after'));
    await appservice.events.find(says('after'));
    await expect(ghost.send(roomId, 'm.room.message', text('old'))).rejects.toMatchObject({ code: 'DEVICE_REPLACED' });
  });
});
