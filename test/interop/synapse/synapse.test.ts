import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { fieldNames } from '../../../generated/names.js';
import {
  isClientKeyClaimResponse,
  isKeyClaim,
  isKeyQuery,
  isKeyQueryResponse,
  isRegisterResponse,
  isTokenOwner,
  isTransactionBody,
} from '../../../generated/validators/index.js';
import { mergeKeyQuery, restrictKeyQuery } from '../../../src/index.js';
import { verifyDeviceKeys } from '../../../src/federation/index.js';
import { operations } from '../../../src/operations.js';
import { masqueradeParameters, understoodMasquerade } from '../../../src/registration/index.js';
import { isOlder, parseVersion } from '../../../src/registration/version.js';
import type {
  ClientEvent,
  DeviceLists,
  EphemeralEvent,
  KeyQueryResponse,
  ToDeviceEvent,
  TokenOwner,
  Transaction,
} from '../../../src/types.js';
import type { Received } from './appservice.js';
import { deviceKeysOf, oneTimeKeysOf } from './ghost-keys.js';
import { installation, serverName } from './synapse.js';
import { bareGhost, ghost, keptDevice, masterKey, openWorld, uploadedDevice, type World } from './world.js';

const version = parseVersion(installation?.version ?? '') ?? [];
const from141 = !isOlder(version, [1, 141]);
const from156 = !isOlder(version, [1, 156]);
const { ephemeral, to_device, device_lists, device_one_time_keys_count, device_unused_fallback_key_types } =
  fieldNames.TransactionBody;
const sender = `@full_bot:${serverName}`;

type Body = Extract<Received, { what: 'body' }>;

let world: World;
let roomId: string;
const stops: (() => unknown)[] = [];

// Synapse makes its database when it starts, and a busy machine takes its time.
vi.setConfig({ testTimeout: 60_000 });

beforeAll(async () => {
  if (installation !== undefined) world = await openWorld(installation, stops);
}, 240_000);

afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
});

beforeEach(({ skip }) => {
  skip(installation === undefined, 'Synapse is not installed: run test/interop/synapse/install-peer.sh');
});

const as = (userId: string, deviceId?: string): { as: URLSearchParams } => ({
  as: masqueradeParameters({ userId, deviceId }),
});

