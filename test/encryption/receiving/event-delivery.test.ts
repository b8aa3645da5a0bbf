import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { systemTime } from '../../../src/appservice/leadership.js';
import { createMemoryStore } from '../../../src/appservice/memory-store.js';
import type { EncryptionOptions } from '../../../src/encryption/encryption-options.js';
import { createOwnUsers } from '../../../src/encryption/own-users.js';
import { noHolder } from '../../../src/encryption/receiving/decryption-failure.js';
import { createEventDelivery } from '../../../src/encryption/receiving/event-delivery.js';
import { createPendingEvents } from '../../../src/encryption/receiving/pending-events.js';
import { createSessionIndex } from '../../../src/encryption/rooms/session-index.js';
import { createRowReader } from '../../../src/encryption/row-reader.js';
import { isJsonObject, type JsonObject } from '../../../src/json-objects.js';
import { jsonText } from '../../../src/json-text.js';
import { faults } from '../../helpers/fake-homeserver.js';
import { holdMessages } from '../held-messages.js';
import {
  createWorld,
  registration,
  says,
  serverName,
  text,
  type TestAppservice,
  type TestWorld,
  type Conversation,
  startConversation,
} from '../world.js';

let world: TestWorld;

function inARoom(options?: Partial<EncryptionOptions>): Promise<Conversation> {
  world = createWorld();
  onTestFinished(world.close);
  return startConversation(world, { options });
}

let transactions = 0;

/** Sends events to the appservice, as a homeserver does. */
async function push({ encryption }: TestAppservice, events: readonly object[]): Promise<void> {
  const url = `http://127.0.0.1/_matrix/app/v1/transactions/pushed-${String(++transactions)}`;
  const headers = { authorization: `Bearer ${registration.hs_token}`, 'content-type': 'application/json' };
  const request = new Request(url, { method: 'PUT', headers, body: jsonText({ events }) });
  expect((await encryption.handler.fetch(request)).status).toBe(200);
}

const anything = (): boolean => true;

