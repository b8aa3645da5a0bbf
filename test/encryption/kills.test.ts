import { afterEach, describe, expect, it } from 'vitest';
import { createHomeserverClient } from '../../src/client/homeserver-client.js';
import type { ClientEvent } from '../../src/types.js';
import type { PlainClient } from '../helpers/fake-homeserver.js';
import { createKillable, type Killable } from './killable.js';
import { createWorld, registration, says, serverName, text, type TestAppservice, type TestWorld } from './world.js';

let world: TestWorld;
let running: { readonly process: TestAppservice; readonly killable: Killable } | undefined;
afterEach(async () => {
  running?.killable.kill();
  await world.close();
});

/** Starts a process that can be killed, by what it does with an event as well. */
async function start(onEvent?: (event: ClientEvent) => void): Promise<{ process: TestAppservice; killable: Killable }> {
  const { homeserver, store } = world;
  const killable = createKillable(store, (request) => homeserver.fetch(request));
  const client = createHomeserverClient({
    ...{ url: homeserver.url, asToken: registration.as_token },
    fetch: killable.fetch,
  });
  const process = world.create({ store: killable.store, homeserver: client, ...(onEvent && { onEvent }) }, false);
  homeserver.connect(killable.serve((request) => process.encryption.handler.fetch(request)));
  await process.encryption.start();
  running = { process, killable };
  return running;
}

async function bodiesOf(client: PlainClient, roomId: string): Promise<unknown[]> {
  const events = await client.sync();
  const encrypted = events.filter((event) => event.wasEncrypted && event.roomId === roomId);
  return encrypted.map(({ content, error }) => error ?? content['body']);
}

const ann = `@irc_ann:${serverName}`;
const enough = { timeout: 240_000 };

describe('a process that is killed', () => {
  it(
    'before any step of sending is followed by one that sends the message, once and readably (E6)',
    enough,
    async () => {
      world = createWorld();
      let { process, killable } = await start();
      const bob = await world.client(`@bob:${serverName}`);
      let step = 0;
      for (;;) {
        const user = await process.encryption.user(ann);
        const roomId = await bob.createRoom({ invite: [ann] });
        await user.join(roomId);
        killable.killAt(++step);
        const sending = user.send(roomId, 'm.room.message', text('hello'), { txnId: String(step) });
        if ((await Promise.race([sending, killable.killed])) !== 'killed') break;
        ({ process, killable } = await start());
        const again = await process.encryption.user(ann);
        await again.send(roomId, 'm.room.message', text('hello'), { txnId: String(step) });
        await again.send(roomId, 'm.room.message', text('next'));
        expect(await bodiesOf(bob, roomId), `killed before step ${step}`).toEqual(['hello', 'next']);
      }
      expect(step).toBeGreaterThan(6);
    },
  );

  it('before any step of receiving is followed by one that delivers the message (R4)', enough, async () => {
    world = createWorld();
    let { process, killable } = await start();
    const bob = await world.client(`@bob:${serverName}`);
    await process.encryption.user(ann);
    let step = 0;
    for (;;) {
      const user = await process.encryption.user(ann);
      const roomId = await bob.createRoom({ invite: [ann] });
      await user.join(roomId);
      killable.killAt(++step);
      const body = `message ${step}`;
      await bob.send(roomId, text(body));
      const delivered = process.events.find(says(body));
      if ((await Promise.race([delivered, killable.killed])) !== 'killed') break;
      ({ process, killable } = await start());
      expect((await process.events.find(says(body))).encryption, `killed before step ${step}`).toBeDefined();
    }
    expect(step).toBeGreaterThan(4);
  });

  it('as soon as the application has an event is followed by one that takes no repetition of it for a new one', async () => {
    world = createWorld();
    const first = await start(({ content }) => {
      if (content['body'] === 'pay 5') first.killable.kill();
    });
    const bob = await world.client(`@bob:${serverName}`);
    const user = await first.process.encryption.user(ann);
    const roomId = await bob.createRoom({ invite: [ann] });
    await user.join(roomId);
    const eventId = await bob.send(roomId, text('pay 5'));
    await first.killable.killed;
    const sent = world.homeserver.state.events.find(({ event_id: id }) => id === eventId);
    await bob.sendPlain(roomId, sent?.content ?? {}, 'm.room.encrypted');
    const { process } = await start();
    const { event, state } = await process.undecryptable.find(() => true);
    expect([state, event.event_id === eventId]).toEqual(['final', false]);
    const delivered = process.events.all.filter(says('pay 5'));
    expect(delivered.map((each) => each.event.event_id)).toEqual([eventId]);
  });
});