describe('devices and acting as them', () => {
  it('creates devices with PUT, 201 and then 200, from 1.141 on without the flag too (G5 G7)', async () => {
    for (const deviceId of [keptDevice, uploadedDevice]) {
      const path = `/_matrix/client/v3/devices/${deviceId}`;
      expect(await world.full.ask('PUT', path, as(ghost))).toEqual({ status: 201, body: {} });
      expect(await world.full.ask('PUT', path, as(ghost))).toEqual({ status: 200, body: {} });
    }
    // Before, what the appservice is told without the flag is no better: 200, and there is no device.
    const { status } = await world.bare.ask('PUT', '/_matrix/client/v3/devices/BARE', as(bareGhost));
    expect(status).toBe(from141 ? 201 : 200);
    const { body } = await world.bare.ask('GET', '/_matrix/client/v3/devices', as(bareGhost));
    expect(body['devices']).toMatchObject(from141 ? [{ device_id: 'BARE' }] : []);
    const finding = world.bare.findings.find(({ capability }) => capability === 'deviceCreation');
    expect(finding?.code).toBe(from141 ? 'capability-works' : 'capability-missing');
  });

  it('refuses to register with a login where the flag io.element.msc4190 is set, and there alone (G7)', async () => {
    const body = { type: 'm.login.application_service' };
    const path = '/_matrix/client/v3/register';
    expect(await world.full.ask('POST', path, { body: { ...body, username: 'full_eve' } })).toMatchObject({
      status: 400,
      body: { errcode: expect.stringMatching(/^(IO\.ELEMENT\.MSC4190\.)?M_APPSERVICE_LOGIN_UNSUPPORTED$/) as string },
    });
    const answer = await world.bare.ask('POST', path, { body: { ...body, username: 'bare_eve' } });
    expect(answer.status).toBe(200);
    expect(answer.body['access_token']).toBeTypeOf('string');
    expect(isRegisterResponse(answer.body)).toBe(true);
  });

  it.each([
    ['both', 'all'],
    ['stable', from141 ? 'all' : 'user-only'],
    ['unstable', isOlder(version, [1, 161]) ? 'all' : 'user-only'],
  ] as const)(
    'with the device under its %s names, whoami tells that it understood: %s (G6)',
    async (names, expected) => {
      const identity = { userId: ghost, deviceId: keptDevice };
      const query = masqueradeParameters(identity, names);
      const { body } = await world.full.ask('GET', '/_matrix/client/v3/account/whoami', { as: query });
      expect(isTokenOwner(body)).toBe(true);
      expect(understoodMasquerade(body as TokenOwner, identity)).toBe(expected);
    },
  );

  it('knows the devices of the sender where the sender is named as the user (G6)', async () => {
    expect(await world.full.ask('PUT', '/_matrix/client/v3/devices/BOT')).toMatchObject({ status: 201 });
    const identity = { userId: sender, deviceId: 'BOT' };
    const { body } = await world.full.ask('GET', '/_matrix/client/v3/account/whoami', as(sender, 'BOT'));
    expect(understoodMasquerade(body as TokenOwner, identity)).toBe('all');
  });

  it('takes a device without a user for one of the sender, or fails: 1.163.2 answers 500 (G6)', async () => {
    const identity = { deviceId: 'BOT' };
    const answer = await world.full.ask('GET', '/_matrix/client/v3/account/whoami', {
      as: masqueradeParameters(identity),
    });
    if (answer.status === 200) expect(understoodMasquerade(answer.body as TokenOwner, identity)).toBe('all');
    else expect(answer).toMatchObject({ status: 500, body: { errcode: 'M_UNKNOWN' } });
  });

  it.each([
    ['a device that does not exist', ghost, 'NOBODYS', 400, /^(ORG\.MATRIX\.MSC4326\.)?M_UNKNOWN_DEVICE$/],
    ['a user of somebody else', `@bob:${serverName}`, undefined, 403, /^M_FORBIDDEN$/],
    ['a user that is not registered', `@full_nobody:${serverName}`, undefined, 403, /^M_FORBIDDEN$/],
  ])('refuses to act as %s (G6)', async (_, userId, deviceId, status, errcode) => {
    const answer = await world.full.ask('GET', '/_matrix/client/v3/account/whoami', as(userId, deviceId));
    expect(answer.status).toBe(status);
    expect(answer.body['errcode']).toMatch(errcode);
  });
});