describe('an event whose room key is late', () => {
  it('is told once, kept, and delivered when the key comes (rule R9)', async () => {
    const { appservice, bob, roomId } = await inARoom();
    const held = holdMessages(world.homeserver, bob);
    const eventId = await bob.send(roomId, text('first'));
    await bob.send(roomId, text('second'));
    const told = await appservice.undecryptable.find(({ event }) => event.event_id === eventId);
    expect(told).toMatchObject({ state: 'pending', event: { type: 'm.room.encrypted' } });
    expect(told.reason).toContain('room key');
    held.release();
    await appservice.events.find(says('first'));
    await appservice.events.find(says('second'));
    expect(appservice.undecryptable.all).toHaveLength(2);
    expect(appservice.events.all.filter(says('first'))).toHaveLength(1);
    expect((await world.store.inbox.status()).pendingEvents).toBe(0);
  });

  it.each([true, false])(
    'is tried at once where the key comes before it is written down that it waits, and else is not (R9): %s',
    async (keyComes) => {
      const store = createMemoryStore();
      const { inbox } = store;
      const content = { algorithm: 'm.megolm.v1.aes-sha2', session_id: 'session', ciphertext: 'AAAA' };
      const event = { event_id: '$1', room_id: '!room:example.org', sender: '@bob:example.org', content };
      const body = JSON.stringify({ event: { ...event, type: 'm.room.encrypted', origin_server_ts: 1 } });
      const { seq = 0 } = await inbox.accept({ id: 't', digests: [], compose: () => '{}' });
      await inbox.unpack(seq, [body]);
      const stored = await inbox.nextEvent();
      if (!stored) throw new Error('the event waits');

      const readRow = createRowReader(() => undefined);
      const pendingEvents = createPendingEvents({ store, time: systemTime, readRow, wake: () => undefined });
      const comeNow = async (): Promise<void> => {
        pendingEvents.keyCame(event.room_id, 'session', '@alice:example.org');
        const { write, written } = pendingEvents.changes();
        await store.transaction(write);
        written();
      };
      const receive = createEventDelivery({
        ...{ context: { time: systemTime }, pendingEvents, sessionIndex: createSessionIndex(store.crypto, readRow) },
        decrypt: async () => {
          if (keyComes) await comeNow();
          return { failure: noHolder([]), sessionId: 'session' };
        },
        ownUsers: createOwnUsers(() => false, store.devices),
        replayGuard: { earlierEvent: () => Promise.resolve(undefined) },
        roomDiscovery: { decrypted: () => Promise.resolve(), wasEncrypted: () => Promise.resolve(true) },
        onMissingKey: () => undefined,
      });
      const pending = await receive(stored, { signal: new AbortController().signal, fence: 1 });
      await inbox.setState(stored.seq, 'pending', pending?.pendingFor);
      pending?.written?.();
      // The memory of the store is one turn away.
      await new Promise((resolve) => setImmediate(resolve));
      expect((await inbox.nextEvent())?.seq).toBe(keyComes ? stored.seq : undefined);
    },
  );

  it('does not hold up later events', async () => {
    const { appservice, bob, roomId } = await inARoom();
    const held = holdMessages(world.homeserver, bob);
    await bob.send(roomId, text('unreadable'));
    held.drop();
    await bob.sendPlain(roomId, text('readable'));
    await appservice.events.find(says('readable'));
  });

  it('is tried again at the next start, when it may be in an outage that the key came (R4, R8)', async () => {
    const { appservice, bob, roomId } = await inARoom();
    const held = holdMessages(world.homeserver, bob);
    await bob.send(roomId, text('hello'));
    await appservice.undecryptable.find(anything);
    await appservice.encryption.stop();
    // The homeserver sends what it had while nobody answered, without the to-device messages.
    world.homeserver.connect(() => Promise.reject(new TypeError('fetch failed')));
    held.release();
    const restarted = await world.start();
    await restarted.events.find(says('hello'));
    expect(restarted.undecryptable.all.map(({ state }) => state)).not.toContain('final');
  });

  it('is told again with the reason that the sender gives for withholding its key (E4)', async () => {
    const { appservice, ghost, bob, roomId } = await inARoom();
    const held = holdMessages(world.homeserver, bob);
    await bob.send(roomId, text('not for you'));
    const { event } = await appservice.undecryptable.find(anything);
    held.drop();
    world.homeserver.state.sendToDevice({
      ...{ type: 'm.room_key.withheld', sender: bob.userId },
      ...{ to_user_id: ghost.userId, to_device_id: ghost.deviceId },
      content: {
        ...{ algorithm: 'm.megolm.v1.aes-sha2', code: 'm.unverified', reason: 'unverified', room_id: roomId },
        ...{ session_id: event.content['session_id'], sender_key: bob.machine.identityKeys.curve25519.toBase64() },
      },
    });
    const told = await appservice.undecryptable.find(({ reason }) => reason.includes('m.unverified'));
    expect(told).toMatchObject({ state: 'pending' });
    expect(told.reason).toContain('verified devices only');
    expect(appservice.undecryptable.all).toHaveLength(2);
  });
});

describe('a stranger who says that a key is withheld', () => {
  it('makes no receiver, and has an event tried once at most (R9)', async () => {
    const { appservice, bob, roomId } = await inARoom();
    const other = await appservice.encryption.user(`@irc_other:${serverName}`);
    const held = holdMessages(world.homeserver, bob);
    const eventId = await bob.send(roomId, text('hello'));
    const { event } = await appservice.undecryptable.find(anything);
    const attempts = async (): Promise<unknown> => {
      const [row] = await world.store.crypto.load('undecryptable');
      return row?.value === undefined ? undefined : (JSON.parse(row.value) as { attempts: number }).attempts;
    };
    await expect.poll(attempts).toBe(1);
    for (let n = 0; n < 25; n++) {
      world.homeserver.state.sendToDevice({
        ...{ type: 'm.room_key.withheld', sender: '@eve:elsewhere.example' },
        ...{ to_user_id: other.userId, to_device_id: other.deviceId },
        content: {
          ...{ algorithm: 'm.megolm.v1.aes-sha2', code: 'm.blacklisted', room_id: roomId, n },
          ...{ session_id: event.content['session_id'], sender_key: bob.machine.identityKeys.curve25519.toBase64() },
        },
      });
      await bob.sendPlain(roomId, text(`plain ${String(n)}`));
      await appservice.events.find(says(`plain ${String(n)}`));
    }
    expect(await attempts()).toBeLessThan(4);
    held.release();
    const { receivers } = await appservice.events.find(({ event: { event_id: id } }) => id === eventId);
    expect(receivers).not.toContain(other.userId);
  });
});

