import { expect, it } from 'vitest';
import type { LineProcess } from '../clients/line-process.js';
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
    const died: number[] = [];
    /** Lets the appservice live until it is killed at a commit, or the application has the event. */
    const liveUntil = async (dieAtCommit: number, body: string): Promise<LineProcess> => {
      await world.appservice.kill();
      const appservice = world.launch({ dieAtCommit });
      world.appservice = appservice;
      appservice.ask('start').catch(() => undefined);
      const isKilled = appservice.ended.then(() => true);
      if (await Promise.race([isKilled, given({ appservice }, body).then(() => false)])) died.push(dieAtCommit);
      return appservice;
    };

    for (let commit = 1; commit <= mostCommits; commit++) {
      // The key comes with no transaction: Synapse repeats the event alone.
      await world.appservice.kill();
      await clients.ask('forgetSession', 'bob', { roomId });
      const body = `waiting for its key at ${commit}`;
      const eventId = await clients.send('bob', roomId, body);
      proxy.interfere = ({ path }) => (path.endsWith('/sync') ? { status: 500, body: '{}' } : undefined);
      await world.revive();
      await pending(world, eventId);
      await world.appservice.kill();
      proxy.interfere = () => undefined;

      const lives = [await liveUntil(commit, body), await liveUntil(commit + 0.5, body)];
      await world.revive();
      await Promise.race([...lives, world.appservice].map((appservice) => given({ appservice }, body)));
      if (!died.includes(commit)) break;
    }

    expect(died.length).toBeGreaterThan(10);
    await say(world, roomId, 'that was all');
    await clients.shows('bob', 'that was all');
    expect(wireFaults(proxy.requests)).toEqual([]);
  });
});
