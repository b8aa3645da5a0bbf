import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createAppserviceHandler } from '../../../src/appservice/index.js';
import { signJson, verifyCrossSigning } from '../../../src/federation/index.js';
import { createNodeListener } from '../../../src/node/index.js';
import type { AppserviceRegistration, CrossSigningKey, KeyQueryResponse, UserId } from '../../../src/types.js';
import { testKey } from '../../federation/signers.js';
import { freePort } from '../../helpers/free-port.js';
import { clientsOf, encrypted, type Clients } from '../clients/client-commands.js';
import { jsSdk, nio } from '../clients/clients.js';
import { startLineProcess, type LineProcess } from '../clients/line-process.js';
import type { AppserviceOrder } from '../encryption/appservice-process.js';
import { compileAppservice } from '../encryption/compile-appservice.js';
import { given, missing, say } from '../encryption/world.js';
import { createAsk, registerUser, type User } from './client.js';
import { deviceKeysOf, oneTimeKeysOf } from './ghost-keys.js';
import { startFrontedFederation, type StartFront } from './homeservers.js';
import { installation, type Synapse } from './synapse.js';

// Two homeservers and several processes start, on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 300_000 });
const why = missing(jsSdk) ?? missing(nio);
/** The check of a device that is signed by itself and by its owner. */
const sound = { ownSignature: { valid: true }, crossSignature: { valid: true } };

