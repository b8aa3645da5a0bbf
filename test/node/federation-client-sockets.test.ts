import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { createFederationClient, type FederationClient, type FederationClientOptions } from '../../src/client/index.js';
import { InvalidAnswerError, UnrecognizedEndpointError } from '../../src/errors.js';
import { createRequestSigner, verifyRequest, type RequestVerdict } from '../../src/federation/index.js';
import { operations } from '../../src/operations.js';
import type { FederationKeyQuery } from '../../src/types.js';
import { testKey } from '../federation/signers.js';
import { casesOf, faultLimits, faults, groupsOf, isAnswered, isSuccess, type Fault } from '../helpers/answer-faults.js';
import { respond, startFaultyServer, type FaultyServer, type ReceivedRequest } from '../helpers/faulty-server.js';
import { fetches } from '../helpers/fetches.js';
import { reasonOf } from '../helpers/reason-of.js';

const { queryKeys, claimKeys, claimSeveralKeys, userDevices } = operations.serverServer;
const origin = 'asks.test';
const asked = 'asked.test:8448';
const keyId = 'ed25519:1';
const key = await testKey(1);

/** The value of every header that was made, none of which may be seen in an error. */
const headers: string[] = [];
const signer = createRequestSigner({ origin, keyId, key });

const running: FaultyServer[] = [];
async function start(answer: Parameters<typeof startFaultyServer>[0]): Promise<FaultyServer> {
  const server = await startFaultyServer(answer);
  running.push(server);
  return server;
}
afterEach(async () => {
  headers.length = 0;
  await Promise.all(running.splice(0).map((server) => server.close()));
});

function clientOf(url: string, options: Partial<FederationClientOptions> = {}): FederationClient {
  return createFederationClient({
    origin,
    resolve: () => Promise.resolve(new URL(url)),
    sign: async (request) => {
      const header = await signer(request);
      headers.push(header);
      return header;
    },
    ...options,
  });
}

/** Checks what arrived as the homeserver that was asked would. */
function verify({ method, path, headers: { authorization }, body }: ReceivedRequest): Promise<RequestVerdict> {
  return verifyRequest({
    method,
    target: path,
    authorization,
    body: new TextEncoder().encode(body),
    serverName: asked,
    keysOf: () => Promise.resolve({ key: key.publicKey }),
  });
}

function expectNoHeaderIn(error: unknown): void {
  const everything = inspect(error, { depth: Infinity, showHidden: true });
  const signatures = headers.map((header) => /sig="([^"]+)"/.exec(header)?.[1] ?? '');
  expect(signatures).not.toContain('');
  expect(signatures.filter((signature) => everything.includes(signature))).toEqual([]);
  expect(everything).not.toContain('X-Matrix');
  expect((error as Error).cause).toBeUndefined();
}

const calls = [
  [queryKeys, (client: FederationClient) => client.queryKeys(asked, { device_keys: { '@a:asked.test': [] } })],
  [
    claimKeys,
    (client: FederationClient) =>
      client.claimKeys(asked, { one_time_keys: { '@a:asked.test': { D: 'signed_curve25519' } } }),
  ],
  [userDevices, (client: FederationClient) => client.userDevices(asked, '@a:asked.test')],
] as const;

