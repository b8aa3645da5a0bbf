import { Buffer } from 'node:buffer';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { KeyMode } from '../../../src/encryption/index.js';
import type { ShownEvent } from '../clients/clients.js';
import { sentSessions, wireFaults } from './wire.js';
import { encrypted, given, listsChanged, notDecrypted, openRoom, password, say, type World } from './world.js';

const bytes = Buffer.from('a file of this test, with bytes that are no text: \u0000\u00ff');
const base64 = bytes.toString('base64');

/** What a ghost and a person say to each other, whatever client the person has. */
export function describeTalk(world: () => World, trust: 'cross-signed' | 'not-cross-signed' = 'cross-signed'): void {
  describe('a conversation with a client', () => {
    it('is read by the ghost, with the trust in the sender’s device', async () => {
      const roomId = await openRoom(world());
      await world().clients.send('bob', roomId, 'hello from Bob');
      const { encryption, receivers, isUnexpectedPlaintext } = await given(world(), 'hello from Bob');
      expect(encryption).toMatchObject({ trust });
      expect(receivers).toEqual([world().ghost]);
      expect(isUnexpectedPlaintext).toBe(false);
    });

    it('is read by the client, which shows no warning', async () => {
      const roomId = await openRoom(world());
      await say(world(), roomId, 'hello from Ann');
      const event = await world().clients.shows('bob', 'hello from Ann');
      expect(event).toMatchObject({ sender: world().ghost, isEncrypted: true });
      expect(event.shield ?? 'none').toBe('none');
    });

    it('carries files, both ways', async () => {
      const roomId = await openRoom(world());
      await world().clients.ask('sendFile', 'bob', { roomId, body: 'from-bob.txt', base64 });
      const { event } = await given(world(), 'from-bob.txt');
      const read = await world().appservice.ask('readFile', { userId: world().ghost, content: event.content });
      expect(read).toBe(base64);

      await world().appservice.ask('sendFile', { userId: world().ghost, roomId, body: 'from-ann.txt', base64 });
      const { content } = await world().clients.shows('bob', 'from-ann.txt');
      expect(await world().clients.ask('readFile', 'bob', { content })).toBe(base64);
    });

    it('goes on with a client that has been restarted', async () => {
      const roomId = await openRoom(world());
      await say(world(), roomId, 'before the restart of the client');
      await world().clients.shows('bob', 'before the restart of the client');
      await world().clients.ask('restart', 'bob');
      await say(world(), roomId, 'after the restart of the client');
      const event = await world().clients.shows('bob', 'after the restart of the client');
      expect(event.shield ?? 'none').toBe('none');
      await world().clients.send('bob', roomId, 'here I am again');
      await given(world(), 'here I am again');
    });

    it('goes on after the appservice was killed, without loss', async () => {
      const roomId = await openRoom(world());
      await world().appservice.ask('refuse', { body: 'not dealt with' });
      await world().clients.send('bob', roomId, 'not dealt with');
      await given(world(), 'not dealt with');
      await world().revive();
      await given(world(), 'not dealt with');
      await say(world(), roomId, 'after the kill');
      await world().clients.shows('bob', 'after the kill');
      await world().clients.send('bob', roomId, 'good to hear');
      await given(world(), 'good to hear');
    });
  });
}

const whileDown: Readonly<Record<KeyMode, string>> = {
  uploaded: 'is no obstacle to a device that is new in the meantime',
  'one-time-keys-served': 'is no obstacle to a device that is new in the meantime, which gets the fallback key',
  served: 'keeps devices that are new in the meantime from writing, until it is over',
};