describe.skipIf(why !== undefined)(`the proxy in front of a Synapse without flags (${why ?? 'with clients'})`, () => {
  const stops: (() => unknown)[] = [];
  /** Keys that are claimed of the scripted appservice come from here. */
  let toBeClaimed: string[] = [];
  let own: Synapse;
  let remote: Synapse;
  let proxyUrl = '';
  let ghost: UserId;
  let local: User;
  let far: User;
  const folder = mkdtempSync(join(tmpdir(), 'proxy-'));
  const ports: Record<string, number> = {};
  const registrations: Record<string, AppserviceRegistration> = {};

  const startProxy: StartFront = async (homeserverUrl, serverName, { cert, key, port }) => {
    const clients = await freePort();
    const files = Object.entries(registrations).map(([id, registration]) => {
      writeFileSync(join(folder, `${id}.yaml`), JSON.stringify(registration));
      return join(folder, `${id}.yaml`);
    });
    const program = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));
    const args = ['--homeserver-url', homeserverUrl, '--server-name', serverName, '--listen', String(clients)];
    const federation = ['--federation-listen', String(port), '--cert', cert, '--key', key];
    const child = spawn(execPath, ['--import', 'tsx', program, 'proxy', ...files, ...args, ...federation]);
    const ended = once(child, 'exit');
    stops.push(async () => {
      child.kill('SIGTERM');
      expect(await ended).toEqual([0, null]);
    });
    for await (const line of createInterface(child.stderr)) if (line.includes('SIGHUP reads')) break;
    child.stderr.resume();
    proxyUrl = `http://127.0.0.1:${clients}`;
  };

  beforeAll(async () => {
    if (installation === undefined) throw new Error('Synapse is not installed');
    stops.push(() => {
      rmSync(folder, { recursive: true });
    });
    for (const id of ['scripted', 'claimed', 'served']) {
      const port = (ports[id] = await freePort());
      registrations[id] = registrationOf(id, port);
    }
    [own, remote] = await startFrontedFederation(installation, Object.values(registrations), startProxy, stops);
    ghost = `@scripted_ann:${own.serverName}`;
    await startScripted();
    local = await registerUser(proxyUrl, 'local');
    far = await registerUser(remote.url, 'far');
  });

  afterAll(async () => {
    for (const stop of stops.reverse()) await stop();
  });

  async function startScripted(): Promise<void> {
    const { hs_token: hsToken } = registrations['scripted'] ?? expect.fail('it was made');
    const keys = await keysOf(ghost);
    const handler = createAppserviceHandler(
      {
        queryKeys: () => keys,
        claimKeys: async (claim) => {
          const oneTime = await oneTimeKeysOf(ghost, 'GHOST', toBeClaimed.splice(0, 1));
          return claim[ghost]?.['GHOST'] === undefined ? {} : { [ghost]: { GHOST: oneTime } };
        },
        onEvent: () => undefined,
      },
      { hsToken },
    );
    const server = createServer(createNodeListener(handler)).listen(ports['scripted'], '127.0.0.1');
    await once(server, 'listening');
    stops.push(() => {
      server.closeAllConnections();
      server.close();
    });
    // The homeserver has a user of that name, and no keys.
    const as = createAsk(own.url, registrations['scripted']?.as_token);
    const body = { type: 'm.login.application_service', username: 'scripted_ann', inhibit_login: true };
    expect((await as('POST', '/_matrix/client/v3/register', { body })).status).toBe(200);
  }

  const query = async (user: User, version = 'v3'): Promise<KeyQueryResponse> =>
    (await user.ask('POST', `/_matrix/client/${version}/keys/query`, { body: { device_keys: { [ghost]: [] } } })).body;

  const claim = async (user: User): Promise<string[]> => {
    const body = { one_time_keys: { [ghost]: { GHOST: 'signed_curve25519' } } };
    const answer = await user.ask('POST', '/_matrix/client/v3/keys/claim', { body });
    const { one_time_keys: users } = answer.body as { one_time_keys: Record<string, Record<string, object>> };
    return Object.keys(users[ghost]?.['GHOST'] ?? {});
  };

  describe('keys that an appservice serves', () => {
    it('are unknown to the homeserver itself', async () => {
      const direct = createAsk(own.url);
      const { body } = await direct('POST', '/_matrix/client/v3/login', {
        body: {
          type: 'm.login.password',
          identifier: { type: 'm.id.user', user: 'local' },
          password: 'a password of this test',
        },
      });
      const asked = await createAsk(own.url, String(body['access_token']))('POST', '/_matrix/client/v3/keys/query', {
        body: { device_keys: { [ghost]: [] } },
      });
      expect(asked.body).toMatchObject({ device_keys: { [ghost]: {} } });
      expect(JSON.stringify(asked.body)).not.toContain('ed25519');
    });

    it.each(['r0', 'v3', 'unstable'])(
      'reach a local client, with cross-signing keys that Synapse would drop: %s',
      async (version) => {
        const answer = await query(local, version);
        expect(Object.keys(answer.device_keys?.[ghost] ?? {})).toEqual(['GHOST']);
        expect(answer.master_keys).toHaveProperty([ghost]);
        expect((await verifyCrossSigning(answer, ghost)).devices['GHOST']).toEqual(sound);
      },
    );

    it('reach a client of another server through --federation-listen', async () => {
      const answer = await query(far);
      expect(Object.keys(answer.device_keys?.[ghost] ?? {})).toEqual(['GHOST']);
      expect((await verifyCrossSigning(answer, ghost)).devices['GHOST']).toEqual(sound);
    });

    it('are claimed once each, on both sides', async () => {
      toBeClaimed = ['ONE', 'TWO'];
      expect([await claim(local), await claim(far), await claim(local)]).toEqual([
        ['signed_curve25519:ONE'],
        ['signed_curve25519:TWO'],
        [],
      ]);
    });

    it('do not hide the homeserver’s own refusals', async () => {
      const { status, body } = await createAsk(proxyUrl, 'no-token')('POST', '/_matrix/client/v3/keys/query', {
        body: { device_keys: { [ghost]: [] } },
      });
      expect([status, body['errcode']]).toEqual([401, 'M_UNKNOWN_TOKEN']);
      const unsigned = await createAsk(proxyUrl)('POST', '/_matrix/federation/v1/user/keys/query', {
        body: { device_keys: { [ghost]: [] } },
      });
      expect([unsigned.status, unsigned.body['errcode']]).toEqual([401, 'M_UNAUTHORIZED']);
      const malformed = await local.ask('POST', '/_matrix/client/v3/keys/query', { body: { device_keys: 7 } });
      expect(malformed.status).toBe(400);
    });
  });

  describe.each(['claimed', 'served'] as const)('an encrypted appservice whose keys are %s', (id) => {
    let appservice: LineProcess;
    let clients: Clients;
    let farClients: Clients;
    let userId: UserId;

    beforeAll(async () => {
      const registration = registrations[id] ?? expect.fail('it was made');
      const served = { keys: 'served', federation: false, receive: 'sync' } as const;
      const order: AppserviceOrder = {
        ...{ registration, serverName: own.serverName, port: ports[id] ?? 0, homeserverUrl: proxyUrl },
        database: join(folder, `${id}.db`),
        options: id === 'served' ? served : { keys: 'one-time-keys-served', receive: 'sync' },
      };
      appservice = startLineProcess(execPath, [await compileAppservice(), JSON.stringify(order)]);
      stops.push(() => appservice.kill());
      await appservice.ask('start');
      userId = `@${id}_ann:${own.serverName}`;
      await appservice.ask('user', { userId });
      clients = clientsOf(start(jsSdk), proxyUrl);
      farClients = clientsOf(start(nio), remote.url);
      await clients.register(`gina-${id}`);
      if (id === 'claimed') await farClients.register(`bob-${id}`, { isCrossSigned: false });
    });

    function start(software: typeof jsSdk): LineProcess {
      const process = software.start();
      stops.push(process.stop);
      return process;
    }

    async function talk(with_: Clients, name: string): Promise<void> {
      const roomId = await with_.createRoom(name, { encryption: encrypted, invite: [userId] });
      await appservice.ask('join', { userId, roomId });
      await with_.ask('knows', name, { roomId, userId });
      await with_.send(name, roomId, `hello from ${name}`);
      expect((await given({ appservice }, `hello from ${name}`)).receivers).toEqual([userId]);
      await say({ appservice, ghost: userId }, roomId, `hello, ${name}`);
      expect(await with_.shows(name, `hello, ${name}`)).toMatchObject({ sender: userId, isEncrypted: true });
    }

    it('talks with a client of its homeserver (matrix-js-sdk), which sees a cross-signed device', async () => {
      await talk(clients, `gina-${id}`);
      const { devices, hasCrossSigningKeys } = await clients.trust(`gina-${id}`, userId);
      expect(hasCrossSigningKeys).toBe(true);
      expect(devices).toMatchObject([{ signedByOwner: true }]);
    });

    it.skipIf(id === 'served')('talks with a client of another server (matrix-nio)', async () => {
      await talk(farClients, `bob-${id}`);
    });
  });
});

