import { describe, expect, it, onTestFinished } from 'vitest';
import { isJsonObject, own, type JsonObject } from '../../../src/json-objects.js';
import { masqueradeParameters } from '../../../src/registration/index.js';
import { createAsk, registerUser, type User } from '../synapse/client.js';
import { given, membershipTold, openRoom, password, say, type World } from './world.js';

/** What comes of two servers between a ghost and a person: keys that are claimed through both, and a server that is down. */
export function describeRemoteServer(world: () => World): void {
  describe('a room of two servers', () => {
    it('has members on both who read the ghost, and whom the ghost reads', async () => {
      const { clients, ghost, homeserver } = world();
      const gina = await clients.register('gina', { url: homeserver.url });
      const roomId = await openRoom(world());
      await clients.ask('invite', 'bob', { roomId, userId: gina });
      await clients.ask('join', 'gina', { roomId });
      await clients.send('gina', roomId, 'I am on the server of the ghost');
      expect(await given(world(), 'I am on the server of the ghost')).toMatchObject({ receivers: [ghost] });
      await say(world(), roomId, 'to both servers');
      for (const name of ['gina', 'bob']) {
        expect(await clients.shows(name, 'to both servers')).toMatchObject({ isEncrypted: true, shield: 'none' });
      }
    });

    it('may be the ghost’s own, to which the other server is invited', async () => {
      const { appservice, clients, ghost, bob } = world();
      const roomId = String(await appservice.ask('createRoom', { userId: ghost, options: { invite: [bob] } }));
      await clients.ask('join', 'bob', { roomId });
      await clients.send('bob', roomId, 'thank you for the invitation');
      await given(world(), 'thank you for the invitation');
      await say(world(), roomId, 'welcome to my room');
      expect(await clients.shows('bob', 'welcome to my room')).toMatchObject({ isEncrypted: true, shield: 'none' });
    });
  });

  describe('a server that is down', () => {
    it('gets what was said in the meantime, with room keys that are new', async () => {
      const { clients, remote } = world();
      const encryption = { algorithm: 'm.megolm.v1.aes-sha2', rotation_period_msgs: 2 };
      const roomId = await openRoom(world(), { encryption });
      await say(world(), roomId, 'before the other server was down');
      await clients.shows('bob', 'before the other server was down');
      await remote.stop();
      const bodies = [1, 2, 3, 4, 5].map((number) => `while the other server was down ${number}`);
      for (const body of bodies) await say(world(), roomId, body);
      await remote.start();
      await clients.ask('forgetSession', 'bob', { roomId });
      await clients.send('bob', roomId, 'my server is back');
      await given(world(), 'my server is back');
      for (const body of bodies) {
        expect(await clients.shows('bob', body)).toMatchObject({ isEncrypted: true, shield: 'none' });
      }
    });

    it('may be the ghost’s own: what was said on the other comes afterwards, with room keys that are new', async () => {
      const { clients, homeserver } = world();
      const roomId = await openRoom(world());
      await say(world(), roomId, 'before my own server was down');
      await clients.shows('bob', 'before my own server was down');
      await homeserver.stop();
      const bodies = [1, 2, 3].map((number) => `while your server was down ${number}`);
      for (const body of bodies) {
        await clients.ask('forgetSession', 'bob', { roomId });
        await clients.send('bob', roomId, body);
      }
      await homeserver.start();
      await say(world(), roomId, 'my own server is back');
      await clients.shows('bob', 'my own server is back');
      for (const body of bodies) await given(world(), body);
    });

    it('and does not even refuse holds up the message to it for a while, and none of another ghost', async () => {
      const { appservice, clients, homeserver, remote, proxy } = world();
      const gus = `@irc_gus:${homeserver.serverName}`;
      const ida = await clients.register('ida', { url: homeserver.url });
      const ownRoomId = String(await appservice.ask('createRoom', { userId: gus, options: { invite: [ida] } }));
      await clients.ask('join', 'ida', { roomId: ownRoomId });
      await membershipTold(world(), ida, 'join');
      const roomId = await openRoom(world());
      const paul = await clients.register('paul');
      await clients.ask('invite', 'bob', { roomId, userId: paul });
      await clients.ask('join', 'paul', { roomId });
      await membershipTold(world(), paul, 'join');

      remote.hang();
      onTestFinished(remote.goOn);
      const queries = (): number => proxy.requests.filter(({ path }) => path.endsWith('/keys/query')).length;
      const before = queries();
      let isSent = false;
      const sent = say(world(), roomId, 'to a server that hangs').then(() => {
        isSent = true;
      });
      await expect.poll(queries, { timeout: 30_000 }).toBeGreaterThan(before);
      await appservice.ask('send', { userId: gus, roomId: ownRoomId, body: 'past a server that hangs' });
      expect(isSent).toBe(false);
      await clients.shows('ida', 'past a server that hangs');
      await sent;
      remote.goOn();
      await clients.shows('bob', 'to a server that hangs');
    });

    it('keeps no message from the others, and the operator is told whose keys cannot be had', async () => {
      const { appservice, clients, homeserver, remote } = world();
      const roomId = await openRoom(world());
      const hans = await clients.register('hans', { url: homeserver.url });
      const fred = await clients.register('fred');
      for (const [name, userId] of Object.entries({ hans, fred })) {
        await clients.ask('invite', 'bob', { roomId, userId });
        await clients.ask('join', name, { roomId });
        await membershipTold(world(), userId, 'join');
      }
      await remote.stop();
      const early = await say(world(), roomId, 'to those who can be reached');
      await clients.shows('hans', 'to those who can be reached');
      await appservice.until(({ what, message }) => what === 'failure' && String(message).includes(remote.serverName));

      await remote.start();
      await clients.send('bob', roomId, 'we can be reached again');
      await given(world(), 'we can be reached again');
      await clients.shows('bob', 'to those who can be reached');
      await clients.failsToShow('fred', early);
      const reads = clients.shows('fred', 'to all of you').then(() => true);
      // The encryption waits for a while before it asks for keys of that server again.
      for (let isRead = false; !isRead;) {
        const eventId = await say(world(), roomId, 'to all of you');
        isRead = await Promise.race([reads, clients.failsToShow('fred', eventId).then(() => false)]);
      }
    });
  });

  describe('one-time keys that another server claims', () => {
    it('are given once each, to claims of the same moment (C7)', async () => {
      await openRoom(world());
      const deviceId = await deviceOf(world());
      const users = [await registerUser(world().url, 'dora'), await registerUser(world().url, 'emil')];
      const claims = Array.from({ length: 10 }, () => users.map((user) => claim(world(), user, deviceId)));
      const keys = await Promise.all(claims.flat());
      expect(new Set(keys.map(({ id }) => id)).size).toBe(20);
      expect(keys.filter(({ isFallback }) => isFallback)).toEqual([]);
    });

    it('end with the fallback key while the appservice is down, which is marked used, and can be read', async () => {
      const { appservice, clients, homeserver, url } = world();
      // The fallback key of another ghost may be used already.
      const fay = { ...world(), ghost: `@irc_fay:${homeserver.serverName}` } as const;
      const deviceId = await deviceOf(fay);
      const roomId = await openRoom(fay);
      await say(fay, roomId, 'claim all of my keys');
      await clients.shows('bob', 'claim all of my keys');
      const user = await registerUser(url, 'greta');
      await appservice.kill();
      expect(await unusedFallbackKeys(fay, deviceId)).toEqual(['signed_curve25519']);
      const seen = new Set<string>();
      let key = await claim(fay, user, deviceId);
      for (; !key.isFallback; key = await claim(fay, user, deviceId)) {
        expect(seen).not.toContain(key.id);
        seen.add(key.id);
      }
      expect(await claim(fay, user, deviceId)).toEqual(key);
      expect(await unusedFallbackKeys(fay, deviceId)).toEqual([]);

      await clients.ask('login', 'bob-watch', { url, username: 'bob', password });
      await clients.send('bob-watch', roomId, 'by the fallback key');
      await world().revive();
      await given(world(), 'by the fallback key');
      await world().appservice.ask('send', { userId: fay.ghost, roomId, body: 'in the session that it began' });
      await clients.shows('bob-watch', 'in the session that it began');
    });
  });
}

