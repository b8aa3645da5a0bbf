import { beforeAll, expect, it, vi } from 'vitest';
import { describeWorld } from './field.js';
import { serverName } from '../synapse/synapse.js';
import { given, membershipTold } from './world.js';

const ghosts = Array.from({ length: 20 }, (_, number) => `@irc_ghost${number}:${serverName}`);

describeWorld({}, (world) => {
  vi.setConfig({ testTimeout: 240_000 });
  let roomId = '';

  beforeAll(async () => {
    await Promise.all(ghosts.map((userId) => world().appservice.ask('user', { userId })));
    roomId = await world().clients.createRoom('bob', { invite: ghosts });
    for (const userId of ghosts) await world().appservice.ask('join', { userId, roomId });
  });

  /** The requests of a kind since a place, those alone that name a user, if one is given. */
  const sent = (since: number, path: string, userId = ''): number =>
    world()
      .proxy.requests.slice(since)
      .filter((request) => request.path.endsWith(path) && request.body.includes(userId)).length;

  /** Lets each ghost say something, at the same time, and Bob read it. */
  async function answerAll(words: string): Promise<void> {
    const say = (userId: string): Promise<unknown> =>
      world().appservice.ask('send', { userId, roomId, body: `${words} of ${userId}` });
    await Promise.all(ghosts.map(say));
    for (const userId of ghosts) {
      const shown = await world().clients.shows('bob', `${words} of ${userId}`);
      expect(shown).toMatchObject({ sender: userId, isEncrypted: true, shield: 'none' });
    }
  }

  it('are given a message once, as its receivers, and ask for its sender together', async () => {
    const before = world().proxy.requests.length;
    await world().clients.send('bob', roomId, 'to all of you');
    const { receivers, encryption } = await given(world(), 'to all of you');
    expect([...receivers].sort()).toEqual([...ghosts].sort());
    expect(encryption).toMatchObject({ trust: 'cross-signed' });
    await world().clients.send('bob', roomId, 'and again');
    await given(world(), 'and again');
    const told = world().appservice.told.filter(({ event }) => JSON.stringify(event ?? {}).includes('to all of you'));
    expect(told).toHaveLength(1);
    // A few may be in flight at the same time. The keys of a ghost itself are for its machine alone (M7).
    expect(sent(before, '/keys/query', world().bob)).toBeLessThanOrEqual(4);
    expect(sent(before, '/keys/query')).toBeLessThanOrEqual(ghosts.length + 4);
  });

  it('answer, each with an answer that the client reads, and with one claim for all devices', async () => {
    const before = world().proxy.requests.length;
    await answerAll('an answer');
    expect(sent(before, '/keys/claim')).toBeLessThanOrEqual(ghosts.length);
    expect(sent(before, '/keys/query')).toBeLessThanOrEqual(6 * ghosts.length);
  });

  it('go on with hardly a question', async () => {
    const before = world().proxy.requests.length;
    await answerAll('another answer');
    expect(sent(before, '/keys/claim')).toBe(0);
    expect(sent(before, '/keys/query')).toBeLessThanOrEqual(2 * ghosts.length);
  });

  it('lose one who leaves, and who gets no room key from then on', async () => {
    const [leaver = '', ...others] = ghosts;
    await world().appservice.ask('leave', { userId: leaver, roomId });
    await membershipTold(world(), leaver, 'leave');
    const before = world().proxy.requests.length;
    const toldBefore = world().appservice.told.length;
    await world().clients.send('bob', roomId, 'without one of you');
    const { receivers } = await given(world(), 'without one of you');
    expect([...receivers].sort()).toEqual(others.sort());
    expect(JSON.stringify(world().appservice.told.slice(toldBefore))).not.toContain(`"to_user_id":"${leaver}"`);
    await world().appservice.ask('send', { userId: others[0], roomId, body: 'he is gone' });
    await world().clients.shows('bob', 'he is gone');
    const shares = world()
      .proxy.requests.slice(before)
      .filter(({ path }) => path.includes('/sendToDevice/m.room.encrypted/'));
    expect(
      shares.flatMap(({ body }) => Object.keys((JSON.parse(body) as { messages: object }).messages)).sort(),
    ).toEqual([world().bob, ...others.slice(1)].sort());
  });
});
