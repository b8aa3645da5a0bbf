import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createHomeserverClient, type HomeserverClient } from '../../../src/client/index.js';
import { UnrecognizedEndpointError } from '../../../src/errors.js';
import { lintRegistration, understoodMasquerade } from '../../../src/registration/index.js';
import type { JsonObject } from '../../../src/json-objects.js';
import { freePort } from '../../helpers/free-port.js';
import { clientsOf, encrypted, type Clients } from '../clients/client-commands.js';
import { jsSdk } from '../clients/clients.js';
import { startLineProcess, type LineProcess } from '../clients/line-process.js';
import type { AppserviceOrder } from '../encryption/appservice-process.js';
import { register } from '../encryption/register.js';
import { given } from '../encryption/world.js';
import { createAsk } from '../synapse/client.js';
import { installedVersion, serverName, startDendrite } from './dendrite.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const ghost = `@irc_ann:${serverName}` as const;
const sender = `@irc_bot:${serverName}` as const;
const deviceId = 'GHOST';

const stops: (() => unknown)[] = [];
let url = '';
let client: HomeserverClient;
let appservice: LineProcess;
let clients: Clients | undefined;
let token = '';

const isThere = installedVersion !== undefined && process.env['INTEROP_CLIENTS'] !== undefined;
const why = isThere ? `Dendrite ${installedVersion}` : 'needs INTEROP_CLIENTS=1 and test/interop/dendrite/install.sh';

beforeAll(async () => {
  if (!isThere) return;
  const port = await freePort();
  const { registration } = register('irc', `http://127.0.0.1:${port}`, 'uploaded', '1.163.2');
  url = await startDendrite([registration], stops);
  token = registration.as_token;
  client = createHomeserverClient({ url, asToken: token });
  const folder = mkdtempSync(join(tmpdir(), 'dendrite-appservice-'));
  const order: AppserviceOrder = {
    ...{ registration, serverName, port, homeserverUrl: url, database: join(folder, 'appservice.db') },
    options: { receive: 'sync' },
  };
  const program = fileURLToPath(new URL('../encryption/appservice-process.ts', import.meta.url));
  appservice = startLineProcess(process.execPath, ['--import', 'tsx', program, JSON.stringify(order)]);
  stops.push(async () => {
    await appservice.kill();
    rmSync(folder, { recursive: true });
  });
  if (!jsSdk.isThere) return;
  const software = jsSdk.start();
  stops.push(software.stop);
  clients = clientsOf(software, url);
});

afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
});

/** What the appservice was told of a kind. */
function told(kind: string): JsonObject[] {
  return appservice.told.filter(({ what }) => what === kind);
}

describe.skipIf(!isThere)(`the same bot with receive: 'sync' (${why})`, () => {
  it('starts, and is told of nothing that fails', async () => {
    await appservice.ask('start');
    expect(told('failure')).toEqual([]);
  });

  it('cannot have an encrypted user: its device is refused with the reason, and nothing is sent', async () => {
    await expect(appservice.ask('user', { userId: ghost })).rejects.toThrow(
      'the homeserver does not let an appservice create devices',
    );
    expect((await client.as({ userId: ghost }).queryKeys({ device_keys: { [ghost]: [] } })).device_keys).toEqual({
      [ghost]: {},
    });
  });

  it('was told so before by the linter (G5)', () => {
    const { registration } = register('irc', 'http://127.0.0.1:1', 'uploaded', '1.163.2');
    const findings = lintRegistration(registration, { name: 'dendrite', version: installedVersion ?? '' });
    const absent = findings.filter(({ code }) => code === 'capability-unavailable').map(({ capability }) => capability);
    const needed = ['toDevice', 'deviceMasquerading', 'deviceCreation', 'crossSigningUpload'];
    expect(absent).toEqual(expect.arrayContaining(needed));
  });
});

