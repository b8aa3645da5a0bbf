import { RoomId } from '@matrix-org/matrix-sdk-crypto-wasm';
import { expect, it, onTestFinished, vi } from 'vitest';
import { databaseNames } from '../../../src/encryption/database-names.js';
import { createWorld, says, startConversation, text } from '../world.js';

it('a conversation goes on after one side has lost the newest state of its Olm session (E3)', async () => {
  const world = createWorld();
  onTestFinished(world.close);
  onTestFinished(() => void vi.useRealTimers());
  const { homeserver, store } = world;
  const { appservice, ghost, bob, roomId } = await startConversation(world);
  /** Lets Bob send with a new room key, which goes through the Olm session. */
  const sendAs = async (body: string): Promise<string> => {
    await bob.machine.invalidateGroupSession(new RoomId(roomId));
    return bob.send(roomId, text(body));
  };
  const path = `/rooms/${encodeURIComponent(roomId)}/state/m.room.encryption/`;
  await bob.request('PUT', path, { algorithm: 'm.megolm.v1.aes-sha2', rotation_period_msgs: 1 });

  await ghost.send(roomId, 'm.room.message', text('one'));
  await bob.sync();
  await sendAs('answer to one');
  await appservice.events.find(says('answer to one'));
  await appservice.encryption.stop();
  const database = databaseNames.machine(ghost);
  const old = await store.crypto.load(database);

  const second = await world.start();
  const user = await second.encryption.user(ghost.userId);
  await user.send(roomId, 'm.room.message', text('two'));
  await bob.sync();
  await sendAs('answer to two');
  await second.events.find(says('answer to two'));
  await second.encryption.stop();
  await store.crypto.remove(database);
  await store.crypto.write(database, old);

  // A session of the last hour is not replaced.
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 2 * 3_600_000 });
  const third = await world.start();
  const before = homeserver.calls.length;
  const lost = await sendAs('lost');
  const { state } = await third.undecryptable.find(({ event }) => event.event_id === lost);
  expect(state).toBe('pending');
  const calls = (): string[] =>
    homeserver.calls.slice(before).flatMap(({ name, requester }) => (requester?.userId === ghost.userId ? [name] : []));
  await expect.poll(calls).toContain('sendToDevice');
  expect(calls().filter((name) => name === 'claimKeys')).toHaveLength(1);
  await bob.sync();
  await sendAs('read again');
  await third.events.find(says('read again'));
  await (await third.encryption.user(ghost.userId)).send(roomId, 'm.room.message', text('and answered'));
  expect(await bob.sync()).toContainEqual(expect.objectContaining({ content: text('and answered') }));
});
