import { OlmMachine } from '@matrix-org/matrix-sdk-crypto-wasm';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { faults, type Call, type PlainClient } from '../../helpers/fake-homeserver.js';
import type { EncryptedUser } from '../../../src/encryption/encrypted-user.js';
import type { EncryptionOptions } from '../../../src/encryption/encryption-options.js';
import { StoreError } from '../../../src/errors.js';
import {
  createWorld,
  registration,
  serverName,
  startConversation,
  text,
  type Conversation,
  type TestAppservice,
  type TestWorld,
} from '../world.js';

let world: TestWorld;
afterEach(() => world.close());

function inARoom(options?: Partial<EncryptionOptions>): Promise<Conversation> {
  world = createWorld();
  return startConversation(world, { options });
}

const say = (user: EncryptedUser, roomId: string, body: string): Promise<string> =>
  user.send(roomId, 'm.room.message', text(body));

/** The bodies that a client can read, of all that it has not seen yet; `?` for those that it cannot. */
async function read(client: PlainClient): Promise<unknown[]> {
  const events = await client.sync();
  return events.filter(({ wasEncrypted }) => wasEncrypted).map(({ content, error }) => (error ? '?' : content['body']));
}

const setState = (client: PlainClient, roomId: string, type: string, content: object): Promise<unknown> =>
  client.request('PUT', `/rooms/${encodeURIComponent(roomId)}/state/${type}/`, content);

/** The room sessions of all events so far. */
function sessions(): unknown[] {
  const sent = world.homeserver.state.events.filter(({ type }) => type === 'm.room.encrypted');
  return sent.map(({ content }) => content['session_id']);
}

/** Makes the request of a call once more, for a test that changes the answer. */
async function askInstead<T>({ path, query, body }: Call): Promise<T> {
  const request = new Request(`${world.homeserver.url}${path}?${query.toString()}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${registration.as_token}` },
    body: JSON.stringify(body),
  });
  return (await (await world.homeserver.fetch(request)).json()) as T; // as the fake homeserver answers
}

