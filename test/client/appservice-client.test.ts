import { inspect } from 'node:util';
import { describe, expect, expectTypeOf, it, vi } from 'vitest';
import {
  createAppserviceClient,
  createPathMemory,
  type AppserviceClient,
  type AppserviceClientOptions,
} from '../../src/client/index.js';
import {
  BackingOffError,
  InvalidAnswerError,
  MatrixHttpError,
  RegistrationError,
  TimeoutError,
  UnrecognizedEndpointError,
} from '../../src/errors.js';
import { operations } from '../../src/operations.js';
import { writeTransaction } from '../../src/transactions/write-transaction.js';
import type { AppserviceRegistration, KeyClaimResponse, KeyQueryResponse, Transaction } from '../../src/types.js';

const { queryKeys, claimKeys, sendTransaction, ping } = operations.applicationService;
const minutes = 60_000;
const registration: AppserviceRegistration = {
  id: 'bridge',
  url: 'http://bridge.test:9000/path/',
  as_token: 'as_secret',
  hs_token: 'hs_secret',
  sender_localpart: 'bridge',
  namespaces: {},
};
const query = { '@a:b': ['D'] };
const claim = { '@a:b': { D: ['signed_curve25519', 'signed_curve25519'] } };
const transaction: Transaction = { events: [], to_device: [] };

const unknown = (): Response => new Response(null, { status: 404 });
const ok = (body: unknown = {}): Response => Response.json(body);

/** A client whose appservice answers as told, per path without the prefix of the registration's URL. */
function setUp(answer: (path: string) => Response | Promise<Response>, options: AppserviceClientOptions = {}) {
  const clock = { nowMs: 1_000_000_000_000 };
  const requests: Request[] = [];
  const asked: string[] = [];
  const client = createAppserviceClient(registration, {
    now: () => clock.nowMs,
    random: () => 0,
    fetch: async (request) => {
      requests.push(request);
      const path = new URL(request.url).pathname.replace(/^\/path/, '');
      asked.push(path);
      return answer(path);
    },
    ...options,
  });
  return { client, clock, requests, asked };
}

const only =
  (known: string) =>
  (path: string): Response =>
    path === known ? ok() : unknown();