describe('an encrypted event with oddities around what is encrypted', () => {
  let deep: unknown = 'x';
  for (let level = 0; level < 1000; level++) deep = [deep];

  it.each<[string, (content: JsonObject) => object]>([
    [
      'half a surrogate pair',
      (content) => ({ content: { ...content, extra: '\ud83d' }, unsigned: { half: '\udc4d' } }),
    ],
    ['a thousand levels', (content) => ({ content: { ...content, extra: deep }, unsigned: { deep } })],
    ['a time before 1970', () => ({ origin_server_ts: -1 })],
    ['a time after the sun is gone', () => ({ origin_server_ts: 1e300 })],
    ['an identity key that is none', (content) => ({ content: { ...content, sender_key: 'none', device_id: 7 } })],
    ['an ID of no event', () => ({ event_id: 'none' })],
    ['null in each field', () => ({ unsigned: null, redacts: null, state_key: null })],
  ])('is read: %s', async (_, oddities) => {
    const { appservice, bob, roomId } = await inARoom();
    let content: JsonObject = {};
    world.homeserver.onCall = ({ name, body }) => {
      if (name !== 'sendEvent' || !isJsonObject(body)) return undefined;
      content = body;
      return faults.status(403, 'M_FORBIDDEN');
    };
    await expect(bob.send(roomId, text('hello'))).rejects.toThrow();
    world.homeserver.onCall = undefined;
    const event = {
      event_id: '$odd',
      room_id: roomId,
      sender: bob.userId,
      origin_server_ts: 1,
      type: 'm.room.encrypted',
    };
    const odd = { ...event, content, ...oddities(content) };
    await push(appservice, [odd]);
    const { encryption, event: delivered } = await appservice.events.find(says('hello'));
    expect(encryption).toMatchObject({ deviceId: 'CLIENT', trust: 'cross-signed' });
    expect(delivered).toEqual({ ...odd, type: 'm.room.message', content: text('hello') });
  });
});

describe('an event that can never be decrypted', () => {
  it.each([
    ['no session', { algorithm: 'm.megolm.v1.aes-sha2', ciphertext: 'AAAA' }],
    ['an algorithm that is not known', { algorithm: 'm.megolm.v9', session_id: 'abc', ciphertext: 'AAAA' }],
    ['a session of another type', { algorithm: 'm.megolm.v1.aes-sha2', session_id: 7, ciphertext: 'AAAA' }],
    ['a session that no store can keep', { algorithm: 'm.megolm.v1.aes-sha2', session_id: 'a\0b', ciphertext: 'AAAA' }],
    ['a session longer than any', { algorithm: 'm.megolm.v1.aes-sha2', session_id: 'a'.repeat(9000), ciphertext: 'A' }],
  ])('for it has %s is told as final, and the next one is delivered', async (_, content) => {
    const { appservice, bob, roomId } = await inARoom();
    await bob.sendPlain(roomId, content, 'm.room.encrypted');
    await bob.sendPlain(roomId, text('next'));
    await appservice.events.find(says('next'));
    expect(appservice.undecryptable.all).toMatchObject([{ state: 'final' }]);
    expect(await world.store.inbox.status()).toMatchObject({ pendingEvents: 0, setAsideEvents: 0 });
  });

  it('for it repeats an earlier message under another ID is told as final, also after a restart; the same event may come again', async () => {
    const { appservice, bob, roomId } = await inARoom();
    await bob.send(roomId, text('pay 5'));
    const { event } = await appservice.events.find(says('pay 5'));
    const sent = world.homeserver.state.events.find(({ event_id: id }) => id === event.event_id);
    await push(appservice, [{ ...sent, event_id: '$again', origin_server_ts: 1 }]);
    const told = await appservice.undecryptable.find(anything);
    expect(told).toMatchObject({ state: 'final', event: { event_id: '$again' } });
    expect(told.reason).toContain(`that of the event ${event.event_id}`);
    await appservice.encryption.stop();
    const restarted = await world.start();
    await push(restarted, [{ ...sent, event_id: '$once-more' }]);
    await restarted.undecryptable.find(anything);
    await push(restarted, [{ ...sent }]);
    await restarted.events.find(says('pay 5'));
    await bob.send(roomId, text('pay 6'));
    await restarted.events.find(says('pay 6'));
    expect(restarted.events.all.filter(says('pay 5')).map((delivered) => delivered.event.event_id)).toEqual([
      event.event_id,
    ]);
  });

  it('is delivered as it is once it was redacted', async () => {
    const { appservice, bob, roomId } = await inARoom();
    await bob.sendPlain(roomId, {}, 'm.room.encrypted');
    const { event } = await appservice.events.find(({ event: { type } }) => type === 'm.room.encrypted');
    expect(event.content).toEqual({});
  });
});

