import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { JsonObject } from '../../../src/json-objects.js';
import { withResolvers } from '../../helpers/with-resolvers.js';
import { createAsk } from '../synapse/client.js';
import { serverName } from '../synapse/synapse.js';
import { describeWorld } from './field.js';
import type { Interference, PassedRequest, Proxy } from './proxy.js';
import { given, openRoom, password, say } from './world.js';

/** Synapse tries for the nth time after 2, 4, 8, … seconds. Nine attempts are an outage of 17 minutes. */
const attempts = Number(process.env['OUTAGE_ATTEMPTS'] ?? 5);
const neil = `@slow_neil:${serverName}`;

describeWorld({ isFronted: true, hasNeighbour: true }, (world) => {
  // Synapse waits for half a minute in each outage, and gives a request up after a minute.
  vi.setConfig({ testTimeout: attempts > 6 ? 1_800_000 : 300_000 });

  beforeAll(async () => {
    const body = { type: 'm.login.application_service', username: 'slow_neil', inhibit_login: true };
    await createAsk(world().url, 'as-of-slow')('POST', '/_matrix/client/v3/register', { body });
  });

  afterEach(() => {
    world().front.interfere = () => undefined;
    world().proxy.interfere = () => undefined;
    world().neighbour.interfere = () => ({ status: 200, body: '{}' });
  });

  /** Opens a room of Bob, the ghost and a user of the other appservice. */
  async function openSharedRoom(): Promise<string> {
    const roomId = await openRoom(world());
    await world().clients.ask('invite', 'bob', { roomId, userId: neil });
    const as = new URLSearchParams({ user_id: neil });
    const path = `/_matrix/client/v3/join/${encodeURIComponent(roomId)}`;
    const { status } = await createAsk(world().url, 'as-of-slow')('POST', path, { as });
    expect(status).toBe(200);
    return roomId;
  }

  /** Lets Bob say something with a room key that is new. */
  async function sendAnew(roomId: string, body: string): Promise<void> {
    await world().clients.ask('forgetSession', 'bob', { roomId });
    await world().clients.send('bob', roomId, body);
  }

  /** Fails Synapse's transactions, and lets Bob write with a new key after each failure. Returns what Bob has written. */
  async function writeThroughFailures(roomId: string, name: string, failure: Interference): Promise<string[]> {
    const failed = countTransactions(world().front, failure);
    const bodies: string[] = [];
    for (let count = 1; count <= attempts; count++) {
      bodies.push(`${name} ${count}`);
      await sendAnew(roomId, `${name} ${count}`);
      await failed(count);
    }
    return bodies;
  }

  describe('beside another appservice', () => {
    it('lacks a change of devices that came while it was slow itself, and does not need it for a new room key', async () => {
      const { appservice, clients, front, neighbour, url } = world();
      const roomId = await openSharedRoom();
      await say(world(), roomId, 'before the change');
      await clients.shows('bob', 'before the change');
      const held = withResolvers<undefined>();
      front.interfere = ({ path }) => (path.includes('/transactions/') ? held.promise : undefined);
      const before = appservice.told.length;
      await clients.send('bob', roomId, 'this is held');
      const phone = await clients.ask('login', 'bob-phone', { url, username: 'bob', password });
      await clients.ask('knows', 'bob', { roomId, ...(phone as JsonObject) });
      const isTaken = withResolvers<undefined>();
      neighbour.interfere = ({ body }) => {
        if (body.includes('m.room.encrypted')) isTaken.resolve(undefined);
        return { status: 200, body: '{}' };
      };
      await clients.send('bob', roomId, 'as the other one takes this, Synapse forgets the change');
      await isTaken.promise;
      held.resolve(undefined);
      await given(world(), 'as the other one takes this, Synapse forgets the change');
      const lists = appservice.told
        .slice(before)
        .map(({ body }) => /"changed":\[.*?\]/.exec(JSON.stringify(body ?? {}))?.[0]);
      expect(lists.filter((list) => list?.includes(world().bob))).toEqual([]);
      const fresh = await openRoom(world());
      await say(world(), fresh, 'to all devices of Bob');
      await clients.shows('bob-phone', 'to all devices of Bob');
    });

    it('is everything, while the other one takes half a minute, and then never answers', async () => {
      const roomId = await openSharedRoom();
      const isHung = withResolvers<undefined>();
      let asked = 0;
      world().neighbour.interfere = () => {
        asked++;
        if (asked === 1) return new Promise((resolve) => setTimeout(resolve, 30_000, { status: 200, body: '{}' }));
        isHung.resolve(undefined);
        return 'hang';
      };
      const hearAll = async (when: string): Promise<void> => {
        for (const number of [1, 2, 3, 4, 5]) {
          await sendAnew(roomId, `beside ${when} ${number}`);
          await given(world(), `beside ${when} ${number}`);
        }
      };
      await hearAll('a slow one');
      expect(asked).toBe(1);
      await isHung.promise;
      await hearAll('one that hangs');
      expect(asked).toBe(2);
      await say(world(), roomId, 'heard all of it');
      await world().clients.shows('bob', 'heard all of it');
    });
  });

  describe('in an outage', () => {
    it('comes afterwards with every room key, when the process was away', async () => {
      const roomId = await openRoom(world());
      await say(world(), roomId, 'I go away');
      await world().appservice.kill();
      const bodies = await writeThroughFailures(roomId, 'while it was away', 'cut');
      world().front.interfere = () => undefined;
      await world().revive();
      for (const body of bodies) await given(world(), body);
    });

    it('comes afterwards with every room key, when something in front of it has answered 500', async () => {
      const roomId = await openRoom(world());
      const bodies = await writeThroughFailures(roomId, 'answered 500', { status: 500, body: '{}' });
      world().front.interfere = () => undefined;
      for (const body of bodies) await given(world(), body);
    });

    it('would lack every one of these room keys without catching up', async () => {
      const roomId = await openRoom(world());
      await world().clients.send('bob', roomId, 'before it is turned off');
      await given(world(), 'before it is turned off');
      world().proxy.interfere = withoutCatchingUp;
      const bodies = await writeThroughFailures(roomId, 'not caught up with', { status: 500, body: '{}' });
      world().front.interfere = () => undefined;
      await world().appservice.until(() => undecryptable(roomId).length >= attempts);
      await sendAnew(roomId, 'after the outage');
      await given(world(), 'after the outage');
      expect(new Set(undecryptable(roomId)).size).toBe(attempts);

      world().proxy.interfere = () => undefined;
      await world().revive();
      for (const body of bodies) await given(world(), body);
    });
  });

  /** The events of a room whose room key the application was told not to be there, by their IDs. */
  function undecryptable(roomId: string): string[] {
    return world()
      .appservice.told.filter(({ what }) => what === 'undecryptable')
      .map(({ event }) => event as { room_id: string; event_id: string })
      .filter((event) => event.room_id === roomId)
      .map((event) => event.event_id);
  }
});

/** Answers a /sync as if there were nothing new. */
function withoutCatchingUp({ path, query }: PassedRequest): Interference | undefined {
  const since = query.get('since');
  if (!path.endsWith('/sync') || since === null) return undefined;
  return { status: 200, body: JSON.stringify({ next_batch: since }) };
}

/** Fails transactions. Returns what waits until a number of them has failed. */
function countTransactions(front: Proxy, failure: Interference): (count: number) => Promise<void> {
  let failed = 0;
  let look = (): void => undefined;
  front.interfere = ({ path }) => {
    if (!path.includes('/transactions/')) return undefined;
    failed++;
    look();
    return failure;
  };
  return (count) =>
    new Promise((resolve) => {
      look = () => {
        if (failed >= count) resolve();
      };
      look();
    });
}