function registrationOf(id: string, port: number): AppserviceRegistration {
  return {
    ...{ id, url: `http://127.0.0.1:${port}`, as_token: `as-of-${id}`, hs_token: `hs-of-${id}` },
    ...{ sender_localpart: `${id}_bot`, rate_limited: false },
    namespaces: { users: [{ exclusive: true, regex: `@${id}_.*` }] },
  };
}

/** A device, and cross-signing keys that vouch for it. */
async function keysOf(userId: UserId): Promise<KeyQueryResponse> {
  const [master, selfSigning] = [await testKey(8), await testKey(9)];
  const keyOf = (usage: CrossSigningKey['usage'][number], key: { publicKey: string }): CrossSigningKey => ({
    ...{ user_id: userId, usage: [usage], keys: { [`ed25519:${key.publicKey}`]: key.publicKey } },
  });
  const byMaster = { entity: userId, keyId: `ed25519:${master.publicKey}`, key: master } as const;
  const bySelf = { entity: userId, keyId: `ed25519:${selfSigning.publicKey}`, key: selfSigning } as const;
  return {
    device_keys: { [userId]: { GHOST: await signJson(await deviceKeysOf(userId, 'GHOST'), bySelf) } },
    master_keys: { [userId]: keyOf('master', master) },
    self_signing_keys: { [userId]: await signJson(keyOf('self_signing', selfSigning), byMaster) },
  };
}
