import { describe, expect, it, onTestFinished } from 'vitest';
import { createAppserviceHandler, type AppserviceHandlers } from '../../src/appservice/index.js';
import type { Transaction, UserId } from '../../src/types.js';
import { registrationOf } from '../helpers/appservices.js';
import {
  createFakeHomeserver,
  createPlainClient,
  faults,
  type FakeHomeserver,
  type FakeHomeserverOptions,
  type PlainClient,
} from '../helpers/fake-homeserver.js';

const registration = registrationOf('irc');
const ghost = '@irc_ann:example.org';

describe('the homeserver of the demo and the tests', () => {
  it('lets two clients talk in an encrypted room, each cross-signed', async () => {
    const homeserver = createFakeHomeserver({ serverName: 'example.org', registrations: [] });
    const bob = await clientOf(homeserver, '@bob:example.org');
    const carol = await clientOf(homeserver, '@carol:example.org');
    const roomId = await bob.createRoom({ invite: [carol.userId] });
    await carol.join(roomId);
    await carol.sync();
    await bob.send(roomId, { msgtype: 'm.text', body: 'Hello' });
    expect(await textsOf(carol)).toEqual(['Hello']);
    await carol.send(roomId, { msgtype: 'm.text', body: 'Hello, Bob' });
    expect(await textsOf(bob)).toEqual(['Hello', 'Hello, Bob']);
    expect(await bob.trustOf(carol.userId, carol.deviceId)).toBe('cross-signed');
    expect(await textsOf(bob)).toEqual([]);
  });

  it('registers users of the namespace alone, once, and only without a login (G7)', async () => {
    const { call } = world();
    const body = { type: 'm.login.application_service', username: 'irc_ann', inhibit_login: true };
    expect(await call('POST', '/register', { ...body, inhibit_login: false })).toEqual([
      400,
      'M_APPSERVICE_LOGIN_UNSUPPORTED',
    ]);
    expect(await call('POST', '/register', { ...body, username: 'ann' })).toEqual([400, 'M_EXCLUSIVE']);
    expect(await call('POST', '/register', body)).toEqual([200, { user_id: ghost }]);
    expect(await call('POST', '/register', body)).toEqual([400, 'M_USER_IN_USE']);
  });

  it('acts for users and devices that exist, under the names that it reads, and ignores others (G6)', async () => {
    const { call, homeserver } = world();
    const whoami = '/account/whoami?user_id=@irc_ann:example.org';
    expect(await call('GET', whoami)).toEqual([403, 'M_FORBIDDEN']);
    homeserver.state.account(ghost);
    expect(await call('GET', `${whoami}&device_id=D`)).toEqual([400, 'M_UNKNOWN_DEVICE']);
    expect(await call('POST', '/keys/upload?user_id=@irc_ann:example.org&device_id=D', {})).toEqual([
      400,
      'M_UNKNOWN_DEVICE',
    ]);
    expect(await call('PUT', '/devices/D?user_id=@irc_ann:example.org', {})).toEqual([201, {}]);
    expect(await call('PUT', '/devices/D?user_id=@irc_ann:example.org', { display_name: 'D' })).toEqual([200, {}]);
    expect(await call('GET', `${whoami}&device_id=D`)).toMatchObject([200, { user_id: ghost, device_id: 'D' }]);
    expect(await call('GET', `${whoami}&org.matrix.msc3202.device_id=D`)).toEqual([
      200,
      { user_id: ghost, is_guest: false },
    ]);
    expect(await call('GET', '/account/whoami?user_id=@bob:example.org')).toEqual([403, 'M_FORBIDDEN']);
  });

  it('refuses another one-time key of the same name, and takes the same again (D7)', async () => {
    const { call, homeserver } = world();
    homeserver.state.putDevice(ghost, 'D', undefined);
    const path = '/keys/upload?user_id=@irc_ann:example.org&device_id=D';
    const keys = (key: string): object => ({ one_time_keys: { 'signed_curve25519:AAAA': { key, signatures: {} } } });
    const counted = [200, { one_time_key_counts: { signed_curve25519: 1 } }];
    expect(await call('POST', path, keys('a'))).toEqual(counted);
    expect(await call('POST', path, keys('a'))).toEqual(counted);
    expect(await call('POST', path, keys('b'))).toEqual([400, 'M_UNKNOWN']);
    expect(await call('POST', path, {})).toEqual(counted);
  });

  it('repeats a refused transaction without its to-device messages, and sends none that come while it waits (R1)', async () => {
    const { homeserver, transactions, setDown } = world();
    homeserver.state.putDevice(ghost, 'D', undefined);
    const bob = await clientOf(homeserver, '@bob:example.org');
    await homeserver.deliver();
    transactions.length = 0;

    setDown(true);
    await sendToDevice(bob, 'one');
    const roomId = await bob.createRoom({ invite: [ghost], encrypted: false });
    await homeserver.deliver();
    await sendToDevice(bob, 'two');
    await homeserver.deliver();
    setDown(false);
    await homeserver.retry();
    await sendToDevice(bob, 'three');
    await homeserver.deliver();

    expect(transactions.map(({ to_device: messages = [] }) => messages.map(({ type }) => type))).toEqual([
      [],
      [],
      ['three'],
    ]);
    expect(transactions[0]?.events.map((event) => event.room_id)).toContain(roomId);
    // They still lie in the device's inbox (R8).
    expect(homeserver.state.device(ghost, 'D')?.inbox.map(({ message }) => message.type)).toEqual([
      'one',
      'two',
      'three',
    ]);
  });

  it('repeats at once what it refused when it is pinged (R7)', async () => {
    const { call, homeserver, transactions, setDown } = world();
    setDown(true);
    const bob = await clientOf(homeserver, '@bob:example.org');
    await bob.createRoom({ invite: [ghost] });
    await homeserver.deliver();
    expect(await call('POST', '/appservice/irc/ping', {}, 'v1')).toEqual([502, 'M_BAD_STATUS']);
    expect(transactions).toEqual([]);
    setDown(false);
    expect(await call('POST', '/appservice/irc/ping', {}, 'v1')).toEqual([200, { duration_ms: 1 }]);
    await homeserver.deliver();
    expect(transactions).toHaveLength(1);
  });

  it('counts keys only for the sender, users in the rooms of the events, and recipients; in served modes {} and [] (D4)', async () => {
    const { homeserver, transactions } = world();
    const other: UserId = '@irc_eve:example.org';
    for (const userId of [ghost, other] as const) homeserver.state.putDevice(userId, 'D', undefined);
    const bob = await clientOf(homeserver, '@bob:example.org');
    await sendToDevice(bob, 'one');
    await homeserver.deliver();
    expect(transactions).toMatchObject([
      {
        device_one_time_keys_count: { [ghost]: { D: {} } },
        device_unused_fallback_key_types: { [ghost]: { D: [] } },
        device_lists: { changed: [ghost, other] },
      },
    ]);
    expect(transactions[0]?.device_one_time_keys_count).not.toHaveProperty([other]);
  });

  it('sends at most 100 to-device messages in a transaction (R9), and may count them anew (T7)', async () => {
    const { homeserver, transactions } = world();
    homeserver.state.putDevice(ghost, 'D', undefined);
    await homeserver.deliver();
    const message = { type: 'many', sender: '@bob:example.org', to_user_id: ghost, to_device_id: 'D', content: {} };
    for (let n = 0; n < 150; n++) homeserver.state.sendToDevice(message);
    await homeserver.deliver();
    expect(transactions.map(({ to_device: messages = [] }) => messages.length)).toEqual([0, 100, 50]);
    homeserver.restartTransactionIds();
    homeserver.state.sendToDevice(message);
    await homeserver.deliver();
    expect(homeserver.transactions.map(({ id }) => id)).toEqual(['1', '2', '3', '1']);
  });

  it('keeps no signature of a device whose keys were not uploaded, and says so (D3)', async () => {
    const { homeserver } = world();
    const bob = await clientOf(homeserver, '@bob:example.org');
    const device = homeserver.state.device(bob.userId, bob.deviceId);
    const signed = { [bob.userId]: { [bob.deviceId]: device?.keys } };
    expect(await bob.request('POST', '/keys/signatures/upload', signed)).toEqual({ failures: {} });
    if (device !== undefined) device.keys = undefined;
    expect(await bob.request('POST', '/keys/signatures/upload', signed)).toMatchObject({
      failures: { [bob.userId]: { [bob.deviceId]: { errcode: 'M_NOT_FOUND' } } },
    });
  });

  it('gives a device its messages by sync until they are acknowledged, and none to the sender outside (R8)', async () => {
    const { call, homeserver } = world();
    homeserver.state.putDevice(ghost, 'D', undefined);
    const bob = await clientOf(homeserver, '@bob:example.org');
    await sendToDevice(bob, 'one');
    const path = '/sync?timeout=0&user_id=@irc_ann:example.org&device_id=D';
    const [, first] = await call('GET', path);
    const messages = { to_device: { events: [{ type: 'one', sender: bob.userId }] } };
    expect(first).toMatchObject(messages);
    expect((await call('GET', path))[1]).toMatchObject(messages);
    const { next_batch: since } = first as { readonly next_batch: string };
    expect((await call('GET', `${path}&since=${since}`))[1]).toMatchObject({ to_device: { events: [] } });
    expect((await call('GET', path))[1]).toMatchObject({ to_device: { events: [] } });
    expect(await call('GET', '/sync?timeout=0')).toEqual([500, 'M_UNKNOWN']);
  });

  it('has the effect of a transaction ID once, also if the first answer was lost (E5)', async () => {
    const { homeserver } = world();
    const bob = await clientOf(homeserver, '@bob:example.org');
    const roomId = await bob.createRoom({ invite: [] });
    const before = homeserver.state.events.length;
    homeserver.fail('sendEvent', faults.afterEffect(faults.lost()));
    const path = `/rooms/${encodeURIComponent(roomId)}/send/m.room.message/1`;
    await expect(bob.request('PUT', path, {})).rejects.toThrow(TypeError);
    expect(await bob.request('PUT', path, {})).toEqual({ event_id: homeserver.state.events.at(-1)?.event_id });
    expect(homeserver.state.events).toHaveLength(before + 1);
  });

  it('answers any call with any fault', async () => {
    const { call, homeserver } = world();
    homeserver.onCall = ({ n }) => (n === 1 ? faults.limited(10) : undefined);
    expect(await call('GET', '/account/whoami')).toEqual([429, 'M_LIMIT_EXCEEDED']);
    expect((await call('GET', '/account/whoami'))[0]).toBe(200);
    homeserver.onCall = undefined;
    homeserver.fail('getTokenOwner', faults.html());
    await expect(call('GET', '/account/whoami')).rejects.toThrow(SyntaxError);
    expect(homeserver.calls.map(({ name, n, status }) => [name, n, status])).toEqual([
      ['getTokenOwner', 1, 429],
      ['getTokenOwner', 2, 200],
      ['getTokenOwner', 3, 502],
    ]);
  });

  it('ends a call that hangs when its signal is aborted', async () => {
    const { homeserver } = world();
    homeserver.fail('getTokenOwner', faults.hanging());
    const controller = new AbortController();
    const { signal } = controller;
    const answer = homeserver.fetch(`${homeserver.url}/_matrix/client/v3/account/whoami`, { signal });
    controller.abort(new Error('given up'));
    await expect(answer).rejects.toThrow('given up');
  });
});