describe('every call', () => {
  const calls: readonly (readonly [
    string,
    (client: AppserviceClient, options?: { signal?: AbortSignal }) => Promise<unknown>,
  ])[] = [
    ['queryKeys', (client, options) => client.queryKeys(query, options)],
    ['claimKeys', (client, options) => client.claimKeys(claim, options)],
    ['sendTransaction', (client, options) => client.sendTransaction('1', transaction, options)],
    ['ping', (client, options) => client.ping('1', options)],
    ['http.POST', (client, options) => client.http.POST(queryKeys.stablePath, { body: {}, ...options })],
  ];

  it.each(calls)('hands a real Request to fetch, with the token in its header alone: %s (N8)', async (_, call) => {
    const { client, requests } = setUp(() => ok());
    await call(client);
    const [request] = requests;
    expect(request).toBeInstanceOf(Request);
    expect(request?.redirect).toBe('manual');
    expect(request?.headers.get('authorization')).toBe('Bearer hs_secret');
    expect(request?.headers.get('accept-encoding')).toBe('identity');
    expect(request?.headers.get('content-type')).toBe('application/json');
    expect(request?.url).not.toContain('secret');
    expect(request?.url.startsWith('http://bridge.test:9000/path/_matrix/app/')).toBe(true);
  });

  it.each(calls)('rejects where the registration has no URL, and sends nothing: %s (N9)', async (_, call) => {
    const fetch = vi.fn(() => Promise.resolve(ok()));
    for (const url of [null, '']) {
      const client = createAppserviceClient({ ...registration, url }, { fetch });
      const error: unknown = await call(client).catch((error: unknown) => error);
      expect(error).toBeInstanceOf(RegistrationError);
      expect(error).toMatchObject({ field: 'url' });
    }
    expect(fetch).not.toHaveBeenCalled();
  });

  it.each(calls)("rejects with the reason of the caller's signal: %s", async (_, call) => {
    const { client, asked } = setUp(() => new Promise(() => undefined));
    await expect(call(client, { signal: AbortSignal.abort('early') })).rejects.toBe('early');
    expect(asked).toEqual([]);
    const controller = new AbortController();
    const pending = call(client, { signal: controller.signal });
    controller.abort('late');
    await expect(pending).rejects.toBe('late');
  });

  it.each(calls)('ends at the deadline even if fetch takes no notice: %s (N8)', async (_, call) => {
    const { client } = setUp(() => new Promise(() => undefined), { timeoutMs: 20 });
    await expect(call(client)).rejects.toEqual(new TimeoutError(20));
  });

  it.each(calls)(
    'shows no token in an error, whatever fetch throws or the appservice sends back: %s (rule S5)',
    async (_, call) => {
      const failures = [
        () => Promise.reject(new TypeError('Bearer hs_secret', { cause: { code: 'hs_secret' } })),
        () => Response.json({ errcode: 'hs_secret', error: 'hs_secret' }, { status: 500, statusText: 'hs_secret' }),
        () => Response.json({ errcode: 'as_secret' }, { status: 403 }),
        () => new Response('hs_secret'),
        () => new Response(null, { status: 302, headers: { location: 'http://other.test/?hs_secret' } }),
      ];
      for (const failure of failures) {
        const result: unknown = await call(setUp(failure).client).catch((error: unknown) => error);
        // Only the raw client gives out what came.
        if (result instanceof Error)
          expect(inspect(result, { depth: Infinity, showHidden: true })).not.toContain('secret');
        else expect(result).toHaveProperty('response');
      }
    },
  );
});

describe('queryKeys', () => {
  it('sends the bare query to the unstable path first, and gives the answer as it came (N1, W4)', async () => {
    const answer = { device_keys: { '@a:b': { D: { unknown: 'field' } } }, more: null };
    const { client, requests, asked } = setUp(() => ok(answer));
    expect(await client.queryKeys(query)).toEqual(answer);
    expect(asked).toEqual([queryKeys.unstablePath]);
    expect(requests[0]?.method).toBe('POST');
    expect(await requests[0]?.json()).toEqual(query);
    expectTypeOf<AppserviceClient['queryKeys']>().returns.resolves.toEqualTypeOf<KeyQueryResponse>();
  });

  it('tries the stable path when the unstable one is unknown, and remembers it (N3, N4)', async () => {
    const { client, asked } = setUp(only(queryKeys.stablePath));
    await client.queryKeys(query);
    await client.queryKeys(query);
    expect(asked).toEqual([queryKeys.unstablePath, queryKeys.stablePath, queryKeys.stablePath]);
  });

  it('asks on the path first that the caller prefers (N1)', async () => {
    const { client, asked } = setUp(() => ok(), { prefer: 'stable' });
    await client.queryKeys(query);
    expect(asked).toEqual([queryKeys.stablePath]);
  });

  it('backs off for 5 minutes when both paths are unknown, then probes (N5)', async () => {
    const { client, clock, asked } = setUp(unknown);
    await expect(client.queryKeys(query)).rejects.toEqual(new UnrecognizedEndpointError(queryKeys.paths));
    await expect(client.queryKeys(query)).rejects.toEqual(new BackingOffError(clock.nowMs + 5 * minutes));
    expect(asked).toHaveLength(2);
    clock.nowMs += 5 * minutes;
    await expect(client.queryKeys(query)).rejects.toThrow(UnrecognizedEndpointError);
    expect(asked).toHaveLength(4);
    await expect(client.claimKeys(claim)).rejects.toThrow(UnrecognizedEndpointError);
  });

  it('lets the next call probe after a probe that was aborted (N5)', async () => {
    let answer: () => Response | Promise<Response> = unknown;
    const { client, clock } = setUp(() => answer());
    await expect(client.queryKeys(query)).rejects.toThrow(UnrecognizedEndpointError);
    clock.nowMs += 5 * minutes;
    answer = () => new Promise(() => undefined);
    const controller = new AbortController();
    const probe = client.queryKeys(query, { signal: controller.signal });
    await expect(client.queryKeys(query)).rejects.toThrow(BackingOffError);
    controller.abort('stop');
    await expect(probe).rejects.toBe('stop');
    answer = () => ok();
    expect(await client.queryKeys(query)).toEqual({});
  });

  it('has one deadline for both tries (N8)', async () => {
    vi.useFakeTimers();
    try {
      const { client, asked } = setUp(
        (path) =>
          new Promise((resolve) => {
            setTimeout(() => {
              resolve(path === queryKeys.unstablePath ? unknown() : ok());
            }, 600);
          }),
        { timeoutMs: 1000 },
      );
      const expected = expect(client.queryKeys(query)).rejects.toEqual(new TimeoutError(1000));
      await vi.advanceTimersByTimeAsync(1000);
      await expected;
      expect(asked).toEqual(queryKeys.paths);
    } finally {
      vi.useRealTimers();
    }
  });

  it('refuses more than 100,000 devices and keys (S2)', async () => {
    const devices = Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [i, 1]));
    const largest = { device_keys: { '@a:b': devices } };
    expect(await setUp(() => ok(largest)).client.queryKeys(query)).toEqual(largest);
    const tooLarge = { ...largest, master_keys: { '@a:b': 1 } };
    await expect(setUp(() => ok(tooLarge)).client.queryKeys(query)).rejects.toThrow(InvalidAnswerError);
  });
});

