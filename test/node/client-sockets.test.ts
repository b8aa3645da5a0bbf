import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { InvalidAnswerError } from '../../src/errors.js';
import { createAppserviceClient, type AppserviceClient } from '../../src/client/index.js';
import { operations } from '../../src/operations.js';
import type { AppserviceRegistration } from '../../src/types.js';
import { casesOf, faultLimits, faults, groupsOf, isAnswered, isSuccess, type Fault } from '../helpers/answer-faults.js';
import { collectGarbage } from '../helpers/collect-garbage.js';
import { respond, startFaultyServer, type FaultyServer } from '../helpers/faulty-server.js';
import { fetches } from '../helpers/fetches.js';
import { reasonOf } from '../helpers/reason-of.js';

const { queryKeys, claimKeys, sendTransaction, ping } = operations.applicationService;
const secret = 'hs_token_that_nobody_may_see';
const registration = (url: string | null): AppserviceRegistration => ({
  id: 'bridge',
  url,
  as_token: 'as_token_that_nobody_may_see',
  hs_token: secret,
  sender_localpart: 'bridge',
  namespaces: {},
});

const running: FaultyServer[] = [];
async function start(...parameters: Parameters<typeof startFaultyServer>): Promise<FaultyServer> {
  const server = await startFaultyServer(...parameters);
  running.push(server);
  return server;
}
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()));
});

const everythingIn = (error: unknown): string => inspect(error, { depth: Infinity, showHidden: true });

const calls = [
  [queryKeys, (client: AppserviceClient) => client.queryKeys({ '@a:b': [] })],
  [claimKeys, (client: AppserviceClient) => client.claimKeys({ '@a:b': { D: ['signed_curve25519'] } })],
] as const;

describe.each(fetches)('over %s', (_, fetch) => {
  // Every operation over one, and one operation over every: the operation makes no difference to what comes off the wire.
  describe.each(fetch === undefined ? calls : calls.slice(0, 1))('$operationId', (operation, call) => {
    it.each(groupsOf(faults))(
      'throws the right typed error, without the token, on %s; it asks only where it may and leaves no connection open (N2, N3, N8, S5)',
      async (_, group) => {
        await Promise.all(group.map(lookAt));
      },
    );

    async function lookAt({ name, answer, error: errorClass, fields, requests, timeoutMs }: Fault): Promise<void> {
      const server = await start(answer);
      const client = createAppserviceClient(registration(server.url), { ...faultLimits, timeoutMs, fetch });
      const error = await reasonOf(call(client));
      expect(error, name).toBeInstanceOf(errorClass);
      expect(error, name).toMatchObject(fields);
      expect(everythingIn(error), name).not.toContain('nobody_may_see');
      expect((error as Error).cause, name).toBeUndefined();
      expect(
        server.requests.map(({ path }) => path),
        name,
      ).toEqual(operation.paths.slice(0, requests));
      await server.allSocketsClosed();
    }
  });

  describe('the raw client', () => {
    it.each(casesOf(faults.filter(isAnswered)))(
      'gives any status and any JSON out, on %s',
      async (_, { answer, fields }) => {
        const server = await start(answer);
        const { http } = createAppserviceClient(registration(server.url), { ...faultLimits, fetch });
        const result = await http.POST(queryKeys.stablePath, { body: {} });
        expect(result.response.ok).toBe(isSuccess({ fields }));
        expect(Object.hasOwn(result, 'data')).toBe(isSuccess({ fields }));
        expect(server.requests.map(({ path }) => path)).toEqual([queryKeys.stablePath]);
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
      const { http } = createAppserviceClient(registration(server.url), { ...faultLimits, timeoutMs, fetch });
      const error = await reasonOf(http.POST(queryKeys.stablePath, { body: {} }));
      expect(error, name).toBeInstanceOf(errorClass);
      expect(error, name).toMatchObject(fields);
      expect(everythingIn(error), name).not.toContain('nobody_may_see');
      await server.allSocketsClosed();
    }

    it.each([204, 205])('refuses a success of a status that has no body: %i (S1)', async (status) => {
      const server = await start(respond(status, '{}'));
      const { http } = createAppserviceClient(registration(server.url), { ...faultLimits, fetch });
      const error = await reasonOf(http.POST(queryKeys.stablePath, { body: {} }));
      expect(error).toBeInstanceOf(InvalidAnswerError);
      await server.allSocketsClosed();
    });
  });

  describe('the client against an appservice that works', () => {
    it('sends the token in the Authorization header alone, asks for no compression, and gives the answer (N8, S2)', async () => {
      const server = await start(respond(200, '{"device_keys":{"@a:b":{}}}'));
      const client = createAppserviceClient(registration(server.url), { fetch });
      expect(await client.queryKeys({ '@a:b': ['D'] })).toEqual({ device_keys: { '@a:b': {} } });
      const [request, ...others] = server.requests;
      expect(others).toEqual([]);
      expect(request).toMatchObject({ method: 'POST', path: queryKeys.unstablePath, body: '{"@a:b":["D"]}' });
      expect(request?.headers).toMatchObject({
        authorization: `Bearer ${secret}`,
        'accept-encoding': 'identity',
        'content-type': 'application/json',
      });
    });

    it('calls below the path of the URL, whatever slashes it ends in (N9)', async () => {
      const server = await start(respond(200, '{}'));
      for (const url of [`${server.url}/bridge`, `${server.url}/bridge//`, `${server.url}/`, server.url]) {
        await createAppserviceClient(registration(url), { fetch }).ping();
      }
      const { stablePath } = ping;
      expect(server.requests.map(({ path }) => path)).toEqual([
        `/bridge${stablePath}`,
        `/bridge${stablePath}`,
        stablePath,
        stablePath,
      ]);
    });

    it('sends any transaction id as one segment of the path (T7)', async () => {
      const server = await start(respond(200, '{}'));
      const client = createAppserviceClient(registration(server.url), { fetch });
      const ids = ['35', 'a/b', '../x', '...', '%2e', '?a#b', '$&', 'ü', '{txnId}', '__proto__'];
      for (const id of ids) await client.sendTransaction(id, { events: [] });
      const prefix = sendTransaction.stablePath.replace('{txnId}', '');
      expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual(
        ids.map((id) => `PUT ${prefix}${encodeURIComponent(id)}`),
      );
    });

    it('breaks the connection off at the deadline, whatever was collected as garbage meanwhile (N8, S6)', async () => {
      const server = await start(() => setImmediate(collectGarbage));
      const { http } = createAppserviceClient(registration(server.url), { fetch, timeoutMs: 300 });
      expect(await reasonOf(http.POST(queryKeys.stablePath, { body: {} }))).toMatchObject({ name: 'TimeoutError' });
      expect(server.requests).toHaveLength(1);
      await server.allSocketsClosed();
    });

    it('breaks the connection off when the caller aborts', async () => {
      const controller = new AbortController();
      const reason = new Error('not needed any more');
      const server = await start(() => {
        controller.abort(reason);
      });
      const client = createAppserviceClient(registration(server.url), { fetch });
      await expect(client.claimKeys({}, { signal: controller.signal })).rejects.toBe(reason);
      await server.allSocketsClosed();
      expect(server.requests).toHaveLength(1);
    });
  });
});