interface World {
  readonly homeserver: FakeHomeserver;
  /** The transactions that the appservice has accepted. */
  readonly transactions: Transaction[];
  readonly setDown: (down: boolean) => void;
  /** Calls as the appservice. Returns the status, and the body or its errcode. */
  readonly call: (method: string, path: string, body?: object, version?: string) => Promise<[number, unknown]>;
}

function world(options: Partial<FakeHomeserverOptions> = {}, handlers: AppserviceHandlers = {}): World {
  const transactions: Transaction[] = [];
  let isDown = false;
  const handler = createAppserviceHandler(
    { transaction: (transaction) => void transactions.push(transaction), ...handlers },
    { hsToken: registration.hs_token },
  );
  const homeserver = createFakeHomeserver({
    serverName: 'example.org',
    registrations: [registration],
    fetch: (request) => (isDown ? Promise.resolve(new Response('', { status: 503 })) : handler.fetch(request)),
    ...options,
  });
  return {
    homeserver,
    transactions,
    setDown: (down) => void (isDown = down),
    async call(method, path, body, version = 'v3') {
      const headers = { authorization: `Bearer ${registration.as_token}` };
      const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
      const response = await homeserver.fetch(`${homeserver.url}/_matrix/client/${version}${path}`, init);
      const answer = (await response.json()) as { readonly errcode?: string };
      return [response.status, answer.errcode ?? answer];
    },
  };
}

async function clientOf(homeserver: FakeHomeserver, userId: UserId): Promise<PlainClient> {
  const login = homeserver.logIn(userId, `DEVICE${userId.slice(1, 4).toUpperCase()}`);
  const client = await createPlainClient(homeserver.url, login, homeserver.fetch);
  onTestFinished(client.close);
  await client.uploadKeys();
  return client;
}

async function sendToDevice(client: PlainClient, type: string): Promise<void> {
  await client.request('PUT', `/sendToDevice/${type}/${type}`, { messages: { [ghost]: { D: {} } } });
}

async function textsOf(client: PlainClient): Promise<unknown[]> {
  const events = await client.sync();
  for (const { error } of events) expect(error).toBeUndefined();
  return events.filter(({ type }) => type === 'm.room.message').map(({ content }) => content['body']);
}