describe('transactions', () => {
  it('bring the events of a room (T1 G5)', async () => {
    const body = { preset: 'public_chat' };
    const created = await world.bob.ask('POST', '/_matrix/client/v3/createRoom', { body });
    roomId = String(created.body['room_id']);
    const join = `/_matrix/client/v3/join/${encodeURIComponent(roomId)}`;
    for (const [ask, userId] of [
      [world.full.ask, ghost],
      [world.bare.ask, bareGhost],
    ] as const) {
      expect(await ask('POST', join, as(userId))).toMatchObject({ status: 200 });
    }
    await say('1', 'hello');
    const event = await world.full.appservice.until(messageOf('hello'));
    expect(event).toMatchObject({ room_id: roomId, sender: world.bob.userId, type: 'm.room.message' });
    expect(await world.bare.appservice.until(messageOf('hello'))).toMatchObject({ event_id: event.event_id });
  });

  it('bring typing notices and receipts, from 1.156 on under two names where both flags are set, and once to the handler (T1 T5)', async () => {
    expect(world.full.findings.some(({ code }) => code === 'flags-send-twice')).toBe(from156);
    await world.bob.ask('PUT', `${room()}/typing/${encodeURIComponent(world.bob.userId)}`, {
      body: { typing: true, timeout: 9000 },
    });
    const typing = await world.full.appservice.until(ephemeralOf('m.typing'));
    expect(typing).toMatchObject({ room_id: roomId, content: { user_ids: [world.bob.userId] } });
    expect(typing).not.toHaveProperty('edu_type');

    const { event_id } = await world.full.appservice.until(messageOf('hello'));
    await world.bob.ask('POST', `${room()}/receipt/m.read/${encodeURIComponent(event_id)}`);
    expect(await world.full.appservice.until(ephemeralOf('m.receipt'))).toMatchObject({ room_id: roomId });
    const body = await world.full.appservice.until(bodyWith(ephemeral.unstable[0]));
    expect(body['ephemeral']).toEqual(from156 ? body[ephemeral.unstable[0]] : undefined);
  });

  it('bring messages to devices (T5 G5)', async () => {
    const content = { algorithm: 'm.olm.v1.curve25519-aes-sha2', __proto: 'data' };
    const messages = { [ghost]: { [keptDevice]: content } };
    await world.bob.ask('PUT', '/_matrix/client/v3/sendToDevice/m.room.encrypted/1', { body: { messages } });
    const message = await world.full.appservice.until((each) => transactionOf(each)?.to_device?.[0]);
    const expected = {
      type: 'm.room.encrypted',
      sender: world.bob.userId,
      to_user_id: ghost,
      to_device_id: keptDevice,
      content,
    };
    expect(message).toMatchObject(expected);
    await world.full.appservice.until(bodyWith(to_device.unstable[0]));
  });

  it('bring the users whose devices changed (T4 G5)', async () => {
    const body = { device_keys: await deviceKeysOf(world.bob.userId, world.bob.deviceId) };
    expect(await world.bob.ask('POST', '/_matrix/client/v3/keys/upload', { body })).toMatchObject({ status: 200 });
    const lists = await world.full.appservice.until((each) => {
      const found = transactionOf(each)?.device_lists;
      return found?.changed?.includes(world.bob.userId) === true ? found : undefined;
    });
    // Synapse sends the list of those who left always empty.
    expect(lists.left).toEqual([]);
    await world.full.appservice.until(bodyWith(device_lists.unstable[0]));
  });

  it('bring the counts of one-time keys, under both spellings, and the types of unused fallback keys (T1 T2 T3 D4 G5)', async () => {
    const upload = {
      device_keys: await deviceKeysOf(ghost, uploadedDevice),
      one_time_keys: await oneTimeKeysOf(ghost, uploadedDevice, ['x', 'y']),
      fallback_keys: await oneTimeKeysOf(ghost, uploadedDevice, ['z'], { fallback: true }),
    };
    const answer = await world.full.ask('POST', '/_matrix/client/v3/keys/upload', {
      ...as(ghost, uploadedDevice),
      body: upload,
    });
    expect(answer).toMatchObject({ status: 200, body: { one_time_key_counts: { signed_curve25519: 2 } } });
    await say('2', 'how many keys are left?');
    const { transaction } = await world.full.appservice.until((each) => {
      const found = messageOf('how many keys are left?')(each) && each;
      return found?.what === 'transaction' ? found : undefined;
    });
    expect(transaction.device_one_time_keys_count?.[ghost]?.[uploadedDevice]).toEqual({ signed_curve25519: 2 });
    expect(transaction.device_unused_fallback_key_types?.[ghost]?.[uploadedDevice]).toEqual(['signed_curve25519']);
    // Of the device whose keys are served it counts none, each time (D4).
    expect(transaction.device_one_time_keys_count?.[ghost]?.[keptDevice]).toEqual({});
    expect(transaction.device_unused_fallback_key_types?.[ghost]?.[keptDevice]).toEqual([]);
    const empty = await world.full.ask('POST', '/_matrix/client/v3/keys/upload', as(ghost, uploadedDevice));
    expect(empty).toEqual({ status: 200, body: { one_time_key_counts: { signed_curve25519: 2 } } });
    expect(transaction).not.toHaveProperty('user_one_time_keys_count');
    await world.full.appservice.until(bodyWith(device_unused_fallback_key_types.unstable[0]));
    const body = await world.full.appservice.until(bodyWith(device_one_time_keys_count.unstable[0]));
    const [first, ...others] = device_one_time_keys_count.unstable;
    for (const name of others) expect(body[name]).toEqual(body[first]);
  });

  it(
    'come again when the handler failed, under the same ID, and are delivered once (T7)',
    { timeout: 60_000 },
    async () => {
      await say('3', 'refuse me once');
      const event = await world.full.appservice.until(messageOf('refuse me once'));
      expect(world.refused).toEqual(new Set([event.event_id]));
      const attempts = world.full.appservice.received.filter(
        (each) => each.what === 'body' && JSON.stringify(each.body).includes(event.event_id),
      );
      expect(attempts).toHaveLength(2);
      expect(new Set(attempts.map((each) => each.what === 'body' && each.target)).size).toBe(1);
      expect(
        world.full.appservice.received.filter((each) => messageOf('refuse me once')(each) !== undefined),
      ).toHaveLength(1);
    },
  );

  it('fit the schema, and are read without a warning (W4 T1)', () => {
    const received = [...world.full.appservice.received, ...world.bare.appservice.received];
    const bodies = received.flatMap((each) =>
      each.what === 'body' && each.target.includes('/transactions/') ? [each.body] : [],
    );
    expect(bodies.length).toBeGreaterThan(5);
    for (const body of bodies) expect([isTransactionBody(body), isTransactionBody.errors]).toEqual([true, []]);
    const findings = received.flatMap((each) => (each.what === 'transaction' ? each.findings : []));
    expect(findings.filter(({ severity }) => severity !== 'info')).toEqual([]);
  });

  it('have only events for an appservice without the flags, as the linter said (G5)', () => {
    for (const capability of ['ephemeral', 'toDevice', 'deviceLists', 'keyCounts', 'fallbackKeyTypes']) {
      const finding = world.bare.findings.find((each) => each.capability === capability);
      expect(finding).toMatchObject({ code: 'capability-missing' });
    }
    for (const each of world.bare.appservice.received)
      if (each.what === 'body') expect(Object.keys(each.body as object)).toEqual(['events']);
  });
});

