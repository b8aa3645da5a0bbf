import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createHomeserverClient, type HomeserverClient } from '../../../src/client/index.js';
import type { Finding } from '../../../src/findings.js';
import { createNodeTransport } from '../../../src/node/index.js';
import { lintRegistration, readRegistration, understoodMasquerade } from '../../../src/registration/index.js';
import { createAsk, registerUser, type User } from './client.js';
import { installation, serverName, startSynapse } from './synapse.js';

const ghostId = `@irc_ann:${serverName}`;
const deviceId = 'GHOST/1';
const transport = createNodeTransport();

// Synapse makes its database when it starts, and a busy machine takes its time.
vi.setConfig({ testTimeout: 60_000 });

let url = '';
let bob: User;
let client: HomeserverClient;
let ghost: HomeserverClient;
let roomId = '';
const findings: Finding[] = [];
const stops: (() => unknown)[] = [
  () => {
    transport.close();
  },
];

beforeAll(async () => {
  if (installation === undefined) return;
  const { registration: bare } = readRegistration({
    id: 'irc',
    url: null,
    as_token: 'as-of-irc',
    hs_token: 'hs-of-irc',
    sender_localpart: 'irc_bot',
    rate_limited: true,
    namespaces: { users: [{ exclusive: true, regex: '@irc_.*' }] },
  });
  const flags = lintRegistration(bare, { name: 'synapse', version: installation.version }).flatMap(
    (each) => each.flags ?? [],
  );
  const registration = { ...bare, ...Object.fromEntries(flags.map((flag) => [flag, true])) };
  url = await startSynapse(installation, [registration], [], stops);
  bob = await registerUser(url, 'bob');
  client = createHomeserverClient({
    url,
    asToken: registration.as_token,
    onFinding: (finding) => findings.push(finding),
  });
  ghost = client.as({ userId: ghostId, deviceId });
}, 240_000);

afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
});