async function deviceOf({ appservice, ghost }: World): Promise<string> {
  return ((await appservice.ask('user', { userId: ghost })) as { deviceId: string }).deviceId;
}

/** A key of the ghost's device that a user of the other server is given. */
async function claim({ ghost }: World, { ask }: User, deviceId: string): Promise<{ id: string; isFallback: boolean }> {
  const body = { one_time_keys: { [ghost]: { [deviceId]: 'signed_curve25519' } } };
  const answer = await ask('POST', '/_matrix/client/v3/keys/claim', { body });
  const keys = at(at(at(answer.body, 'one_time_keys'), ghost), deviceId);
  const [[id, key] = []] = Object.entries(keys);
  if (id === undefined || !isJsonObject(key)) throw new Error(`no key: ${JSON.stringify(answer)}`);
  return { id, isFallback: key['fallback'] === true };
}

let syncs = 0;

/** Types of the fallback keys of the ghost's device that are unused, as its homeserver says. */
async function unusedFallbackKeys({ homeserver, registration, ghost }: World, deviceId: string): Promise<unknown> {
  const as = masqueradeParameters({ userId: ghost, deviceId });
  // Another filter each time: Synapse answers the same request from a cache for two minutes.
  syncs += 1;
  as.set('filter', JSON.stringify({ room: { rooms: [] }, account_data: { types: [], limit: syncs } }));
  as.set('timeout', '0');
  as.set('set_presence', 'offline');
  const { body } = await createAsk(homeserver.url, registration.as_token)('GET', '/_matrix/client/v3/sync', { as });
  return body['device_unused_fallback_key_types'];
}

function at(value: unknown, name: string): JsonObject {
  const inner = isJsonObject(value) ? own(value, name) : undefined;
  return isJsonObject(inner) ? inner : {};
}