describe('claimKeys', () => {
  it('sends the bare claim, and gives the bare answer (W1)', async () => {
    const answer = { '@a:b': { D: { 'signed_curve25519:1': { key: 'x', signatures: {} } } } };
    const { client, requests, asked } = setUp(() => ok(answer));
    expect(await client.claimKeys(claim)).toEqual(answer);
    expect(asked).toEqual([claimKeys.unstablePath]);
    expect(await requests[0]?.json()).toEqual(claim);
    expectTypeOf<AppserviceClient['claimKeys']>().returns.resolves.toEqualTypeOf<KeyClaimResponse>();
  });

  it.each([
    ['an error', () => Response.json({ errcode: 'M_UNKNOWN' }, { status: 500 })],
    ['another kind of 404', () => Response.json({ errcode: 'M_NOT_FOUND' }, { status: 404 })],
    ['a broken connection', () => Promise.reject(new Error('reset'))],
    ['an answer that is no JSON', () => new Response('<html>')],
  ])('is never sent again after %s (N3)', async (_, answer) => {
    const { client, asked } = setUp(answer);
    await expect(client.claimKeys(claim)).rejects.toThrow();
    expect(asked).toEqual([claimKeys.unstablePath]);
  });
});

describe('errors of the other side', () => {
  it.each(['M_X\nforged line', 'M_'.padEnd(300, 'X'), 'with spaces', ''])(
    'do not carry %j as an errcode: it goes into logs (S5)',
    async (errcode) => {
      const { client } = setUp(() => Response.json({ errcode }, { status: 400 }));
      await expect(client.queryKeys(query)).rejects.toMatchObject({ code: 'MATRIX_HTTP', errcode: undefined });
    },
  );

  it('ask for a day of patience at the most', async () => {
    const body = { errcode: 'M_LIMIT_EXCEEDED', retry_after_ms: 1e300 };
    const { client } = setUp(() => Response.json(body, { status: 429 }));
    await expect(client.queryKeys(query)).rejects.toMatchObject({ retryAfterMs: 24 * 60 * minutes });
  });
});