describe('messages to devices', () => {
  const bodies = (): Body[] => world.full.appservice.received.flatMap((each) => (each.what === 'body' ? [each] : []));
  const bodiesWith = (id: string): Body[] => bodies().filter((each) => bodyWithMessage(id)(each) !== undefined);
  /** The bodies that came under a transaction's ID, once there are two. Synapse repeats after two seconds. */
  const attempts = ({ target }: Body): Promise<Body[]> =>
    world.full.appservice.until(() => {
      const found = bodies().filter((each) => each.target === target);
      return found.length > 1 ? found : undefined;
    });
  /** Synapse sends nothing new before it has noted that the appservice is back. */
  const untilSynapseGoesOn = (): Promise<void> =>
    vi.waitFor(
      async () => {
        await sendToGhost({ id: 'afterwards' });
        expect(bodiesWith('afterwards')).not.toEqual([]);
      },
      { timeout: 30_000, interval: 500 },
    );

  it('are not in the repeat after a 500, which has empty lists alone; what comes meanwhile is never pushed (R1)', async () => {
    await sendToGhost({ id: 'refused', body: 'refuse me once' });
    const refused = await world.full.appservice.until(bodyWithMessage('refused'));
    await sendToGhost({ id: 'meanwhile' });
    const [first, repeat] = await attempts(refused);
    expect(first).toBe(refused);
    expect(new Set(Object.values(repeat?.body as object).map((field) => JSON.stringify(field)))).toEqual(
      new Set(['[]']),
    );
    await untilSynapseGoesOn();
    expect(bodiesWith('refused')).toEqual([refused]);
    expect(bodiesWith('meanwhile')).toEqual([]);
  });

  it('reach a handler that is slow once: the repeat after a 504 joins the delivery that goes on (R1 T8)', async () => {
    let hurryUp = (): void => undefined;
    world.slowness = new Promise((resolve) => {
      hurryUp = resolve;
    });
    await sendToGhost({ id: 'slow', body: 'be slow' });
    const slow = await world.full.appservice.until(bodyWithMessage('slow'));
    await attempts(slow);
    hurryUp();
    await world.full.appservice.until((each) => messageTo('slow')(transactionOf(each)?.to_device));
    await untilSynapseGoesOn();
    expect(bodiesWith('slow')).toEqual([slow]);
    const delivered = world.full.appservice.received.filter((each) =>
      messageTo('slow')(transactionOf(each)?.to_device),
    );
    expect(delivered).toHaveLength(1);
  });

  it('wait for a /sync of the device, and come again until `since` acknowledges them (R8)', async () => {
    const first = await sync(ghost, keptDevice);
    const again = await sync(ghost, keptDevice);
    const then = await sync(ghost, keptDevice, first.next);
    expect(first.ids).toEqual(expect.arrayContaining(['refused', 'meanwhile', 'afterwards']));
    expect(again.ids).toEqual(first.ids);
    expect(then.ids).toEqual([]);
    expect((await sync(ghost, keptDevice)).ids).toEqual([]);
  });

  it('are not all that a /sync brings: users whose devices changed since come as well (D6 R8)', async () => {
    const { next } = await sync(ghost, keptDevice);
    const path = `/_matrix/client/v3/devices/${world.bob.deviceId}`;
    expect(await world.bob.ask('PUT', path, { body: { display_name: 'Renamed' } })).toMatchObject({ status: 200 });
    expect((await sync(ghost, keptDevice, next)).changed).toContain(world.bob.userId);
  });

  it('cannot be asked for by the sender of the registration, not even one in the namespace: 1.163.2 answers 500 (R8)', async () => {
    const answer = await world.full.ask('GET', '/_matrix/client/v3/sync', { as: syncParameters(sender, 'BOT') });
    expect([200, 500]).toContain(answer.status);
    if (installation?.version === '1.163.2') expect(answer.status).toBe(500);
  });
});