describe('a room session', () => {
  it('goes to those who join, and not to those who have left (rule E2)', async () => {
    const { ghost, bob, roomId } = await inARoom();
    const eve = await world.client(`@eve:${serverName}`);
    await say(ghost, roomId, 'without Eve');
    await bob.invite(roomId, eve.userId);
    await eve.join(roomId);
    await say(ghost, roomId, 'with Eve');
    expect(await read(eve)).toEqual(['?', 'with Eve']);
    await eve.leave(roomId);
    await say(ghost, roomId, 'after Eve');
    expect(await read(bob)).toEqual(['without Eve', 'with Eve', 'after Eve']);
    await bob.invite(roomId, eve.userId);
    await setState(bob, roomId, 'm.room.history_visibility', { history_visibility: 'joined' });
    await say(ghost, roomId, 'while Eve is invited');
    await eve.join(roomId);
    expect(await read(eve)).not.toContain('after Eve');
    expect(new Set(sessions()).size).toBeGreaterThan(1);
  });

  it('that is new is not for those whom state resolution took out of the room, of which no event tells (E2)', async () => {
    const { ghost, bob, roomId } = await inARoom();
    await setState(bob, roomId, 'm.room.encryption', { algorithm: 'm.megolm.v1.aes-sha2', rotation_period_msgs: 2 });
    const eve = await world.client(`@eve:${serverName}`);
    await bob.invite(roomId, eve.userId);
    await eve.join(roomId);
    await say(ghost, roomId, '1');
    world.homeserver.state.rooms.get(roomId)?.state.delete(JSON.stringify(['m.room.member', eve.userId]));
    for (const body of ['2', '3']) await say(ghost, roomId, body);
    const [first, , third] = sessions();
    expect(third).not.toBe(first);
    const keys = world.homeserver.calls.filter(
      ({ name, path }) => name === 'sendToDevice' && path.includes('encrypted'),
    );
    expect(keys.map(({ body }) => Object.keys((body as { messages: object }).messages))).toEqual([
      expect.arrayContaining([bob.userId, eve.userId]),
      [bob.userId],
    ]);
  });

  it('is not looked at by the library for each message, and is for the first after a device is new (E2, D6)', async () => {
    const { ghost, bob, roomId } = await inARoom();
    for (const body of ['1', '2', '3']) await say(ghost, roomId, body);
    const share = vi.spyOn(OlmMachine.prototype, 'shareRoomKey');
    onTestFinished(() => {
      share.mockRestore();
    });
    await say(ghost, roomId, '4');
    expect(share).not.toHaveBeenCalled();
    const phone = await world.client(`@bob:${serverName}`, 'PHONE');
    await say(ghost, roomId, '5');
    expect(share).toHaveBeenCalled();
    expect(await read(phone)).toContain('5');
    expect(await read(bob)).toEqual(['1', '2', '3', '4', '5']);
  });

  it('goes to a device of which a device list tells while the homeserver answers for an older list (E2, D6)', async () => {
    const { ghost, bob, roomId } = await inARoom();
    for (const body of ['1', '2']) await say(ghost, roomId, body);
    await world.client(`@bob:${serverName}`, 'PHONE');
    const { homeserver } = world;
    const tablets: PlainClient[] = [];
    homeserver.onCall = async (call) => {
      if (call.name !== 'queryKeys' || call.requester?.userId !== ghost.userId) return undefined;
      homeserver.onCall = undefined;
      const answer = await askInstead<{ device_keys: Record<string, Record<string, object>> }>(call);
      // No device is new in it, so nothing is claimed.
      delete answer.device_keys[bob.userId]?.['PHONE'];
      tablets.push(await world.client(`@bob:${serverName}`, 'TABLET'));
      return { afterEffect: false, answer: () => Response.json(answer) };
    };
    for (const body of ['3', '4']) await say(ghost, roomId, body);
    const [tablet] = tablets as [PlainClient];
    expect(await read(tablet)).toContain('4');
  });

  it.each([
    ['shared', ['hello']],
    ['invited', ['hello']],
    ['joined', ['?']],
  ])(
    'of a room whose history is %s to members is as open to those who are invited (E2)',
    async (visibility, bodies) => {
      const { ghost, bob, roomId } = await inARoom();
      const eve = await world.client(`@eve:${serverName}`);
      await setState(bob, roomId, 'm.room.history_visibility', { history_visibility: visibility });
      await bob.invite(roomId, eve.userId);
      await say(ghost, roomId, 'hello');
      await eve.join(roomId);
      expect(await read(eve)).toEqual(bodies);
    },
  );

  it('is renewed after as many messages as the room says (E2)', async () => {
    const { ghost, bob, roomId } = await inARoom();
    await setState(bob, roomId, 'm.room.encryption', { algorithm: 'm.megolm.v1.aes-sha2', rotation_period_msgs: 2 });
    for (const body of ['1', '2', '3', '4', '5']) await say(ghost, roomId, body);
    const all = sessions();
    expect(all.map((session) => all.indexOf(session))).toEqual([0, 0, 2, 2, 4]);
    expect(await read(bob)).toEqual(['1', '2', '3', '4', '5']);
  });

  it('is looked at twice by the library where it is renewed: what has to be brought, and that nothing is left (E2)', async () => {
    const { ghost, bob, roomId } = await inARoom();
    await setState(bob, roomId, 'm.room.encryption', { algorithm: 'm.megolm.v1.aes-sha2', rotation_period_msgs: 2 });
    for (const body of ['1', '2']) await say(ghost, roomId, body);
    const share = vi.spyOn(OlmMachine.prototype, 'shareRoomKey');
    onTestFinished(() => {
      share.mockRestore();
    });
    await say(ghost, roomId, '3');
    expect(share).toHaveBeenCalledTimes(2);
    expect(new Set(sessions()).size).toBe(2);
  });

  it.each([
    ['is shorter than the library allows', { rotation_period_ms: 60_000 }],
    ['was made shorter than what it has encrypted', { rotation_period_msgs: 2 }],
  ])('that the library keeps although its period %s costs few requests (E2)', async (_, periods) => {
    const { ghost, bob, roomId } = await inARoom();
    for (const body of ['1', '2', '3']) await say(ghost, roomId, body);
    await setState(bob, roomId, 'm.room.encryption', { algorithm: 'm.megolm.v1.aes-sha2', ...periods });
    const before = world.homeserver.calls.length;
    for (const body of ['4', '5', '6', '7']) await say(ghost, roomId, body);
    const asked = world.homeserver.calls.slice(before).filter(({ name }) => name === 'getMembers' || name === 'sync');
    expect(asked.length).toBeLessThanOrEqual(3);
    expect(await read(bob)).toHaveLength(7);
  });

  it.each([
    ['nonsense', { rotation_period_msgs: 'two', rotation_period_ms: -1 }],
    ['no number that can be', { rotation_period_msgs: 0, rotation_period_ms: 1e300 }],
  ])('lasts as long as by default where the room says %s', async (_, periods) => {
    const { ghost, bob, roomId } = await inARoom();
    await setState(bob, roomId, 'm.room.encryption', { algorithm: 'm.megolm.v1.aes-sha2', ...periods });
    for (const body of ['1', '2', '3']) await say(ghost, roomId, body);
    expect(new Set(sessions()).size).toBe(1);
    expect(await read(bob)).toEqual(['1', '2', '3']);
  });

  it('is begun after catching up, each time that it is renewed (D6, R8)', async () => {
    const { ghost, bob, roomId } = await inARoom();
    await setState(bob, roomId, 'm.room.encryption', { algorithm: 'm.megolm.v1.aes-sha2', rotation_period_msgs: 2 });
    const syncs: boolean[] = [];
    for (const body of ['1', '2', '3', '4', '5']) {
      const before = world.homeserver.calls.length;
      await say(ghost, roomId, body);
      const calls = world.homeserver.calls.slice(before).filter(({ requester }) => requester?.userId === ghost.userId);
      const [sync, share] = ['sync', 'sendToDevice'].map((name) => calls.findIndex((call) => call.name === name));
      syncs.push(sync !== -1 && share !== -1 && Number(sync) < Number(share));
    }
    expect(syncs).toEqual([true, false, true, false, true]);
    expect(await read(bob)).toEqual(['1', '2', '3', '4', '5']);
  });

  it('goes to a device of which only catching up tells (D6)', async () => {
    const { ghost, bob, roomId } = await inARoom();
    await setState(bob, roomId, 'm.room.encryption', { algorithm: 'm.megolm.v1.aes-sha2', rotation_period_msgs: 1 });
    await say(ghost, roomId, 'one');
    world.homeserver.fields.deviceLists = false;
    const second = await world.client(bob.userId as `@${string}`, 'SECOND');
    await second.join(roomId);
    await say(ghost, roomId, 'two');
    expect(await read(second)).toEqual(['?', 'two']);
  });

  it('keeps messages in the order in which they were sent, and encrypts each once (E2)', async () => {
    const { ghost, bob, roomId } = await inARoom();
    const bodies = ['1', '2', '3', '4', '5', '6', '7', '8'];
    await Promise.all(bodies.map((body) => say(ghost, roomId, body)));
    expect(await read(bob)).toEqual(bodies);
  });

  it('sends the same share again after a 429 and a lost connection, before the message (E5)', async () => {
    const { ghost, bob, roomId } = await inARoom();
    world.homeserver.fail('sendToDevice', faults.limited(1));
    world.homeserver.fail('sendToDevice', faults.afterEffect(faults.lost()));
    await say(ghost, roomId, 'hello');
    const shares = world.homeserver.calls.filter(
      ({ name, requester }) => name === 'sendToDevice' && requester?.userId === ghost.userId,
    );
    const ids = shares.filter(({ path }) => path.includes('m.room.encrypted')).map(({ path }) => path);
    expect(ids.length).toBeGreaterThan(2);
    expect(ids.slice(0, 3)).toEqual([ids[0], ids[0], ids[0]]);
    expect(await read(bob)).toEqual(['hello']);
  });

  it('is shared to the end with the next message where the first time failed', async () => {
    const { ghost, bob, roomId } = await inARoom();
    world.homeserver.fail('sendToDevice', faults.status(500), 9);
    await expect(say(ghost, roomId, 'lost')).rejects.toMatchObject({ status: 500 });
    world.homeserver.fail('sendToDevice', faults.status(500), 0);
    for (let left = 8; left > 0; left--) await say(ghost, roomId, 'again').catch(() => undefined);
    await say(ghost, roomId, 'at last');
    expect(await read(bob)).toContain('at last');
    expect(await read(bob)).not.toContain('?');
  });

  it.each([
    ['an ID without an algorithm', (key: object) => ({ nonsense: key })],
    ['half a surrogate pair in an ID', (key: object) => ({ 'signed_curve25519:\ud83d': key })],
    ['a list of keys', (key: object) => [key]],
  ])('goes to all others where the server of one gives out a key with %s', async (_, spoil) => {
    const { ghost, bob, roomId } = await inARoom();
    const eve = await world.client(`@eve:${serverName}`);
    await bob.invite(roomId, eve.userId);
    await eve.join(roomId);
    const { homeserver } = world;
    homeserver.onCall = async (call) => {
      const { name, requester } = call;
      if (name !== 'claimKeys' || requester?.userId !== ghost.userId) return undefined;
      homeserver.onCall = undefined;
      const { one_time_keys: keys } = await askInstead<{ one_time_keys: Record<string, Record<string, object>> }>(call);
      const spoilt = { ...keys, nobody: {}, [eve.userId]: { CLIENT: spoil({ key: 'AAAA', signatures: {} }) } };
      return { afterEffect: false, answer: () => Response.json({ one_time_keys: spoilt }) };
    };
    await say(ghost, roomId, 'hello');
    expect(await read(bob)).toEqual(['hello']);
    expect(await read(eve)).toEqual(['?']);
  });

  it('is renewed where it expires while the device is looked at, and never used then (E2)', async () => {
    const { ghost, bob, roomId } = await inARoom();
    await say(ghost, roomId, 'one');
    // The library panics for a session that has expired, which would end the process.
    onTestFinished(() => void vi.useRealTimers());
    const getUser = world.store.devices.getUser.bind(world.store.devices);
    const looked = vi.spyOn(world.store.devices, 'getUser');
    // oxlint-disable-next-line typescript/unbound-method -- it is called on a machine
    const { shareRoomKey } = OlmMachine.prototype;
    const shared = vi.spyOn(OlmMachine.prototype, 'shareRoomKey').mockImplementationOnce(function (
      this: OlmMachine,
      ...given
    ) {
      looked.mockImplementationOnce((userId) => {
        vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 8 * 24 * 3_600_000 });
        return getUser(userId);
      });
      return shareRoomKey.apply(this, given);
    });
    await say(ghost, roomId, 'two');
    shared.mockRestore();
    await say(ghost, roomId, 'three');
    expect(await read(bob)).toEqual(['one', 'two', 'three']);
  });

  it('goes to all whose keys can be had while the server of another is down', async () => {
    const { ghost, bob, roomId } = await inARoom();
    world.homeserver.state.unreachableServers.add('down.example');
    await bob.invite(roomId, '@far:down.example');
    await say(ghost, roomId, 'hello');
    expect(await read(bob)).toEqual(['hello']);
  });

  it('goes to cross-signed devices alone where that is the option (E4)', async () => {
    const { ghost, bob, roomId } = await inARoom({ sharing: 'cross-signed' });
    const { accounts } = world.homeserver.state;
    const eve = await world.client(`@eve:${serverName}`);
    accounts.get(eve.userId)?.crossSigningKeys.clear();
    await bob.invite(roomId, eve.userId);
    await eve.join(roomId);
    await say(ghost, roomId, 'hello');
    expect(await read(bob)).toEqual(['hello']);
    expect(await read(eve)).toEqual(['?']);
  });

  it('costs few key queries where twenty users get it, since one answers all that ask meanwhile (D6)', async () => {
    const { appservice, bob, roomId } = await inARoom();
    const names = Array.from({ length: 20 }, (_, index) => `@irc_${index}:${serverName}`);
    for (const ghost of await Promise.all(names.map((name) => appservice.encryption.user(name)))) {
      await bob.invite(roomId, ghost.userId);
      await ghost.join(roomId);
    }
    const before = world.homeserver.calls.length;
    await bob.send(roomId, text('to all'));
    const { receivers } = await appservice.events.find(({ event }) => event.content['body'] === 'to all');
    expect(receivers).toHaveLength(21);
    await appservice.encryption.stop();
    const queries = world.homeserver.calls
      .slice(before)
      .filter(({ name, requester }) => name === 'queryKeys' && requester?.userId !== bob.userId);
    expect(queries.filter(({ body }) => JSON.stringify(body).includes(bob.userId)).length).toBeLessThan(6);
  });
});

