import { RoomId } from '@matrix-org/matrix-sdk-crypto-wasm';
import { afterEach, describe, expect, it } from 'vitest';
import type { EncryptedUser } from '../../../src/encryption/encrypted-user.js';
import type { ToDeviceEvent } from '../../../src/types.js';
import type { PlainClient } from '../../helpers/fake-homeserver.js';
import { createWorld, says, serverName, text, type TestAppservice, type TestWorld } from '../world.js';

let world: TestWorld;
afterEach(() => world.close());

async function inARoom(): Promise<{
  appservice: TestAppservice;
  ghost: EncryptedUser;
  bob: PlainClient;
  roomId: string;
}> {
  world = createWorld();
  const appservice = await world.start();
  const ghost = await appservice.encryption.user(`@irc_ann:${serverName}`);
  const bob = await world.client(`@bob:${serverName}`);
  const roomId = await bob.createRoom({ invite: [ghost.userId] });
  await ghost.join(roomId);
  return { appservice, ghost, bob, roomId };
}

describe('to-device messages', () => {
  it('of nonsense cost no other', async () => {
    const { appservice, ghost, bob, roomId } = await inARoom();
    const to = { sender: bob.userId, to_user_id: ghost.userId, to_device_id: ghost.deviceId };
    let deep: unknown = 'x';
    for (let level = 0; level < 500; level++) deep = [deep];
    const nonsense: ToDeviceEvent[] = [
      { ...to, type: 'm.room.encrypted', content: {} },
      { ...to, type: 'm.room.encrypted', content: { algorithm: 'm.olm.v1.curve25519-aes-sha2', ciphertext: 7 } },
      { ...to, type: 'm.room_key', content: { room_id: roomId, session_id: 'plain', session_key: 'x' } },
      { ...to, type: 'm.room_key.withheld', content: { room_id: 5, session_id: null } },
      { ...to, type: 'm.secret.request', content: { __proto__: { a: 1 } } },
      { ...to, type: 'org.example.deep', content: { deep } },
      { ...to, sender: 'nobody', type: 'm.dummy', content: {} },
    ];
    for (const message of nonsense) world.homeserver.state.sendToDevice(message);
    await bob.send(roomId, text('hello'));
    await appservice.events.find(says('hello'));
    expect(appservice.failures).toEqual([]);
  });

  it('for a device that the user does not have here are reported once, and dropped', async () => {
    const { appservice, ghost, bob, roomId } = await inARoom();
    world.homeserver.state.putDevice(ghost.userId, 'OTHER', undefined);
    for (const n of [1, 2]) {
      const to = { sender: bob.userId, to_user_id: ghost.userId, to_device_id: 'OTHER' };
      world.homeserver.state.sendToDevice({ ...to, type: 'm.dummy', content: { n } });
    }
    await bob.send(roomId, text('hello'));
    await appservice.events.find(says('hello'));
    expect(appservice.findings.filter(({ code }) => code === 'unknown-recipient')).toHaveLength(1);
  });

  it('for a device that cannot be read are kept until it can be', async () => {
    const { appservice, ghost, bob, roomId } = await inARoom();
    await bob.send(roomId, text('before'));
    await appservice.events.find(says('before'));
    await appservice.encryption.stop();
    const database = `machine:${ghost.userId}|${ghost.deviceId}`;
    const isState = ({ store }: { store: string }): boolean => store.endsWith('/core');
    const rows = (await world.store.crypto.load(database)).filter(isState);
    await world.store.crypto.write(
      database,
      rows.map((row) => ({ ...row, value: '{broken' })),
    );
    const wrong = await world.start();
    await bob.machine.invalidateGroupSession(new RoomId(roomId));
    await bob.send(roomId, text('meanwhile'));
    await wrong.undecryptable.find(() => true);
    const message = `messages for the device ${ghost.deviceId} of ${ghost.userId} are kept, and not read`;
    expect(wrong.failures.filter((failure) => failure.message.startsWith(message))).toHaveLength(1);
    await wrong.encryption.stop();
    await world.store.crypto.write(database, rows);
    const right = await world.start();
    await bob.send(roomId, text('after'));
    await right.events.find(says('meanwhile'));
    await right.events.find(says('after'));
  });
});