describe.skipIf(installation === undefined)('the homeserver client, on Synapse', () => {
  it('registers a user and creates its device, and both are understood (G6, G7, D5)', async () => {
    await client.register({ type: 'm.login.application_service', username: 'irc_ann', inhibit_login: true });
    await client.as({ userId: ghostId }).updateDevice({ deviceId }, { display_name: 'Bridge' });
    const identity = { userId: ghostId, deviceId };
    expect(understoodMasquerade(await ghost.getTokenOwner(), identity)).toBe('all');
    expect((await ghost.getDevices()).devices?.map((device) => device.device_id)).toContain(deviceId);
    expect((await ghost.getDevice({ deviceId })).display_name).toBe('Bridge');
  });

  it('keeps account data of the sender, who is no registered user, and shows it to no other user (D9)', async () => {
    const mine = { userId: `@irc_bot:${serverName}`, type: 'com.example.bridge' } as const;
    await expect(client.getAccountData(mine)).rejects.toMatchObject({ status: 404, errcode: 'M_NOT_FOUND' });
    await expect(client.setAccountData(mine, { number: 7 })).resolves.toEqual({});
    await expect(client.getAccountData(mine)).resolves.toEqual({ number: 7 });
    await expect(ghost.getAccountData(mine)).rejects.toMatchObject({ status: 403, errcode: 'M_FORBIDDEN' });
    await expect(client.setAccountData({ ...mine, userId: ghostId }, {})).rejects.toMatchObject({ status: 403 });
  });

  it('uploads, queries and claims keys (D4)', async () => {
    expect(await ghost.uploadKeys()).toEqual({ one_time_key_counts: { signed_curve25519: 0 } });
    expect((await ghost.queryKeys({ device_keys: { [ghostId]: [] } })).device_keys).toBeDefined();
    expect(await ghost.claimKeys({ one_time_keys: { [ghostId]: { [deviceId]: 'signed_curve25519' } } })).toMatchObject({
      one_time_keys: {},
    });
  });

  it('creates an encrypted room, invites and sends, the same transaction once (E1, E5)', async () => {
    ({ room_id: roomId } = await ghost.createRoom({
      preset: 'private_chat',
      invite: [`@bob:${serverName}`],
      initial_state: [{ type: 'm.room.encryption', state_key: '', content: { algorithm: 'm.megolm.v1.aes-sha2' } }],
    }));
    await bob.ask('POST', `/_matrix/client/v3/join/${encodeURIComponent(roomId)}`);
    const state = { roomId, eventType: 'm.room.encryption', stateKey: '' };
    expect(await ghost.getRoomStateEvent(state)).toEqual({ algorithm: 'm.megolm.v1.aes-sha2' });
    expect(await ghost.getRoomStateEvent({ ...state, format: 'event' })).toMatchObject({ room_id: roomId });
    const event = { roomId, eventType: 'm.room.message', txnId: 'a/1' };
    const sent = await ghost.sendEvent(event, { msgtype: 'm.text', body: 'Hello' });
    expect(await ghost.sendEvent(event, { msgtype: 'm.text', body: 'Hello' })).toEqual(sent);
    await ghost.redactEvent({ roomId, eventId: sent.event_id, txnId: '2' }, { reason: 'a test' });
    await ghost.setRoomState({ roomId, eventType: 'm.room.name', stateKey: '' }, { name: 'A room' });
  });

  it('reads members and state; names that Synapse writes as null are absent (S4)', async () => {
    const { joined } = await ghost.getJoinedMembers({ roomId });
    expect(Object.keys(joined ?? {}).sort()).toEqual([`@bob:${serverName}`, ghostId]);
    expect(Object.values(joined ?? {}).flatMap((member) => Object.values(member))).not.toContain(null);
    const { chunk } = await ghost.getMembers({ roomId, membership: 'join' });
    expect(chunk?.map((event) => event.state_key).sort()).toEqual([`@bob:${serverName}`, ghostId]);
    expect((await ghost.getRoomState({ roomId })).length).toBeGreaterThan(5);
    expect(findings.filter(({ severity }) => severity !== 'info')).toEqual([]);
  });

  it('catches up on to-device messages, which the next request deletes (R8)', async () => {
    const send = async (id: string): Promise<void> => {
      const path = `/_matrix/client/v3/sendToDevice/m.dummy/${id}`;
      await bob.ask('PUT', path, { body: { messages: { [ghostId]: { [deviceId]: { id } } } } });
    };
    await send('1');
    const query = { timeout: 0, set_presence: 'offline', filter: '{"room":{"rooms":[]}}' } as const;
    const first = await ghost.sync(query);
    expect(first.to_device?.events?.map(({ content }) => content)).toEqual([{ id: '1' }]);
    expect((await ghost.sync(query)).to_device?.events).toHaveLength(1);
    expect((await ghost.sync({ ...query, since: first.next_batch })).to_device?.events ?? []).toEqual([]);
    // Synapse answers the same request for two minutes from memory.
    const again = { ...query, filter: '{"room":{"rooms":[]},"presence":{"limit":1}}' };
    expect((await ghost.sync(again)).to_device?.events ?? []).toEqual([]);
    await ghost.sendToDevice(
      { eventType: 'm.dummy', txnId: '1' },
      { messages: { [`@bob:${serverName}`]: { '*': { from: 'the ghost' } } } },
    );
    const { body } = await bob.ask('GET', '/_matrix/client/v3/sync?timeout=0');
    expect(JSON.stringify(body['to_device'])).toContain('the ghost');
  });

  it.each([
    ['the fetch of the runtime', undefined],
    ['the Node transport', transport],
  ])('uploads and downloads a file: %s', async (_, fetch) => {
    const { userId } = ghost.identity;
    const uploader = createHomeserverClient({ url, asToken: 'as-of-irc', as: { userId }, fetch });
    const bytes = Uint8Array.from({ length: 70_000 }, (__, index) => index % 251);
    const { content_uri: uri } = await uploader.uploadMedia({ contentType: 'application/octet-stream' }, bytes);
    const [, server = '', mediaId = ''] = /^mxc:\/\/([^/]+)\/(.+)$/.exec(uri) ?? [];
    const file = await uploader.downloadMedia({ serverName: server, mediaId });
    expect(file.contentType).toBe('application/octet-stream');
    expect(file.bytes).toEqual(bytes);
    const tooLarge = uploader.downloadMedia({ serverName: server, mediaId }, { maxBodyBytes: 1000 });
    await expect(tooLarge).rejects.toMatchObject({ code: 'BODY_TOO_LARGE' });
    await expect(uploader.downloadMedia({ serverName: server, mediaId: 'none' })).rejects.toMatchObject({
      status: 404,
      errcode: 'M_NOT_FOUND',
    });
  });

  it('sets and gets a profile', async () => {
    await ghost.setProfileField({ userId: ghostId, keyName: 'displayname' }, { displayname: 'Ann / IRC' });
    expect((await ghost.getProfile({ userId: ghostId })).displayname).toBe('Ann / IRC');
    expect(await ghost.getProfileField({ userId: ghostId, keyName: 'displayname' })).toEqual({
      displayname: 'Ann / IRC',
    });
  });

  it('reports what Synapse refuses (G6)', async () => {
    await expect(client.as({ userId: '@eve:elsewhere' }).getTokenOwner()).rejects.toMatchObject({
      code: 'MATRIX_HTTP',
      status: 403,
    });
    await expect(client.as({ userId: ghostId, deviceId: 'NONE' }).getTokenOwner()).rejects.toMatchObject({
      errcode: 'M_UNKNOWN_DEVICE',
    });
    const stranger = createHomeserverClient({ url, asToken: 'another' });
    await expect(stranger.getTokenOwner()).rejects.toMatchObject({ status: 401, errcode: 'M_UNKNOWN_TOKEN' });
    await expect(client.request('GET', '/_matrix/client/v3/no_such_path')).rejects.toMatchObject({
      code: 'UNRECOGNIZED_ENDPOINT',
    });
    expect((await createAsk(url)('GET', '/_matrix/client/versions')).status).toBe(200);
  });

  it('leaves the room and deletes the device', async () => {
    await ghost.leaveRoom({ roomId }, { reason: 'a test' });
    await client.as({ userId: ghostId }).deleteDevice({ deviceId });
    expect((await client.as({ userId: ghostId }).getDevices()).devices).toEqual([]);
  });
});
