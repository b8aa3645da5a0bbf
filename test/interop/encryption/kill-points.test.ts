import { expect, it } from 'vitest';
import { describeWorlds, ownWorld, talk } from './own-world.js';
import { wireFaults } from './wire.js';
import { given, openRoom, say, type World } from './world.js';

/** A life with so many commits has come to its end by itself. */
const mostCommits = 60;

/** Waits until the application was told that something waits for its room key. */
function pending({ appservice }: Pick<World, 'appservice'>, eventId: string): Promise<unknown> {
  return appservice.until((told) => {
    const { what, event, state } = told as { what: string; event?: { event_id: string }; state?: string };
    return what === 'undecryptable' && event?.event_id === eventId && state === 'pending';
  });
}

describeWorlds('an event that waits for its room key', () => {
  it('is decrypted after the process was killed around any of its commits (R4)', async () => {
    const world = await ownWorld({ options: { leaseMs: 600 } });
    const { clients, proxy } = world;
    const roomId = await openRoom(world);
    await talk(world, roomId, 'in the beginning');
    const isSync = (path: string): boolean => path.endsWith('/sync');
    const died: number[] = [];

    for (let point = 1; point <= mostCommits; point += 0.5) {
      // The key comes with no transaction: Synapse repeats the event alone.
      await world.appservice.kill();
      await clients.ask('forgetSession', 'bob', { roomId });
      const body = `waiting for its key at ${point}`;
      const eventId = await clients.send('bob', roomId, body);
      proxy.interfere = ({ path }) => (isSync(path) ? { status: 500, body: '{}' } : undefined);
      await world.revive();
      await pending(world, eventId);
      await world.appservice.kill();
      proxy.interfere = () => undefined;

      world.appservice = world.launch({ dieAtCommit: point });
      world.appservice.ask('start').catch(() => undefined);
      const end = await Promise.race([
        world.appservice.ended.then(() => 'killed' as const),
        given(world, body).then(() => 'given' as const),
      ]);
      if (end === 'given') break;
      died.push(point);
      await world.revive();
      await given(world, body);
    }

    expect(died.length).toBeGreaterThan(10);
    await say(world, roomId, 'that was all');
    await clients.shows('bob', 'that was all');
    expect(wireFaults(proxy.requests)).toEqual([]);
  });
});