describe('keys', () => {
  it('are asked of the appservice and merged with the uploaded ones, signatures and all (W1 M1)', async () => {
    const { device_keys } = await queryAsBob(ghost);
    const devices = device_keys?.[ghost] ?? {};
    expect(Object.keys(devices).sort()).toEqual([keptDevice, uploadedDevice]);
    const verdict = await verifyDeviceKeys(devices[keptDevice], { userId: ghost, deviceId: keptDevice });
    expect(verdict).toEqual({ valid: true });
    const query = await world.full.appservice.until((each) => (each.what === 'query' ? each.query : undefined));
    expect(query).toEqual({ [ghost]: [] });
  });

  it('for cross-signing are dropped from the answer of the appservice by Synapse, and merged by ours (M1)', async () => {
    expect((await queryAsBob(ghost)).master_keys?.[ghost]).toBeUndefined();
    const { answer } = restrictKeyQuery(await world.answerOf({ [ghost]: [] }), { [ghost]: [] });
    expect(mergeKeyQuery({ device_keys: {} }, answer).master_keys?.[ghost]).toEqual(masterKey);
  });

  it('of a user that was not asked for make Synapse fail the whole query, and are dropped by ours (M3 N7)', async () => {
    const asked = { [ghost]: [] };
    world.tooMuch = true;
    const failed = await world.bob.ask('POST', '/_matrix/client/v3/keys/query', { body: { device_keys: asked } });
    const { answer, findings } = restrictKeyQuery(await world.answerOf(asked), asked);
    world.tooMuch = false;
    expect(failed).toMatchObject({ status: 500, body: { errcode: 'M_UNKNOWN' } });
    expect(Object.keys(answer.device_keys ?? {})).toEqual([ghost]);
    expect(findings.map(({ code }) => code)).toEqual(['user-not-asked']);
  });

  it('that were uploaded are claimed first, and the appservice is asked for what is missing (C1)', async () => {
    const claimed: string[] = [];
    for (let n = 0; n < 3; n++) claimed.push(...(await claim(keptDevice)));
    expect(new Set(claimed)).toEqual(new Set(['signed_curve25519:a', 'signed_curve25519:b', 'signed_curve25519:c']));
    const asked = world.full.appservice.received.filter(({ what }) => what === 'claim').length;
    expect([...(await claim(uploadedDevice)), ...(await claim(uploadedDevice))].sort()).toEqual([
      'signed_curve25519:x',
      'signed_curve25519:y',
    ]);
    expect(world.full.appservice.received.filter(({ what }) => what === 'claim')).toHaveLength(asked);
  });

  it('are claimed several at once where a client asks for that (W3)', async () => {
    const several = { one_time_keys: { [ghost]: { [keptDevice]: { signed_curve25519: 2 } } } };
    const answer = await world.bob.ask('POST', '/_matrix/client/unstable/org.matrix.msc3983/keys/claim', {
      body: several,
    });
    expect(answer).toMatchObject({ status: 200 });
    expect(isClientKeyClaimResponse(answer.body)).toBe(true);
    const keys = answer.body['one_time_keys'] as Record<string, Record<string, object>>;
    expect(Object.keys(keys[ghost]?.[keptDevice] ?? {}).sort()).toEqual(['signed_curve25519:d', 'signed_curve25519:e']);
  });

  it('are asked for with bodies that fit the schemas, under the unstable paths (N1 W1 W4)', () => {
    const { queryKeys, claimKeys } = operations.applicationService;
    const bodies = world.full.appservice.received.flatMap((each) => (each.what === 'body' ? [each] : []));
    const queries = bodies.filter(({ target }) => target === queryKeys.unstablePath);
    const claims = bodies.filter(({ target }) => target === claimKeys.unstablePath);
    expect(queries.length > 0 && queries.every(({ body }) => isKeyQuery(body))).toBe(true);
    expect(claims.length > 0 && claims.every(({ body }) => isKeyClaim(body))).toBe(true);
  });

  it('of users of an appservice that answers no queries are the uploaded ones (N2 N7)', async () => {
    const { userId, deviceId } = world.bob;
    const answer = await world.bob.ask('POST', '/_matrix/client/v3/keys/query', {
      body: { device_keys: { [userId]: [], [bareGhost]: [] } },
    });
    expect(answer).toMatchObject({
      status: 200,
      body: { device_keys: { [userId]: { [deviceId]: {} } }, failures: {} },
    });
  });
});