describe.each(fetches)('over %s', (_, fetch) => {
  // Every operation over one, and one operation over every: the operation makes no difference to what comes off the wire.
  describe.each(fetch === undefined ? calls : calls.slice(0, 1))('$operationId', (operation, call) => {
    it.each(groupsOf(faults))(
      'throws the right typed error, without the header, on %s; it asks once and leaves no connection open (N2, N3, N8, S5)',
      async (_, group) => {
        await Promise.all(group.map(lookAt));
        expect(headers).toHaveLength(group.length);
      },
    );

    async function lookAt({ name, answer, error: errorClass, fields, requests, timeoutMs }: Fault): Promise<void> {
      const server = await start(answer);
      const client = clientOf(server.url, { ...faultLimits, timeoutMs, fetch });
      const error = await reasonOf(call(client));
      expect(error, name).toBeInstanceOf(errorClass);
      expect(error, name).toMatchObject(fields);
      if (error instanceof UnrecognizedEndpointError) expect(error.paths).toEqual([operation.stablePath]);
      expectNoHeaderIn(error);
      expect(server.requests, name).toHaveLength(Math.min(requests, 1));
      await server.allSocketsClosed();
    }
  });

  describe('the raw client', () => {
    const request = { serverName: asked, body: { one_time_keys: {} } };

    it.each(casesOf(faults.filter(isAnswered)))(
      'gives any status and any JSON out, on %s',
      async (_, { answer, fields }) => {
        const server = await start(answer);
        const result = await clientOf(server.url, { ...faultLimits, fetch }).http.POST(
          claimSeveralKeys.unstablePath,
          request,
        );
        expect(result.response.ok).toBe(isSuccess({ fields }));
        expect(Object.hasOwn(result, 'data')).toBe(isSuccess({ fields }));
        expect(server.requests.map(({ path }) => path)).toEqual([claimSeveralKeys.unstablePath]);
        await server.allSocketsClosed();
      },
    );

    it.each(groupsOf(faults.filter((fault) => !isAnswered(fault))))(
      'is protected like the other calls, on %s (N8, S1, S5)',
      async (_, group) => {
        await Promise.all(group.map(lookAt));
      },
    );

    async function lookAt({ name, answer, error: errorClass, fields, timeoutMs }: Fault): Promise<void> {
      const server = await start(answer);
      const { http } = clientOf(server.url, { ...faultLimits, timeoutMs, fetch });
      const error = await reasonOf(http.POST(claimSeveralKeys.unstablePath, request));
      expect(error, name).toBeInstanceOf(errorClass);
      expect(error, name).toMatchObject(fields);
      expectNoHeaderIn(error);
      await server.allSocketsClosed();
    }

    it.each([204, 205])('refuses a success of a status that has no body: %i (S1)', async (status) => {
      const server = await start(respond(status, '{}'));
      const error = await reasonOf(clientOf(server.url, { fetch }).http.POST(claimSeveralKeys.unstablePath, request));
      expect(error).toBeInstanceOf(InvalidAnswerError);
      await server.allSocketsClosed();
    });
  });

  describe('what arrives at a homeserver that works', () => {
    const answer = respond(200, '{}');

    it('is what was signed, to the byte: each call verifies, and is our origin’s (F2)', async () => {
      const server = await start(answer);
      const client = clientOf(server.url, { fetch });
      const query: FederationKeyQuery = { device_keys: { '@ä:asked.test': ['"\\/\u2028', '😀', '__proto__'] } };
      await client.queryKeys(asked, query);
      await client.claimKeys(asked, { one_time_keys: {} });
      await client.userDevices(asked, '@a:asked.test');
      await client.http.POST(claimSeveralKeys.unstablePath, { serverName: asked, body: { one_time_keys: {} } });
      expect(await Promise.all(server.requests.map(verify))).toEqual([
        { valid: true, origin, content: query },
        { valid: true, origin, content: { one_time_keys: {} } },
        { valid: true, origin, content: undefined },
        { valid: true, origin, content: { one_time_keys: {} } },
      ]);
      expect(server.requests.map(({ headers: { authorization } }) => authorization)).toEqual(headers);
      expect(server.requests[0]?.headers).toMatchObject({
        'accept-encoding': 'identity',
        'content-type': 'application/json',
      });
      expect(server.requests[0]?.body).toBe(JSON.stringify(query));
    });

    it('is signed below the path of the URL, whatever slashes it ends in (F2)', async () => {
      const server = await start(answer);
      for (const path of ['', '/', '//', '/a b', '/%2e/ü//', '/x//y/']) {
        await clientOf(`${server.url}${path}`, { fetch }).queryKeys(asked, { device_keys: {} });
      }
      const { stablePath } = queryKeys;
      expect(server.requests.map(({ path }) => path)).toEqual([
        stablePath,
        stablePath,
        stablePath,
        `/a%20b${stablePath}`,
        `/%C3%BC${stablePath}`,
        `/x//y${stablePath}`,
      ]);
      const verdicts = await Promise.all(server.requests.map(verify));
      expect(verdicts.map(({ valid }) => valid)).toEqual(server.requests.map(() => true));
    });

    it('has any user ID as one segment of the path, and is signed so (F2)', async () => {
      const server = await start(answer);
      const client = clientOf(server.url, { fetch });
      const userIds = ['@a:b', 'a/b', '../x', '...', '%2e', '?a#b', '$&', '@ü:b', '{userId}', '__proto__', "@'()*!~:b"];
      for (const userId of userIds) await client.userDevices(asked, userId);
      const prefix = userDevices.stablePath.replace('{userId}', '');
      expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual(
        userIds.map((userId) => `GET ${prefix}${encodeURIComponent(userId)}`),
      );
      const verdicts = await Promise.all(server.requests.map(verify));
      expect(verdicts.map(({ valid }) => valid)).toEqual(userIds.map(() => true));
    });

    it('is broken off when the caller aborts', async () => {
      const controller = new AbortController();
      const reason = new Error('not needed any more');
      const server = await start(() => {
        controller.abort(reason);
      });
      const call = clientOf(server.url, { fetch }).claimKeys(
        asked,
        { one_time_keys: {} },
        { signal: controller.signal },
      );
      await expect(call).rejects.toBe(reason);
      await server.allSocketsClosed();
      expect(server.requests).toHaveLength(1);
    });
  });
});
