import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  createAppserviceHandler,
  type AppserviceHandler,
  type AppserviceHandlerOptions,
  type AppserviceHandlers,
} from '../../src/appservice/index.js';
import { BodyTooLargeError, RegistrationError } from '../../src/errors.js';
import { operations, type Operation } from '../../src/operations.js';
import { ask, bytesOf, hsToken, send } from './ask.js';

const api = operations.applicationService;
const queryPath = api.queryKeys.stablePath;
const claimPath = api.claimKeys.stablePath;

const everything: AppserviceHandlers = {
  queryKeys: () => ({}),
  claimKeys: () => ({}),
  ping: () => undefined,
  transaction: () => undefined,
};

function handlerOf(handlers = everything, options: Partial<AppserviceHandlerOptions> = {}): AppserviceHandler {
  return createAppserviceHandler(handlers, { hsToken, ...options });
}

function example(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../openapi/examples/${name}.json`, import.meta.url), 'utf8'));
}

afterEach(() => {
  vi.useRealTimers();
});

describe('the token (rule A1)', () => {
  it.each(['', ' ', 'a b', 'tök', 'a\nb', 'a\u0000', undefined])('may not be %j when the handler is made', (token) => {
    const options: { hsToken: unknown } = { hsToken: token };
    const make = (): unknown => createAppserviceHandler(everything, options as AppserviceHandlerOptions);
    expect(make).toThrow(RegistrationError);
    expect(make).toThrow(expect.objectContaining({ field: 'hs_token' }) as Error);
    expect(make).not.toThrow(/tök/);
  });

  it('must be there, and right', async () => {
    const handler = handlerOf();
    const missing = await ask(handler, { authorization: null });
    expect([missing.status, missing.json['errcode']]).toEqual([401, 'M_MISSING_TOKEN']);
    const wrong = await ask(handler, { authorization: 'Bearer wrong' });
    expect([wrong.status, wrong.json['errcode']]).toEqual([403, 'M_FORBIDDEN']);
    expect(await ask(handler)).toMatchObject({ status: 200, text: '{}' });
  });

  it('may stand in the query alone only where the option says so', async () => {
    const question = { authorization: null, target: `/_matrix/app/v1/ping?access_token=${hsToken}` };
    expect(await ask(handlerOf(), question)).toMatchObject({ status: 401 });
    expect(await ask(handlerOf(everything, { queryToken: true }), question)).toMatchObject({ status: 200 });
  });

  it('must match in the query too, beside the header', async () => {
    const target = '/_matrix/app/v1/ping?access_token=wrong';
    expect(await ask(handlerOf(), { target })).toMatchObject({ status: 403 });
  });
});

describe('the order of the checks (rule A2)', () => {
  const wrongInMoreAndMoreWays = [
    [403, 'M_FORBIDDEN', { authorization: 'Bearer wrong', target: '/%zz', method: 'PATCH', body: 'no json' }],
    [400, 'M_INVALID_PARAM', { target: '/%zz', method: 'PATCH', body: 'no json' }],
    [404, 'M_UNRECOGNIZED', { target: '/elsewhere', method: 'PATCH', body: 'no json' }],
    [405, 'M_UNRECOGNIZED', { target: queryPath, method: 'PATCH', body: 'no json' }],
    [400, 'M_NOT_JSON', { target: queryPath, method: 'POST', body: 'no json' }],
  ] as const;

  it.each(wrongInMoreAndMoreWays)(
    'answers %i %s to the first thing that is wrong',
    async (status, errcode, question) => {
      const answer = await ask(handlerOf(), question);
      expect([answer.status, answer.json['errcode']]).toEqual([status, errcode]);
      expect(answer.headers['content-type']).toBe('application/json');
    },
  );

  it('reads no body before everything else is right', async () => {
    const readBody = vi.fn(() => Promise.resolve(bytesOf({})));
    for (const [, errcode, question] of wrongInMoreAndMoreWays) {
      if (errcode !== 'M_NOT_JSON') await ask(handlerOf(), { ...question, readBody });
    }
    expect(readBody).not.toHaveBeenCalled();
  });
});

describe('routes (A2)', () => {
  const served: Operation[] = Object.values(api);
  const paths = served.flatMap(({ method, paths }) =>
    paths.map((path) => [method, path.replace('{txnId}', '1')] as const),
  );

  it.each(paths)('serves %s %s', async (method, target) => {
    const answer = await ask(handlerOf(), { method, target, body: { events: [] } });
    expect(answer.status).not.toBe(404);
    expect(answer.status).not.toBe(405);
    expect(handlerOf().serves(target)).toBe(true);
  });

  it.each(paths)('refuses another method than %s for %s, and says which it is', async (method, target) => {
    for (const other of ['GET', 'HEAD', 'DELETE', 'OPTIONS', method.toLowerCase()]) {
      const answer = await ask(handlerOf(), { method: other, target });
      expect(answer).toMatchObject({ status: 405, headers: { allow: method }, json: { errcode: 'M_UNRECOGNIZED' } });
    }
  });

  it.each(paths)(
    'answers 404 to %s %s where there is no handler, and 200 to a ping all the same',
    async (method, target) => {
      const handler = handlerOf({});
      const isPing = target === api.ping.stablePath;
      expect(await ask(handler, { method, target })).toMatchObject({ status: isPing ? 200 : 404 });
      expect(handler.serves(target)).toBe(isPing);
    },
  );

  it('serves the older transaction path where the option says so', async () => {
    const question = { method: 'PUT', target: '/transactions/1', body: { events: [] } };
    expect(await ask(handlerOf(), question)).toMatchObject({ status: 404 });
    expect(await ask(handlerOf(everything, { legacyRoutes: true }), question)).toMatchObject({ status: 200 });
  });

  it.each(['/', '//', 'http://bridge.example.org/', 'http://bridge.example.org//'])(
    'serves a path behind %j, as Dendrite asks where a registration has a URL that ends in a slash',
    async (before) => {
      const transaction = vi.fn();
      const handler = handlerOf({ transaction });
      const target = `${before}/_matrix/app/v1/transactions/1?x=//`;
      expect(handler.serves(target)).toBe(true);
      expect(await ask(handler, { method: 'PUT', target, body: { events: [] } })).toMatchObject({ status: 200 });
      expect(transaction).toHaveBeenCalledWith({ events: [] }, expect.objectContaining({ id: '1' }));
      expect(await ask(handler, { method: 'PUT', target, authorization: null })).toMatchObject({ status: 401 });
    },
  );

  it('serves the older transaction path behind two slashes only where the option says so', async () => {
    const question = { method: 'PUT', target: '//transactions/1', body: { events: [] } };
    expect(await ask(handlerOf(), question)).toMatchObject({ status: 404 });
    expect(await ask(handlerOf(everything, { legacyRoutes: true }), question)).toMatchObject({ status: 200 });
  });

  it('takes a target in absolute form, and ignores a query that is not its own', async () => {
    const target = `https://bridge.example.org${queryPath}?user_id=x`;
    expect(await ask(handlerOf(), { target })).toMatchObject({ status: 200 });
  });

  it('decodes the id in the path, and a segment that came encoded without need', async () => {
    const transaction = vi.fn();
    const handler = handlerOf({ transaction });
    const target = '/_matrix/app/v1/tr%61nsactions/a%2Fb%25';
    expect(await ask(handler, { method: 'PUT', target, body: { events: [] } })).toMatchObject({ status: 200 });
    expect(transaction).toHaveBeenCalledWith({ events: [] }, expect.objectContaining({ id: 'a/b%' }));
  });

  it.each(['/', '/_matrix/app/v1/users/@a:b', '/transactions/1', 'https://example.org/', '/%zz'])(
    'says that %s is under no route of ours (A5)',
    (target) => {
      expect(handlerOf().serves(target)).toBe(false);
    },
  );

  it('says that a transaction whose id is badly encoded is ours, and refuses it (A3, A5)', async () => {
    const target = '/_matrix/app/v1/transactions/%zz?x=1';
    expect(handlerOf().serves(target)).toBe(true);
    expect(await ask(handlerOf(), { method: 'PUT', target })).toMatchObject({ status: 400 });
  });
});