/** What comes of new devices, new keys and outages, with a client that can be asked for its judgement. */
export function describeConversation(world: () => World, keys: KeyMode): void {
  // Synapse adds no names to the devices that it is told of, and tells them to no other server.
  const named = (displayName: string): object =>
    keys === 'served' || world().remote !== world().homeserver ? {} : { displayName };

  describe('a conversation with matrix-js-sdk', () => {
    it('reaches a new device of the client, and is answered from it', async () => {
      const roomId = await openRoom(world());
      await say(world(), roomId, 'for one device');
      const isTold = listsChanged(world(), world().bob);
      await world().clients.ask('login', 'bob-phone', { url: world().url, username: 'bob', password });
      await isTold;
      await say(world(), roomId, 'for two devices');
      await world().clients.shows('bob', 'for two devices');
      await world().clients.shows('bob-phone', 'for two devices');
      await world().clients.send('bob-phone', roomId, 'from my phone');
      const { encryption } = await given(world(), 'from my phone');
      expect(encryption).toMatchObject({ trust: 'not-cross-signed' });
    });

    it('has a ghost with one device, cross-signed as the client judges it', async () => {
      const roomId = await openRoom(world());
      await say(world(), roomId, 'who am I?');
      const { sender } = await world().clients.shows('bob', 'who am I?');
      const trust = await world().clients.trust('bob', sender);
      expect(trust).toMatchObject({ hasCrossSigningKeys: true, needsUserApproval: false });
      expect(trust.devices).toHaveLength(1);
      expect(trust.devices[0]).toMatchObject({ signedByOwner: true, ...named('irc') });
    });

    it('goes on with a client that deals with cross-signed devices only', async () => {
      const roomId = await openRoom(world());
      await world().clients.ask('setIsolation', 'bob', { mode: 'cross-signed' });
      onTestFinished(() =>
        world()
          .clients.ask('setIsolation', 'bob', { mode: 'all' })
          .then(() => undefined),
      );
      await world().clients.send('bob', roomId, 'to signed devices');
      await given(world(), 'to signed devices');
      await say(world(), roomId, 'from a signed device');
      expect(await world().clients.shows('bob', 'from a signed device')).toMatchObject({ shield: 'none' });
    });

    it('rotates after the number of messages that the room says', async () => {
      const roomId = await openRoom(world(), { encryption: { ...encrypted, rotation_period_msgs: 2 } });
      for (const number of [1, 2, 3, 4, 5]) {
        await say(world(), roomId, `turn ${number} of Ann`);
        await world().clients.send('bob', roomId, `turn ${number} of Bob`);
      }
      const sessions = new Set<string | undefined>();
      for (const number of [1, 2, 3, 4, 5]) {
        await world().clients.shows('bob', `turn ${number} of Ann`);
        sessions.add((await given(world(), `turn ${number} of Bob`)).encryption?.sessionId);
      }
      expect(sessions.size).toBe(3);
      expect(sentSessions(world().proxy.requests, roomId).map(({ indexes }) => indexes)).toEqual([[0, 1], [0, 1], [0]]);
    });

    it('goes on with a device that was renamed', async () => {
      const roomId = await openRoom(world());
      const { appservice, clients } = world();
      await appservice.ask('rename', { userId: world().ghost, body: 'renamed' });
      await say(world(), roomId, 'under another name');
      await clients.shows('bob', 'under another name');
      const trust = await clients.trust('bob', world().ghost);
      expect(trust.devices).toMatchObject([{ signedByOwner: true, ...named('renamed') }]);
      await clients.send('bob', roomId, 'to another name');
      await given(world(), 'to another name');
      await appservice.ask('rename', { userId: world().ghost, body: 'irc' });
    });

    it('comes again where the application fails, and nothing is lost behind it', async () => {
      const roomId = await openRoom(world());
      await world().appservice.ask('refuse', { body: 'refuse this' });
      await world().clients.send('bob', roomId, 'refuse this');
      await world().clients.send('bob', roomId, 'after the refused one');
      const first = await given(world(), 'refuse this');
      const second = await given(world(), 'refuse this', { after: 1 });
      expect(second.event.event_id).toBe(first.event.event_id);
      await world().appservice.ask('accept', { body: 'refuse this' });
      await given(world(), 'after the refused one');
    });

    it('keeps its identity when the ghost’s device is replaced', async () => {
      const roomId = await openRoom(world());
      await world().clients.send('bob', roomId, 'to the old device');
      await given(world(), 'to the old device');
      const before = await world().clients.trust('bob', world().ghost);
      const { deviceId } = (await world().appservice.ask('reset', { userId: world().ghost })) as { deviceId: string };
      await say(world(), roomId, 'from the new device');
      const event: ShownEvent = await world().clients.shows('bob', 'from the new device');
      expect(event).toMatchObject({ shield: 'none' });
      const trust = await world().clients.trust('bob', world().ghost);
      expect(trust.devices).toMatchObject([{ deviceId, signedByOwner: true }]);
      expect(trust).toMatchObject({ masterKey: before.masterKey, needsUserApproval: false });
      await world().clients.ask('forgetSession', 'bob', { roomId });
      await world().clients.send('bob', roomId, 'to the new device');
      await given(world(), 'to the new device');
    });
  });

  describe('an outage of the appservice', () => {
    it('loses no message of the meantime, with room keys that are new', async () => {
      const roomId = await openRoom(world());
      await say(world(), roomId, 'I go away');
      await world().clients.shows('bob', 'I go away');
      await world().appservice.kill();
      const bodies = [1, 2, 3, 4, 5].map((number) => `in the meantime ${number}`);
      for (const body of bodies) {
        await world().clients.ask('forgetSession', 'bob', { roomId });
        await world().clients.send('bob', roomId, body);
      }
      await world().revive();
      for (const body of bodies) await given(world(), body);
      await say(world(), roomId, 'I am back');
      await world().clients.shows('bob', 'I am back');
    });

    it(whileDown[keys], async () => {
      const roomId = await openRoom(world());
      await say(world(), roomId, 'I go away again');
      await world().clients.shows('bob', 'I go away again');
      await world().appservice.kill();
      await world().clients.ask('login', 'bob-tablet', { url: world().url, username: 'bob', password });
      await world().clients.send('bob-tablet', roomId, 'from a new device');
      await world().revive();
      await (keys === 'served' ? notDecrypted(world(), 'bob-tablet') : given(world(), 'from a new device'));
      await say(world(), roomId, 'back for a new device');
      await world().clients.shows('bob-tablet', 'back for a new device');
      await world().clients.send('bob-tablet', roomId, 'from a device that is known');
      await given(world(), 'from a device that is known');
    });
  });

  describe('on the wire', () => {
    it('no position of a ratchet went out twice with other content', () => {
      expect(wireFaults(world().proxy.requests)).toEqual([]);
    });

    it('no words of the conversations were to be read', () => {
      const sends = world().proxy.requests.filter(({ path }) => path.includes('/send/'));
      expect(sends.length).toBeGreaterThan(10);
      expect(new Set(sends.map(({ path }) => path.split('/send/')[1]?.split('/')[0]))).toEqual(
        new Set(['m.room.encrypted']),
      );
    });
  });
}