describe('limits', () => {
  it.each([
    ['too-deep', { depth: 2 }],
    ['too-many-entries', { entries: 1 }],
  ])('refuses an answer that is %s for the caller (S2)', async (reason, limits) => {
    const devices = { device_keys: { '@a:b': { ONE: {}, TWO: {} } } };
    const { client } = setUp(() => ok(devices), { limits });
    await expect(client.queryKeys(query)).rejects.toMatchObject({ code: 'INVALID_ANSWER', reason });
  });
});

describe('sendTransaction', () => {
  it.each([undefined, 'stable', 'unstable', 'both'] as const)(
    'writes the names that are wanted: %s (T10)',
    async (names) => {
      const { client, requests } = setUp(() => ok());
      await client.sendTransaction('35', transaction, { names });
      expect(requests[0]?.method).toBe('PUT');
      expect(requests[0]?.url).toBe(
        `http://bridge.test:9000/path${sendTransaction.stablePath.replace('{txnId}', '35')}`,
      );
      expect(await requests[0]?.json()).toEqual(JSON.parse(JSON.stringify(writeTransaction(transaction, names))));
    },
  );

  it.each(['', '.', '..', '\ud800', 'a\udc00'])(
    'refuses the id %j, which no path can hold, and sends nothing',
    async (txnId) => {
      const { client, asked } = setUp(() => ok());
      await expect(client.sendTransaction(txnId, transaction)).rejects.toThrow(RangeError);
      expect(asked).toEqual([]);
    },
  );

  it('is never held up by an unknown route before: when to send again is the caller’s decision', async () => {
    let answer = unknown;
    const { client, asked } = setUp(() => answer());
    await expect(client.sendTransaction('1', transaction)).rejects.toThrow(UnrecognizedEndpointError);
    answer = ok;
    await client.sendTransaction('1', transaction);
    expect(asked).toHaveLength(2);
  });

  it('rejects unless the appservice has answered with a success', async () => {
    const answer = (): Response => Response.json({ errcode: 'M_UNKNOWN' }, { status: 500 });
    await expect(setUp(answer).client.sendTransaction('1', transaction)).rejects.toThrow(MatrixHttpError);
  });
});

describe('ping', () => {
  it.each([
    [undefined, {}],
    ['id', { transaction_id: 'id' }],
  ])('sends the transaction id %j', async (transactionId, body) => {
    const { client, requests, asked } = setUp(() => ok());
    await client.ping(transactionId);
    expect(asked).toEqual([ping.stablePath]);
    expect(await requests[0]?.json()).toEqual(body);
  });

  it('ends back-offs when it succeeds (N5)', async () => {
    const { client, asked } = setUp(only(ping.stablePath));
    await expect(client.queryKeys(query)).rejects.toThrow(UnrecognizedEndpointError);
    await client.ping();
    asked.length = 0;
    await expect(client.queryKeys(query)).rejects.toThrow(UnrecognizedEndpointError);
    expect(asked).toEqual(queryKeys.paths);
  });

  it('ends none when it fails (N5)', async () => {
    const { client } = setUp(unknown);
    await expect(client.queryKeys(query)).rejects.toThrow(UnrecognizedEndpointError);
    await expect(client.ping()).rejects.toThrow(UnrecognizedEndpointError);
    await expect(client.queryKeys(query)).rejects.toThrow(BackingOffError);
  });

  it('is never held up by a back-off of its own (N5)', async () => {
    let answer = unknown;
    const { client } = setUp(() => answer());
    await expect(client.ping()).rejects.toThrow(UnrecognizedEndpointError);
    answer = ok;
    await expect(client.ping()).resolves.toBeUndefined();
  });
});

describe('forget', () => {
  it('ends back-offs and forgets paths (N5)', async () => {
    let answer: (path: string) => Response = unknown;
    const { client, asked } = setUp((path) => answer(path));
    await expect(client.queryKeys(query)).rejects.toThrow(UnrecognizedEndpointError);
    answer = only(claimKeys.stablePath);
    await client.claimKeys(claim);
    client.forget();
    asked.length = 0;
    await expect(client.queryKeys(query)).rejects.toThrow(UnrecognizedEndpointError);
    await client.claimKeys(claim);
    expect(asked).toEqual([...queryKeys.paths, ...claimKeys.paths]);
  });
});