describe('bodies (rule A3)', () => {
  it.each([
    [queryPath, 'keyRequestBytes', 1024 * 1024],
    [claimPath, 'keyRequestBytes', 1024 * 1024],
    ['/_matrix/app/v1/ping', 'keyRequestBytes', 1024 * 1024],
    ['/_matrix/app/v1/transactions/1', 'transactionBytes', 64 * 1024 * 1024],
  ] as const)('of %s are read up to the limit %s (S2)', async (target, limit, byDefault) => {
    const method = limit === 'transactionBytes' ? 'PUT' : 'POST';
    const readBody = vi.fn(() => Promise.resolve(bytesOf('{"events":[]}')));
    await ask(handlerOf(), { method, target, readBody });
    expect(readBody).toHaveBeenLastCalledWith(byDefault);
    await ask(handlerOf(everything, { limits: { [limit]: 99 } }), { method, target, readBody });
    expect(readBody).toHaveBeenLastCalledWith(99);
  });

  it.each([
    ['is said to be too large', () => Promise.reject(new BodyTooLargeError(10))],
    ['is too large though nothing was said', () => Promise.resolve(new Uint8Array(11))],
  ])('end the connection with a 413 where one %s', async (_, readBody) => {
    const answer = await ask(handlerOf(everything, { limits: { keyRequestBytes: 10 } }), { readBody });
    expect(answer).toMatchObject({ status: 413, headers: { connection: 'close' }, json: { errcode: 'M_TOO_LARGE' } });
  });

  it('may be as large as the limit', async () => {
    expect(await ask(handlerOf(everything, { limits: { keyRequestBytes: 2 } }), { body: '{}' })).toMatchObject({
      status: 200,
    });
  });

  it('that break off are no JSON', async () => {
    const readBody = (): Promise<never> => Promise.reject(new Error(`socket of ${hsToken} hung up`));
    const answer = await ask(handlerOf(), { readBody });
    expect(answer).toMatchObject({ status: 400, json: { errcode: 'M_NOT_JSON' } });
    expect(answer.text).not.toContain(hsToken);
  });

  it('of the wrong shape are refused with the place of the fault', async () => {
    const query = await ask(handlerOf(), { target: queryPath, body: { '@a:b': 'D' } });
    expect(query).toMatchObject({ status: 400, json: { errcode: 'M_BAD_JSON' } });
    expect(query.json['error']).toMatch(/^\/@a:b: /);
    const transaction = await send(handlerOf(), '1', { events: {} });
    expect(transaction).toMatchObject({ status: 400, json: { errcode: 'M_BAD_JSON' } });
    expect(transaction.json['error']).toMatch(/^\/events: /);
  });
});