describe.skipIf(!isThere)(`a homeserver that knows no devices of appservices (${why})`, () => {
  it('has registered the user, and acts for it as one device, whatever is named (G6)', async () => {
    const owner = await client.as({ userId: ghost, deviceId }).getTokenOwner();
    expect(owner).toMatchObject({ user_id: ghost, device_id: 'AS_Device' });
    expect(understoodMasquerade(owner, { userId: ghost, deviceId })).toBe('user-only');
  });

  it('refuses to create a device, with another code than it has for what is missing (G7)', async () => {
    await expect(client.as({ userId: ghost }).updateDevice({ deviceId }, {})).rejects.toMatchObject({
      status: 404,
      errcode: 'M_FORBIDDEN',
    });
  });

  it('gives a device to who logs in as an appservice does, but takes no request of the appservice for it', async () => {
    const body = { type: 'm.login.application_service', identifier: { type: 'm.id.user', user: ghost } };
    const login = await createAsk(url, token)('POST', '/_matrix/client/v3/login', {
      body: { ...body, device_id: deviceId },
    });
    expect(login).toMatchObject({ status: 200, body: { user_id: ghost, device_id: deviceId } });
    const { devices } = await client.as({ userId: ghost }).getDevices();
    expect(devices?.map((each) => each.device_id)).toEqual([deviceId]);
    expect(await client.as({ userId: ghost, deviceId }).getTokenOwner()).toMatchObject({ device_id: 'AS_Device' });
  });

  it('demands a password for cross-signing keys, and to delete a device', async () => {
    const acting = client.as({ userId: ghost });
    await expect(acting.uploadCrossSigningKeys({})).rejects.toMatchObject({ status: 401 });
    await expect(acting.deleteDevice({ deviceId })).rejects.toMatchObject({ status: 401 });
  });

  it('has no ping, which ends no start (R7)', async () => {
    await expect(client.pingAppservice({ appserviceId: 'irc' }, {})).rejects.toBeInstanceOf(UnrecognizedEndpointError);
  });

  it('keeps account data of the sender, and so the mark of the database (D9)', async () => {
    const mark = { userId: sender, type: 'matrix-encrypted-appservice.mark' };
    expect(await client.getAccountData(mark)).toEqual({ number: 1, id: expect.any(String) as string });
  });
});

describe.skipIf(!isThere || !jsSdk.isThere)(`a conversation with ${jsSdk.name} (${why})`, () => {
  let roomId = '';

  it('works in plain text, by the homeserver client: events come in transactions, with nothing beside them (T1, G5)', async () => {
    const bob = await clients?.register('bob', { isCrossSigned: false });
    roomId = String(await clients?.ask('createRoom', 'bob', { preset: 'public_chat' }));
    await client.as({ userId: ghost }).joinRoom({ roomIdOrAlias: roomId });
    await clients?.send('bob', roomId, 'hello in plain text');
    expect((await given({ appservice }, 'hello in plain text')).event.sender).toBe(bob);
    const content = { msgtype: 'm.text', body: 'hello back' };
    await client.as({ userId: ghost }).sendEvent({ roomId, eventType: 'm.room.message', txnId: '1' }, content);
    await clients?.shows('bob', 'hello back');
    const fields = new Set(told('request').flatMap(({ body }) => Object.keys(body as object)));
    expect([...fields]).toEqual(['events']);
  });

  it('cannot be read where it is encrypted: the ghost has no device that a client could give a key to', async () => {
    const secret = String(await clients?.ask('createRoom', 'bob', { preset: 'public_chat', encryption: encrypted }));
    await client.as({ userId: ghost }).joinRoom({ roomIdOrAlias: secret });
    await clients?.send('bob', secret, 'a secret');
    const { state, reason } = await appservice.until((line) => line['what'] === 'undecryptable' && line);
    expect(state).toBe('pending');
    expect(reason).toContain(`has not reached ${ghost}`);
  });
});