describe('ping', () => {
  it.each([['a ping'], [undefined]])('reaches the appservice with the transaction ID %j (W1)', async (id) => {
    const body = id === undefined ? {} : { transaction_id: id };
    const answer = await world.full.ask('POST', '/_matrix/client/v1/appservice/full/ping', { body });
    expect(answer.status).toBe(200);
    expect(answer.body['duration_ms']).toBeTypeOf('number');
    await world.full.appservice.until((each) => (each.what === 'ping' && each.transactionId === id ? each : undefined));
  });
});

function room(): string {
  return `/_matrix/client/v3/rooms/${encodeURIComponent(roomId)}`;
}

async function say(transactionId: string, text: string): Promise<void> {
  const body = { msgtype: 'm.text', body: text };
  const answer = await world.bob.ask('PUT', `${room()}/send/m.room.message/${transactionId}`, { body });
  expect(answer.status).toBe(200);
}

let sent = 0;

async function sendToGhost(content: object): Promise<void> {
  const messages = { [ghost]: { [keptDevice]: content } };
  sent += 1;
  const path = `/_matrix/client/v3/sendToDevice/test.message/${sent}`;
  expect(await world.bob.ask('PUT', path, { body: { messages } })).toMatchObject({ status: 200 });
}

let syncs = 0;