describe('a ping (MSC2659)', () => {
  it.each([
    [{ transaction_id: 'x' }, 'x'],
    [{ transaction_id: '' }, ''],
    [{ transaction_id: null }, undefined],
    [{ transaction_id: 7 }, undefined],
    [{ other: [[[[]]]] }, undefined],
    [{}, undefined],
  ])('is never refused for the object %j (A3)', async (body, id) => {
    const ping = vi.fn();
    const handler = handlerOf({ ping }, { limits: { depth: 1, entries: 1 } });
    expect(await ask(handler, { body })).toMatchObject({ status: 200, text: '{}' });
    expect(ping).toHaveBeenCalledExactlyOnceWith(id);
  });

  it.each(['ping', 'ping-synapse'])('as in the example %s is answered', async (name) => {
    expect(await ask(handlerOf(), { body: example(name) })).toMatchObject({ status: 200 });
  });

  it.each([
    ['[]', 'M_BAD_JSON'],
    ['null', 'M_BAD_JSON'],
    ['', 'M_NOT_JSON'],
  ])('with the body %j is refused (A3)', async (body, errcode) => {
    expect(await ask(handlerOf(), { body })).toMatchObject({ status: 400, json: { errcode } });
  });

  it('fails with 500 where its handler fails (A4)', async () => {
    expect(await ask(handlerOf({ ping: () => Promise.reject(new Error('no')) }))).toMatchObject({ status: 500 });
  });
});