/** Restarts the appservice. Its user knows no members then, and the room session is in the store. */
async function restarted({ appservice, ghost }: Conversation): Promise<{ user: EncryptedUser; again: TestAppservice }> {
  await appservice.encryption.stop();
  const again = await world.start();
  return { user: await again.encryption.user(ghost.userId), again };
}

/** The events that the homeserver was asked to send, after the first `before` calls of all. */
const sentEvents = (before: number): unknown[] =>
  world.homeserver.calls.slice(before).filter(({ name }) => name === 'sendEvent');

describe('a device that is not the one that the store created', () => {
  it('sends nothing more, not even in a session that was shared before (D7)', async () => {
    const conversation = await inARoom();
    const { bob, roomId } = conversation;
    await say(conversation.ghost, roomId, 'one');
    const { user, again } = await restarted(conversation);
    const device = world.homeserver.state.device(user.userId, user.deviceId);
    if (device?.keys === undefined) throw new Error('the ghost has keys');
    device.keys = { ...device.keys, keys: { ...device.keys.keys, [`ed25519:${user.deviceId}`]: 'another' } };
    device.oneTimeKeys.clear();
    await bob.send(roomId, text('that takes counts along'));
    await expect.poll(() => again.failures.map(({ message }) => message)).toEqual([expect.stringContaining('reset()')]);
    const before = world.homeserver.calls.length;
    await expect(say(user, roomId, 'two')).rejects.toMatchObject({ code: 'DEVICE_REPLACED' });
    expect(sentEvents(before)).toEqual([]);
  });

  it('is refused where that shows while members are asked for (D7)', async () => {
    const { ghost: user } = await inARoom();
    // Nobody else is in it, so that there is nothing to share.
    const roomId = await user.createRoom();
    await say(user, roomId, 'one');
    world.homeserver.fail('sendEvent', faults.status(403, 'M_FORBIDDEN'));
    await expect(say(user, roomId, 'refused')).rejects.toMatchObject({ status: 403 });
    world.homeserver.onCall = async ({ name }) => {
      if (name !== 'getMembers') return undefined;
      world.homeserver.onCall = undefined;
      await user.reset();
      return undefined;
    };
    const before = world.homeserver.calls.length;
    await expect(say(user, roomId, 'two')).rejects.toMatchObject({ code: 'DEVICE_REPLACED' });
    expect(sentEvents(before)).toEqual([]);
  });

  it('is refused where that shows while the room key is on its way to the last recipient (D7)', async () => {
    const { appservice, ghost, bob, roomId } = await inARoom();
    const { homeserver } = world;
    const clash = faults.status(400, 'M_UNKNOWN', { error: 'One time key signed_curve25519:AAAAAQ already exists.' });
    homeserver.onCall = async ({ name, requester, path }) => {
      if (name === 'uploadKeys' && requester?.userId === ghost.userId) return clash;
      if (name !== 'sendToDevice' || requester?.userId !== ghost.userId || !path.includes('m.room.encrypted'))
        return undefined;
      homeserver.state.device(ghost.userId, ghost.deviceId)?.oneTimeKeys.clear();
      await bob.sendPlain(roomId, text('that takes counts along'));
      await expect.poll(() => appservice.failures).toHaveLength(1);
      return undefined;
    };
    const before = homeserver.calls.length;
    await expect(say(ghost, roomId, 'two')).rejects.toMatchObject({ code: 'DEVICE_REPLACED' });
    const sent = homeserver.calls.slice(before).filter(({ requester }) => requester?.userId === ghost.userId);
    expect(sent.map(({ name }) => name)).toContain('sendToDevice');
    expect(sent.map(({ name }) => name)).not.toContain('sendEvent');
  });

  it('is refused in plain rooms as well (D7)', async () => {
    world = createWorld();
    const { ghost, roomId } = await startConversation(world, { encrypted: false });
    const renewed = await ghost.reset();
    const before = world.homeserver.calls.length;
    await expect(say(ghost, roomId, 'old')).rejects.toMatchObject({ code: 'DEVICE_REPLACED' });
    expect(sentEvents(before)).toEqual([]);
    await say(renewed, roomId, 'new');
  });
});

