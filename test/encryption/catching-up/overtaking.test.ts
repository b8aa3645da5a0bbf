import { RoomId } from '@matrix-org/matrix-sdk-crypto-wasm';
import { expect, it, onTestFinished } from 'vitest';
import { faults } from '../../helpers/fake-homeserver.js';
import { createWorld, says, startConversation, text, type Conversation, type TestWorld } from '../world.js';

/** The keys that are lost on the way to the appservice: more than an Olm session keeps of skipped messages, which is 40. */
const lostKeys = 60;

/** Starts a conversation with an Olm session that both sides have used, on a homeserver that pushes when it is told to. */
async function established(): Promise<Conversation & { readonly world: TestWorld }> {
  const world = createWorld({ homeserver: { pushes: false } });
  onTestFinished(world.close);
  const conversation = await startConversation(world);
  const { ghost, bob, roomId, appservice } = conversation;
  await bob.send(roomId, text('first'));
  await world.homeserver.deliver();
  await appservice.events.find(says('first'));
  await ghost.send(roomId, 'm.room.message', text('answer'));
  await bob.sync();
  return { ...conversation, world };
}

/** Sends a message with a room key of its own. */
async function sendWithKey({ bob, roomId }: Conversation, body: string): Promise<void> {
  await bob.machine.invalidateGroupSession(new RoomId(roomId));
  await bob.send(roomId, text(body));
}

it('a message that is pushed does not overtake those that only a failing /sync has, so that no room key is lost (R8)', async () => {
  const conversation = await established();
  const { world, appservice } = conversation;
  await appservice.encryption.stop();
  world.homeserver.connect(() => Promise.reject(new TypeError('down')));
  for (let n = 0; n < lostKeys; n++) await sendWithKey(conversation, `missed ${String(n)}`);
  await world.homeserver.deliver();
  world.homeserver.fail('sync', faults.status(500), 2);

  const again = await world.start();
  await world.homeserver.retry();
  await sendWithKey(conversation, 'pushed');
  await world.homeserver.retry();
  await again.events.find(says('pushed'));
  for (let n = 0; n < lostKeys; n++) await again.events.find(says(`missed ${String(n)}`));
  expect(await world.store.crypto.load('kept messages')).toEqual([]);
}, 60_000);

it('a message that is pushed waits for a /sync that fails also over a restart', async () => {
  const conversation = await established();
  const { world, appservice } = conversation;
  await appservice.encryption.stop();
  world.homeserver.onCall = ({ name }) => (name === 'sync' ? faults.status(500) : undefined);
  const second = await world.start();
  await sendWithKey(conversation, 'pushed');
  await world.homeserver.deliver();
  await second.undecryptable.find(({ state }) => state === 'pending');
  await second.encryption.stop();
  expect(await world.store.crypto.load('kept messages')).toHaveLength(1);
  world.homeserver.onCall = undefined;
  const third = await world.start();
  await third.events.find(says('pushed'));
  expect(await world.store.crypto.load('kept messages')).toEqual([]);
});

it('a message that is pushed waits for no /sync that the homeserver refuses for good', async () => {
  const conversation = await established();
  const { world, appservice } = conversation;
  await appservice.encryption.stop();
  world.homeserver.fail('sync', faults.status(403, 'M_FORBIDDEN'), 1000);
  const again = await world.start();
  await sendWithKey(conversation, 'pushed');
  await world.homeserver.deliver();
  await again.events.find(says('pushed'));
});