describe('key requests', () => {
  it('give the query to the handler, and its answer to the homeserver, on either path (MSC3984)', async () => {
    const answer = example('msc3984-key-query-response');
    const queryKeys = vi.fn<NonNullable<AppserviceHandlers['queryKeys']>>(() => Promise.resolve(answer as object));
    const query = example('msc3984-key-query');
    for (const target of api.queryKeys.paths) {
      const { status, json } = await ask(handlerOf({ queryKeys }), { target, body: query });
      expect([status, json]).toEqual([200, answer]);
    }
    expect(queryKeys).toHaveBeenCalledTimes(2);
    expect(queryKeys).toHaveBeenLastCalledWith(query, { signal: expect.any(AbortSignal) as AbortSignal });
  });

  it('give the claim to the handler, and its answer to the homeserver, on either path (MSC3983)', async () => {
    const answer = example('key-claim-response');
    const claimKeys = vi.fn<NonNullable<AppserviceHandlers['claimKeys']>>(() => answer as Record<string, never>);
    const claim = example('key-claim');
    for (const target of api.claimKeys.paths) {
      const { status, json } = await ask(handlerOf({ claimKeys }), { target, body: claim });
      expect([status, json]).toEqual([200, answer]);
    }
    expect(claimKeys).toHaveBeenCalledTimes(2);
    expect(claimKeys).toHaveBeenLastCalledWith(claim, { signal: expect.any(AbortSignal) as AbortSignal });
  });

  it('leave out users who are no users (W5)', async () => {
    const queryKeys = vi.fn(() => ({}));
    await ask(handlerOf({ queryKeys }), { target: queryPath, body: { bridge: [], '@a:b': [] } });
    const context = { signal: expect.any(AbortSignal) as AbortSignal };
    expect(queryKeys).toHaveBeenCalledExactlyOnceWith({ '@a:b': [] }, context);
  });

  it('obey the limits of the options (S2)', async () => {
    const handler = handlerOf(everything, { limits: { entries: 1, depth: 2 } });
    const statusOf = async (target: string, body: unknown): Promise<number> =>
      (await ask(handler, { target, body })).status;
    expect(await statusOf(queryPath, { '@a:b': ['1'] })).toBe(200);
    expect(await statusOf(queryPath, { '@a:b': ['1', '2'] })).toBe(413);
    expect(await statusOf(claimPath, { '@a:b': { D: ['x'] } })).toBe(400);
  });

  it('tell onError which operation failed (A4)', async () => {
    const onError = vi.fn();
    const error = new Error('no');
    const claimKeys = (): never => {
      throw error;
    };
    expect(await ask(handlerOf({ claimKeys }, { onError }), { target: claimPath })).toMatchObject({ status: 500 });
    expect(onError).toHaveBeenCalledExactlyOnceWith(error, { operation: 'claimKeys' });
  });

  it('end with a 504 after 30 seconds by default, and leave no timer (A4)', async () => {
    vi.useFakeTimers();
    const queryKeys = (): Promise<never> => new Promise(() => undefined);
    const answered = vi.fn();
    const answer = ask(handlerOf({ queryKeys }), { target: queryPath });
    void answer.then(answered);
    await vi.advanceTimersByTimeAsync(29_999);
    expect(answered).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(await answer).toMatchObject({ status: 504, json: { errcode: 'M_UNKNOWN' } });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('may be handled by the methods of an object', async () => {
    class Bridge implements AppserviceHandlers {
      readonly failures = { 'example.org': {} };
      queryKeys(): object {
        return { failures: this.failures };
      }
    }
    const answer = await ask(handlerOf(new Bridge()), { target: queryPath });
    expect(answer.json).toEqual({ failures: { 'example.org': {} } });
  });
});

describe('transactions', () => {
  it.each(['transaction', 'transaction-synapse', 'msc3202-transaction'])(
    'as in the example %s are delivered',
    async (name) => {
      const transaction = vi.fn();
      expect(await send(handlerOf({ transaction }), '1', example(name))).toMatchObject({ status: 200, text: '{}' });
      expect(transaction).toHaveBeenCalledOnce();
    },
  );

  it('are delivered once per id, under whichever path they come (T7)', async () => {
    const transaction = vi.fn();
    const handler = handlerOf({ transaction }, { legacyRoutes: true });
    const body = { events: [] };
    for (const target of [
      '/_matrix/app/v1/transactions/a',
      '/transactions/%61',
      '/_matrix/app/v1/transactions/a?x=1',
    ]) {
      expect(await ask(handler, { method: 'PUT', target, body })).toMatchObject({ status: 200 });
    }
    expect(transaction).toHaveBeenCalledOnce();
  });
});

describe('handle', () => {
  it('answers 500 and tells onError where the request itself throws', async () => {
    const onError = vi.fn();
    const error = new Error('no headers');
    const answer = await handlerOf(everything, { onError }).handle({
      method: 'POST',
      target: '/',
      header: () => {
        throw error;
      },
      readBody: () => Promise.resolve(bytesOf({})),
    });
    expect(answer.status).toBe(500);
    expect(onError).toHaveBeenCalledExactlyOnceWith(error, { operation: undefined });
  });

  it('answers any bytes under any path with a JSON object, and with an errcode where it refuses them', async () => {
    const handler = handlerOf();
    const targets = [queryPath, claimPath, '/_matrix/app/v1/ping', '/_matrix/app/v1/transactions/1', '/%', '/?%='];
    const bodies = fc.oneof(fc.uint8Array(), fc.json().map(bytesOf), fc.jsonValue().map(bytesOf));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...targets),
        fc.constantFrom('POST', 'PUT'),
        bodies,
        async (target, method, body) => {
          const { status, json, text } = await ask(handler, { target, method, body });
          expect(typeof json).toBe('object');
          expect(status === 200 || typeof json['errcode'] === 'string').toBe(true);
          expect(status).not.toBe(500);
          expect(text).not.toContain(hsToken);
        },
      ),
    );
  });

  it('lets no token into an answer or a report, whatever goes wrong (S5)', async () => {
    const said: unknown[] = [];
    const onError = (error: unknown, context: unknown): void => void said.push(String(error), context);
    const handler = handlerOf(
      { queryKeys: () => [] as object, transaction: () => Promise.reject(new Error('no')) },
      { onError },
    );
    const query = `?access_token=${hsToken}`;
    for (const target of [queryPath, '/%zz', '/nowhere', '/_matrix/app/v1/transactions/1']) {
      for (const method of ['POST', 'PUT']) {
        for (const authorization of [null, 'Bearer other-secret-token', `Bearer ${hsToken}`]) {
          const { text, headers } = await ask(handler, {
            target: target + query,
            method,
            authorization,
            body: { events: [] },
          });
          said.push(text, headers);
        }
      }
    }
    expect(JSON.stringify(said)).toMatch(/M_UNKNOWN.*sendTransaction/);
    expect(JSON.stringify(said)).not.toContain('secret-token');
  });
});

it('delivers the new events of a homeserver whose counter began anew, with a finding for each transaction (T7)', async () => {
  const events: unknown[] = [];
  const onFinding = vi.fn();
  const handler = handlerOf({ onEvent: ({ event_id }) => events.push(event_id) }, { onFinding });
  const transaction = (eventId: string): object => ({
    events: [{ type: 't', content: {}, event_id: eventId, room_id: '!r:b', sender: '@a:b', origin_server_ts: 1 }],
  });
  for (const life of ['old', 'new', 'new']) {
    for (const id of ['1', '2', '3']) {
      expect(await send(handler, id, transaction(`$${life}${id}`))).toMatchObject({ status: 200, text: '{}' });
    }
  }
  expect(events).toEqual(['$old1', '$old2', '$old3', '$new1', '$new2', '$new3']);
  const findings = onFinding.mock.calls as [{ code: string }, { transactionId?: string }][];
  expect(findings.map(([{ code }, { transactionId }]) => [code, transactionId])).toEqual(
    ['1', '2', '3'].map((id) => ['transaction-id-reused', id]),
  );
});