describe('the events of an application', () => {
  it('come again where it fails, decrypted each time', async () => {
    const seen: unknown[] = [];
    let failures = 2;
    const { bob, roomId } = await inARoom({
      onEvent: ({ content }, { encryption }) => {
        if (content['body'] !== 'hello') return;
        seen.push(encryption?.deviceId);
        if (failures-- > 0) throw new Error('not now');
      },
    });
    await bob.send(roomId, text('hello'));
    await expect.poll(() => seen.length, { timeout: 15_000 }).toBe(3);
    expect(seen).toEqual(['CLIENT', 'CLIENT', 'CLIENT']);
  });

  it('are told to have taken too long where it hangs, and that is no refused transaction (R1)', async () => {
    const seen: unknown[] = [];
    const { appservice, bob, ghost, roomId } = await inARoom({
      deliveryTimeoutMs: 1000,
      onEvent: ({ content }) => {
        seen.push(content['body']);
        return content['body'] === 'slow' && seen.filter((body) => body === 'slow').length === 1
          ? new Promise(() => undefined)
          : undefined;
      },
    });
    const syncs = (): number =>
      world.homeserver.calls.filter(({ name, requester }) => name === 'sync' && requester?.userId === ghost.userId)
        .length;
    const seeing = { timeout: 20_000 };
    await bob.send(roomId, text('before'));
    await expect.poll(() => seen, seeing).toContain('before');
    const before = syncs();
    await bob.send(roomId, text('slow'));
    await bob.send(roomId, text('after'));
    await expect.poll(() => seen, seeing).toContain('after');
    expect(appservice.failures.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^an event of the transaction \d+ failed: `onEvent` was not done within 1 s/),
    ]);
    expect(syncs()).toBe(before);
  });

  it('name our users who are in the room, also after a restart', async () => {
    const { appservice, ghost, bob, roomId } = await inARoom();
    const other = await appservice.encryption.user(`@irc_eve:${serverName}`);
    await bob.invite(roomId, other.userId);
    await bob.send(roomId, text('both'));
    expect(new Set((await appservice.events.find(says('both'))).receivers)).toEqual(
      new Set([ghost.userId, other.userId]),
    );
    await other.leave(roomId);
    await appservice.events.find(({ event: { content } }) => content['membership'] === 'leave');
    await appservice.encryption.stop();
    const restarted = await world.start();
    await bob.sendPlain(roomId, text('one'));
    expect((await restarted.events.find(says('one'))).receivers).toEqual([ghost.userId]);
  });

  it('include those of our own users, decrypted by their own machines', async () => {
    const { appservice, ghost, roomId } = await inARoom();
    await ghost.send(roomId, 'm.room.message', text('from us'));
    expect(await appservice.events.find(says('from us'))).toMatchObject({
      event: { sender: ghost.userId },
      encryption: { deviceId: ghost.deviceId, trust: 'cross-signed' },
    });
  });

  it('cost one database transaction each, be they encrypted', async () => {
    const { appservice, bob, roomId } = await inARoom();
    await bob.send(roomId, text('first'));
    await appservice.events.find(says('first'));
    const events: object[] = [];
    world.homeserver.onCall = ({ name, body }) => {
      if (name !== 'sendEvent') return undefined;
      const common = { event_id: `$${String(events.length)}`, sender: bob.userId, origin_server_ts: 1 };
      events.push({ ...common, type: 'm.room.encrypted', room_id: roomId, content: body });
      return faults.status(403, 'M_FORBIDDEN');
    };
    for (let n = 0; n < 20; n++) await expect(bob.send(roomId, text(`message ${String(n)}`))).rejects.toThrow();
    await expect.poll(async () => (await world.store.inbox.status()).waitingTransactions).toBe(0);
    const transactions = vi.spyOn(world.store, 'transaction');
    await push(appservice, events);
    await appservice.events.find(says('message 19'));
    expect(transactions.mock.calls.length).toBeLessThan(20 + 5);
  });

  it('keep the relation that stands outside of the encryption', async () => {
    const { appservice, ghost, roomId } = await inARoom();
    const relation = { 'm.relates_to': { rel_type: 'm.thread', event_id: '$root' } };
    await ghost.send(roomId, 'm.room.message', { ...text('threaded'), ...relation });
    expect((await appservice.events.find(says('threaded'))).event.content).toMatchObject(relation);
  });
});