describe('a path memory that is passed in', () => {
  it('is shared by clients, and keeps registrations apart (N4)', async () => {
    const paths = createPathMemory();
    const asked: string[] = [];
    const fetch = (request: Request): Promise<Response> => {
      asked.push(new URL(request.url).pathname);
      return Promise.resolve(only(queryKeys.stablePath)(new URL(request.url).pathname));
    };
    const same = { ...registration, url: 'http://bridge.test' };
    await createAppserviceClient(same, { fetch, paths }).queryKeys(query);
    await createAppserviceClient(same, { fetch, paths }).queryKeys(query);
    await createAppserviceClient({ ...same, id: 'other' }, { fetch, paths }).queryKeys(query);
    expect(asked).toEqual([...queryKeys.paths, queryKeys.stablePath, ...queryKeys.paths]);
  });
});

describe('http', () => {
  it('is typed by the documents', async () => {
    const { http } = setUp(() => ok({ device_keys: {} })).client;
    const { data, error } = await http.POST(queryKeys.stablePath, { body: query });
    expectTypeOf(data).toEqualTypeOf<KeyQueryResponse | undefined>();
    expect(data).toEqual({ device_keys: {} });
    expect(error).toBeUndefined();
    // @ts-expect-error: the lists are of strings
    await http.POST(queryKeys.stablePath, { body: { '@a:b': [1] } });
    // @ts-expect-error: it is asked with POST
    await http.PUT(queryKeys.stablePath, { body: query });
    // @ts-expect-error: there is no such path
    await http.POST('/elsewhere', { body: query });
    // @ts-expect-error: the transaction id is missing
    await http.PUT(sendTransaction.stablePath, { body: { events: [] } });
    await http.PUT(sendTransaction.stablePath, { params: { path: { txnId: '1' } }, body: { events: [] } });
  });

  it.each(['', '.', '..', '\ud800'])('refuses the parameter %j, which no path can hold', async (txnId) => {
    const { client, asked } = setUp(() => ok());
    const request = { params: { path: { txnId } }, body: { events: [] } };
    await expect(client.http.PUT(sendTransaction.stablePath, request)).rejects.toThrow(RangeError);
    expect(asked).toEqual([]);
  });

  it('gives errors out as they came, without trying another path (N3)', async () => {
    const body = { errcode: 'M_UNRECOGNIZED' };
    const { client, asked } = setUp(() => Response.json(body, { status: 404 }));
    const { error, response } = await client.http.POST(queryKeys.unstablePath, { body: query });
    expect(error).toEqual(body);
    expect(response.status).toBe(404);
    expect(asked).toEqual([queryKeys.unstablePath]);
  });
});

describe('createAppserviceClient', () => {
  it.each([
    [{ hs_token: 'hs_secret\n' }, 'hs_token'],
    [{ hs_token: '' }, 'hs_token'],
    [{ url: 'http://user:hs_secret@bridge.test' }, 'url'],
  ])('refuses a registration that cannot be used: %j (G8)', (fault, field) => {
    expect(() => createAppserviceClient({ ...registration, ...fault })).toThrow(
      expect.objectContaining({ name: 'RegistrationError', field }) as Error,
    );
  });

  it("uses the runtime's fetch unless it is given one", async () => {
    const fetch = vi.spyOn(globalThis, 'fetch').mockResolvedValue(ok({ device_keys: {} }));
    try {
      expect(await createAppserviceClient(registration).queryKeys(query)).toEqual({ device_keys: {} });
      expect(fetch).toHaveBeenCalledOnce();
    } finally {
      fetch.mockRestore();
    }
  });
});
