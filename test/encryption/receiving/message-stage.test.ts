import { DecryptionSettings, RoomId, TrustRequirement } from '@matrix-org/matrix-sdk-crypto-wasm';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ReceivedTransaction } from '../../../src/appservice/deliveries.js';
import { createDeviceListChanges } from '../../../src/encryption/devices/device-lists.js';
import type { EncryptedUser } from '../../../src/encryption/encrypted-user.js';
import { openMachine } from '../../../src/encryption/machine/machine.js';
import { createOwnUsers } from '../../../src/encryption/own-users.js';
import { createKeptMessages } from '../../../src/encryption/receiving/kept-messages.js';
import { createMessageStage } from '../../../src/encryption/receiving/message-stage.js';
import { createPendingEvents } from '../../../src/encryption/receiving/pending-events.js';
import type { RoomKnowledge } from '../../../src/encryption/rooms/room-events.js';
import { createSessionIndex } from '../../../src/encryption/rooms/session-index.js';
import { createRowReader } from '../../../src/encryption/row-reader.js';
import type { ToDeviceEvent } from '../../../src/types.js';
import { createManualTime } from '../../helpers/manual-time.js';
import type { PlainClient } from '../../helpers/fake-homeserver.js';
import { createDeviceWorld, ghost as ann, storeKey, type DeviceWorld } from '../device-world.js';
import { holdMessages } from '../held-messages.js';
import { createWorld, says, serverName, text, type TestAppservice, type TestWorld } from '../world.js';

let world: TestWorld;

async function inARoom(): Promise<{
  appservice: TestAppservice;
  ghost: EncryptedUser;
  bob: PlainClient;
  roomId: string;
}> {
  world = createWorld();
  onTestFinished(world.close);
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

  it('with half a surrogate pair beside what is encrypted bring their room key', async () => {
    const { appservice, bob, roomId } = await inARoom();
    const held = holdMessages(world.homeserver, bob);
    await bob.send(roomId, text('hello'));
    await appservice.undecryptable.find(({ state }) => state === 'pending');
    const spoilt = held.messages.map((message) => ({ ...message, content: { ...message.content, extra: '\ud83d' } }));
    held.drop();
    for (const message of spoilt) world.homeserver.state.sendToDevice(message);
    await appservice.events.find(says('hello'));
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

describe('the first stage of a transaction', () => {
  /** Takes a room key that Bob has sent, as far as the database transaction that ends the stage. */
  async function takeRoomKey(
    deviceWorld: DeviceWorld,
  ): Promise<{ received: ReceivedTransaction; canRead: () => Promise<boolean> }> {
    const { homeserver, store, registration } = deviceWorld;
    const process = await deviceWorld.start();
    onTestFinished(process.stop);
    const device = await process.life.device(ann);
    const bob = await deviceWorld.client('@bob:example.org');
    onTestFinished(bob.close);
    const roomId = await bob.createRoom({ invite: [ann] });
    const held = holdMessages(homeserver, bob);
    const eventId = await bob.send(roomId, text('hello'));
    const event = homeserver.state.events.find(({ event_id: id }) => id === eventId);

    const readRow = createRowReader(() => undefined);
    const pendingEvents = createPendingEvents({ store, time: createManualTime(1), readRow, wake: () => undefined });
    const sessionIndex = createSessionIndex(store.crypto, readRow);
    const ownUsers = createOwnUsers((userId) => userId === ann, store.devices);
    const { receiveTransaction, release } = createMessageStage({
      context: {
        machines: process.machines,
        time: createManualTime(1),
        reportFailure: () => undefined,
        reportFinding: () => undefined,
      },
      // A transaction without events asks for nothing else.
      knowledge: { sessionIndex, deviceLists: createDeviceListChanges(), ownUsers } as unknown as RoomKnowledge,
      ...{ pendingEvents, keptMessages: createKeptMessages(store, readRow), readRow, takesEvents: true },
      poisonGuard: {
        careFor: () => Promise.resolve(undefined),
        care: { start: () => Promise.resolve(true), end: () => Promise.resolve() },
        noteSilence: () => undefined,
      },
      requestSender: { tendSoon: () => undefined },
      onTransaction: () => undefined,
      noteUse: () => undefined,
      holdsBack: () => false,
    });
    onTestFinished(release);
    const body = JSON.stringify({ transaction: { events: [], to_device: held.messages }, findings: [] });
    const delivery = { signal: new AbortController().signal, fence: process.term.fence };
    const received = await receiveTransaction({ id: registration.id, seq: 1, body, arrivedAtMs: 0 }, delivery);

    /** Tells whether another process, which has no more than the store, can read the event. */
    async function canRead(): Promise<boolean> {
      const { olm, close } = await openMachine(device, { store, storeKey, term: process.term });
      try {
        const settings = new DecryptionSettings(TrustRequirement.Untrusted);
        await olm.decryptRoomEvent(JSON.stringify(event), new RoomId(roomId), settings);
        return (await sessionIndex.holdersOf(roomId, String(event?.content['session_id']))).includes(ann);
      } catch {
        return false;
      } finally {
        close();
      }
    }
    return { received, canRead };
  }

  it('writes a room key in the database transaction that ends it, so that a crash right after that loses no key (E6)', async () => {
    const deviceWorld = createDeviceWorld();
    const { received, canRead } = await takeRoomKey(deviceWorld);
    expect(await canRead()).toBe(false);
    const failing = deviceWorld.store.transaction(async (parts) => {
      await received.write?.(parts);
      throw new Error('the disk is full');
    });
    await expect(failing).rejects.toThrow('the disk is full');
    expect(await canRead()).toBe(false);
    await deviceWorld.store.transaction(async (parts) => received.write?.(parts));
    expect(await canRead()).toBe(true);
  });
});