/** Asks for what waits for a device, as R8 has it. */
function syncParameters(userId: string, deviceId: string, since?: string): URLSearchParams {
  const parameters = masqueradeParameters({ userId, deviceId });
  // Another filter each time: Synapse answers the same request from a cache for two minutes.
  syncs += 1;
  const nothingOfRooms = { room: { rooms: [] }, presence: { types: [] }, account_data: { types: [], limit: syncs } };
  parameters.set('filter', JSON.stringify(nothingOfRooms));
  parameters.set('timeout', '0');
  parameters.set('set_presence', 'offline');
  if (since !== undefined) parameters.set('since', since);
  return parameters;
}

/** The `id` in the content of each message that waits for a device, whose devices changed, and where the next `/sync` is to begin. */
async function sync(
  userId: string,
  deviceId: string,
  since?: string,
): Promise<{ readonly ids: readonly unknown[]; readonly changed: readonly string[]; readonly next: string }> {
  const path = '/_matrix/client/v3/sync';
  const { status, body } = await world.full.ask('GET', path, { as: syncParameters(userId, deviceId, since) });
  expect(status).toBe(200);
  const { events = [] } = (body['to_device'] ?? {}) as { events?: readonly ToDeviceEvent[] };
  const { changed = [] } = (body['device_lists'] ?? {}) as DeviceLists;
  return { ids: events.map(({ content }) => content['id']), changed, next: String(body['next_batch']) };
}

/** What Bob is told of the keys of a user. */
async function queryAsBob(userId: string): Promise<KeyQueryResponse> {
  const body = { device_keys: { [userId]: [] } };
  const answer = await world.bob.ask('POST', '/_matrix/client/v3/keys/query', { body });
  expect([isKeyQueryResponse(answer.body), isKeyQueryResponse.errors]).toEqual([true, []]);
  return answer.body;
}

/** The names of the one-time keys of a device that Bob is given. */
async function claim(deviceId: string): Promise<string[]> {
  const body = { one_time_keys: { [ghost]: { [deviceId]: 'signed_curve25519' } } };
  const answer = await world.bob.ask('POST', '/_matrix/client/v3/keys/claim', { body });
  expect([isClientKeyClaimResponse(answer.body), isClientKeyClaimResponse.errors]).toEqual([true, []]);
  const keys = answer.body['one_time_keys'] as Record<string, Record<string, object>>;
  return Object.keys(keys[ghost]?.[deviceId] ?? {});
}

const transactionOf = (each: Received): Transaction | undefined =>
  each.what === 'transaction' ? each.transaction : undefined;

const messageOf =
  (text: string) =>
  (each: Received): ClientEvent | undefined =>
    transactionOf(each)?.events.find(({ content }) => content['body'] === text);

const ephemeralOf =
  (type: string) =>
  (each: Received): EphemeralEvent | undefined =>
    transactionOf(each)?.ephemeral?.find((event) => event.type === type);

/** The message to a device with this `id` in its content. */
const messageTo =
  (id: string) =>
  (messages: readonly ToDeviceEvent[] = []): ToDeviceEvent | undefined =>
    messages.find(({ content }) => content['id'] === id);

/** A body that brings that message. */
const bodyWithMessage =
  (id: string) =>
  (each: Received): Body | undefined => {
    if (each.what !== 'body') return undefined;
    const messages = (each.body as Record<string, ToDeviceEvent[] | undefined>)[to_device.unstable[0]];
    return messageTo(id)(messages) && each;
  };

/** A body that has a field, and something in it. */
const bodyWith =
  (name: string) =>
  (each: Received): Record<string, unknown> | undefined => {
    if (each.what !== 'body') return undefined;
    const body = each.body as Record<string, unknown>;
    return Object.keys(body[name] ?? {}).length > 0 ? body : undefined;
  };