describe('an encrypted message', () => {
  it('does not leave before it is written down that its key was used (E6)', async () => {
    const { ghost, bob, roomId } = await inARoom();
    await say(ghost, roomId, 'one');
    const before = world.homeserver.calls.length;
    const transaction = vi.spyOn(world.store, 'transaction');
    // oxlint-disable-next-line typescript/unbound-method -- it is called on a machine
    const { encryptRoomEvent } = OlmMachine.prototype;
    const encrypt = vi.spyOn(OlmMachine.prototype, 'encryptRoomEvent').mockImplementation(function (
      this: OlmMachine,
      ...event
    ) {
      transaction.mockRejectedValue(new StoreError('IO', 'the disk is full'));
      return encryptRoomEvent.apply(this, event);
    });
    await expect(say(ghost, roomId, 'two')).rejects.toThrow('the disk is full');
    encrypt.mockRestore();
    expect(sentEvents(before)).toEqual([]);
    transaction.mockRestore();
    await say(ghost, roomId, 'three');
    expect(await read(bob)).toEqual(['one', 'three']);
  });

  it('that is refused with a 403 makes the members be asked for again (E2)', async () => {
    const { ghost, roomId } = await inARoom();
    await say(ghost, roomId, 'one');
    const asked = (): number => world.homeserver.calls.filter(({ name }) => name === 'getMembers').length;
    const before = asked();
    await say(ghost, roomId, 'two');
    expect(asked()).toBe(before);
    world.homeserver.fail('sendEvent', faults.status(403, 'M_FORBIDDEN'));
    await expect(say(ghost, roomId, 'three')).rejects.toMatchObject({ status: 403 });
    await say(ghost, roomId, 'four');
    expect(asked()).toBe(before + 1);
  });
});
