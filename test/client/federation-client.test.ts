import { inspect } from 'node:util';
import { describe, expect, expectTypeOf, it, vi } from 'vitest';
import { createFederationClient, type FederationClient, type FederationClientOptions } from '../../src/client/index.js';
import { MatrixHttpError, TimeoutError, UnrecognizedEndpointError } from '../../src/errors.js';
import type { SignRequest } from '../../src/federation/index.js';
import { operations } from '../../src/operations.js';
import type {
  FederationKeyClaim,
  FederationKeyClaimResponse,
  FederationKeyQuery,
  FederationKeyQueryResponse,
  FederationSeveralKeysClaim,
  UserDevices,
} from '../../src/types.js';
import { readExample } from '../helpers/read-example.js';

const { queryKeys, claimKeys, claimSeveralKeys, userDevices } = operations.serverServer;
const origin = 'asks.test';
const asked = 'asked.test';
const secretSignature = 'c2lnbmF0dXJlVGhhdE5vYm9keU1heVNlZQ';
const header = `X-Matrix origin="${origin}",destination="${asked}",key="ed25519:1",sig="${secretSignature}"`;
const query = readExample('federation-key-query') as FederationKeyQuery;
const claim = readExample('federation-key-claim') as FederationKeyClaim;
const alice = '@alice:asked.test';
const alicesDevices = userDevices.stablePath.replace('{userId}', encodeURIComponent(alice));
const devices: UserDevices = { user_id: alice, stream_id: 1, devices: [] };

const ok = (body: unknown = {}): Response => Response.json(body);
const never = <T>(): Promise<T> => new Promise(() => undefined);

/** A client whose homeservers answer as told. */
function setUp(answer: () => Response | Promise<Response>, options: Partial<FederationClientOptions> = {}) {
  const requests: Request[] = [];
  const sign = vi.fn<SignRequest>(() => Promise.resolve(header));
  const resolve = vi.fn((serverName: string) => Promise.resolve(new URL(`https://matrix.${serverName}:8448`)));
  const client = createFederationClient({
    origin,
    sign,
    resolve,
    fetch: async (request) => {
      requests.push(request.clone());
      return answer();
    },
    ...options,
  });
  return { client, requests, sign, resolve };
}

interface Call {
  readonly name: string;
  readonly method: string;
  readonly target: string;
  readonly content?: unknown;
  readonly make: (
    client: FederationClient,
    serverName?: string,
    options?: { signal?: AbortSignal },
  ) => Promise<unknown>;
}

const named: readonly Call[] = [
  {
    name: 'queryKeys',
    method: 'POST',
    target: queryKeys.stablePath,
    content: query,
    make: (client, serverName = asked, options = {}) => client.queryKeys(serverName, query, options),
  },
  {
    name: 'claimKeys',
    method: 'POST',
    target: claimKeys.stablePath,
    content: claim,
    make: (client, serverName = asked, options = {}) => client.claimKeys(serverName, claim, options),
  },
  {
    name: 'userDevices',
    method: 'GET',
    target: alicesDevices,
    make: (client, serverName = asked, options = {}) => client.userDevices(serverName, alice, options),
  },
];
const raw: readonly Call[] = [
  {
    name: 'http.POST',
    method: 'POST',
    target: claimSeveralKeys.unstablePath,
    content: { one_time_keys: {} },
    make: ({ http }, serverName = asked, options = {}) =>
      http.POST(claimSeveralKeys.unstablePath, { serverName, body: { one_time_keys: {} }, ...options }),
  },
  {
    name: 'http.GET',
    method: 'GET',
    target: alicesDevices,
    make: ({ http }, serverName = asked, options = {}) =>
      http.GET(userDevices.stablePath, { serverName, params: { path: { userId: alice } }, ...options }),
  },
];
const calls = [...named, ...raw];

describe.each(calls)('$name', ({ method, target, content, make }) => {
  it('asks where the homeserver is, has the request signed, and sends it there (F2)', async () => {
    const { client, requests, sign, resolve } = setUp(() => ok());
    await make(client);
    expect(resolve.mock.calls).toEqual([[asked]]);
    expect(sign.mock.calls).toEqual([
      [{ method, target, destination: asked, ...(content === undefined ? {} : { content }) }],
    ]);
    const [request, ...others] = requests;
    expect(others).toEqual([]);
    expect(request).toMatchObject({ method, url: `https://matrix.${asked}:8448${target}`, redirect: 'manual' });
    expect(Object.fromEntries(request?.headers ?? [])).toEqual({
      'accept-encoding': 'identity',
      authorization: header,
      ...(content === undefined ? {} : { 'content-type': 'application/json' }),
    });
    expect(await request?.text()).toBe(content === undefined ? '' : JSON.stringify(content));
  });

  it('goes below the path of the URL, which is signed with the rest (F2)', async () => {
    for (const base of ['http://proxy.test/matrix%2f/a b', 'http://proxy.test/matrix%2f/a b//']) {
      const { client, requests, sign } = setUp(() => ok(), { resolve: () => Promise.resolve(new URL(base)) });
      await make(client);
      expect(sign.mock.calls[0]?.[0].target).toBe(`/matrix%2f/a%20b${target}`);
      expect(requests[0]?.url).toBe(`http://proxy.test/matrix%2f/a%20b${target}`);
    }
  });

  it.each(['', 'with space', 'https://asked.test', 'asked.test/path', 'user@asked.test', 'a:b:c', '[::1'])(
    'refuses the server name %j, and asks and sends nothing',
    async (serverName) => {
      const { client, requests, sign, resolve } = setUp(() => ok());
      await expect(make(client, serverName)).rejects.toThrow(RangeError);
      expect([requests, sign.mock.calls, resolve.mock.calls]).toEqual([[], [], []]);
    },
  );

  it.each([
    'ftp://asked.test',
    'file:///etc/passwd',
    'https://user:secret@asked.test',
    'https://asked.test/?secret',
    'https://asked.test/#secret',
  ])('refuses to go to %s, and does not quote it (S5)', async (url) => {
    const { client, requests, sign } = setUp(() => ok(), { resolve: () => Promise.resolve(new URL(url)) });
    const error: unknown = await make(client).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(RangeError);
    expect(inspect(error)).not.toContain('secret');
    expect([requests, sign.mock.calls]).toEqual([[], []]);
  });

  it.each([
    ['a line break', `${header}\r\nx: y`],
    ['other than ASCII', `${header}\u00e4`],
    ['nothing', ''],
    ["another homeserver's", header.replace(origin, 'other.test')],
  ])('refuses a header with %s, and does not quote it (S5)', async (_, authorization) => {
    const { client, requests } = setUp(() => ok(), { sign: () => Promise.resolve(authorization) });
    const error: unknown = await make(client).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(RangeError);
    expect(inspect(error, { depth: Infinity, showHidden: true })).not.toContain(secretSignature);
    expect(requests).toEqual([]);
  });

  it.each(['sign', 'resolve'] as const)('rejects with whatever %s fails with, and sends nothing', async (part) => {
    const failure = new Error('of the caller');
    const ways = [
      () => Promise.reject(failure),
      () => {
        throw failure;
      },
    ];
    for (const way of ways) {
      const { client, requests } = setUp(() => ok(), { [part]: way });
      await expect(make(client)).rejects.toBe(failure);
      expect(requests).toEqual([]);
    }
  });

  it.each(['sign', 'resolve', 'fetch'] as const)('ends at the deadline even if %s hangs (N8)', async (part) => {
    const { client, requests } = setUp(() => ok(), { [part]: never, timeoutMs: 20 });
    await expect(make(client)).rejects.toEqual(new TimeoutError(20));
    expect(requests).toEqual([]);
  });

  it('has one deadline for resolving, signing, headers and body (N8)', async () => {
    vi.useFakeTimers();
    try {
      const steps: string[] = [];
      const step = <T>(name: string, value: T): Promise<T> =>
        new Promise((resolve) => {
          setTimeout(() => {
            steps.push(name);
            resolve(value);
          }, 300);
        });
      const pull = async (controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> => {
        controller.enqueue(await step('byte', new Uint8Array([0x20])));
      };
      const dripping = new ReadableStream({ pull }, { highWaterMark: 0 });
      const { client } = setUp(() => step('headers', new Response(dripping)), {
        resolve: () => step('resolve', new URL('http://asked.test')),
        sign: () => step('sign', header),
        timeoutMs: 1400,
      });
      const expected = expect(make(client)).rejects.toEqual(new TimeoutError(1400));
      await vi.advanceTimersByTimeAsync(1400);
      await expected;
      expect(steps).toEqual(['resolve', 'sign', 'headers', 'byte']);
    } finally {
      vi.useRealTimers();
    }
  });

  it("rejects with the reason of the caller's signal, whatever hangs", async () => {
    const { client, resolve } = setUp(() => ok());
    await expect(make(client, asked, { signal: AbortSignal.abort('early') })).rejects.toBe('early');
    expect(resolve).not.toHaveBeenCalled();
    for (const part of ['sign', 'resolve', 'fetch']) {
      const controller = new AbortController();
      const pending = make(setUp(() => ok(), { [part]: never }).client, asked, { signal: controller.signal });
      controller.abort('late');
      await expect(pending).rejects.toBe('late');
    }
  });

  it('shows the header in no error, whatever fetch throws or the homeserver sends back (S5)', async () => {
    const failures = [
      () => Promise.reject(new TypeError(header, { cause: { code: header } })),
      () => Response.json({ errcode: secretSignature, error: header }, { status: 500, statusText: secretSignature }),
      () => Response.json({ errcode: `M_${secretSignature}` }, { status: 401 }),
      () => new Response(header),
      () => new Response(null, { status: 302, headers: { location: `http://other.test/?${secretSignature}` } }),
    ];
    for (const failure of failures) {
      const result: unknown = await make(setUp(failure).client).catch((error: unknown) => error);
      // Only the raw client gives out what came.
      if (result instanceof Error)
        expect(inspect(result, { depth: Infinity, showHidden: true })).not.toContain(secretSignature);
      else expect(result).toHaveProperty('response');
    }
  });
});

it.each(named)('rejects with a reason or failure even if that is nothing: $name', async ({ make }) => {
  const controller = new AbortController();
  const pending = make(setUp(never).client, asked, { signal: controller.signal });
  controller.abort(null);
  await expect(pending).rejects.toBe(null);
  // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- it is the caller's code, which may do anything
  const sign: SignRequest = () => Promise.reject(undefined);
  await expect(make(setUp(ok, { sign }).client)).rejects.toBe(undefined);
});

describe('what is signed', () => {
  it('is read back from the bytes that are sent, which are written once (F2)', async () => {
    const toJSON = vi.fn(() => ({ '@alice:asked.test': ['first'] }));
    toJSON.mockReturnValueOnce({ '@alice:asked.test': ['only'] });
    const { client, requests, sign } = setUp(() => ok());
    await client.queryKeys(asked, { device_keys: { toJSON, '@alice:asked.test': [] } } as FederationKeyQuery);
    expect(toJSON).toHaveBeenCalledOnce();
    expect(sign.mock.calls[0]?.[0].content).toEqual(await requests[0]?.json());
    expect(sign.mock.calls[0]?.[0].content).toEqual({ device_keys: { '@alice:asked.test': ['only'] } });
  });

  it('does not follow what the caller or sign do to the body afterwards (F2)', async () => {
    const body: FederationKeyQuery = { device_keys: { '@alice:asked.test': [] } };
    const sign = vi.fn<SignRequest>(({ content }) => {
      Object.assign(content as object, { more: true });
      return Promise.resolve(header);
    });
    const { client, requests } = setUp(() => ok(), { sign });
    const pending = client.queryKeys(asked, body);
    body.device_keys['@bob:asked.test'] = [];
    await pending;
    expect(await requests[0]?.json()).toEqual({ device_keys: { '@alice:asked.test': [] } });
  });

  it('has names such as __proto__ as own data (M6)', async () => {
    const body = JSON.parse(
      '{"one_time_keys":{"@alice:asked.test":{"__proto__":"signed_curve25519"}}}',
    ) as typeof claim;
    const { client, requests, sign } = setUp(() => ok());
    await client.claimKeys(asked, body);
    expect(JSON.stringify(sign.mock.calls[0]?.[0].content)).toBe(JSON.stringify(body));
    expect(await requests[0]?.text()).toBe(JSON.stringify(body));
  });

  it('must be JSON, also where the raw client is talked into something else', async () => {
    const { client, requests } = setUp(() => ok());
    const request = { serverName: asked, body: query, bodySerializer: () => 'no JSON' };
    await expect(client.http.POST(queryKeys.stablePath, request)).rejects.toThrow(RangeError);
    expect(requests).toEqual([]);
  });
});

describe.each(named)('the answer to $name', ({ target, make }) => {
  it('is given as it came (W4)', async () => {
    const answer = { ...devices, device_keys: { x: 1 }, unknown: null, nested: { unknown: [] } };
    expect(await make(setUp(() => ok(answer)).client)).toEqual(answer);
  });

  it.each([
    ['empty 404', () => new Response(null, { status: 404 })],
    ['405 with HTML', () => new Response('<html>', { status: 405 })],
    ['400 with M_UNRECOGNIZED', () => Response.json({ errcode: 'M_UNRECOGNIZED' }, { status: 400 })],
  ])('says that the route is unknown, with the one path there is, on an %s (N2)', async (_, answer) => {
    const { client, requests } = setUp(answer);
    const template = target === alicesDevices ? userDevices.stablePath : target;
    await expect(make(client)).rejects.toEqual(new UnrecognizedEndpointError([template]));
    expect(requests).toHaveLength(1);
  });

  it.each([
    [401, 'M_UNAUTHORIZED', 'the signature was refused (401 M_UNAUTHORIZED)'],
    [403, 'M_FORBIDDEN', 'the other side answered 403 M_FORBIDDEN'],
    [404, 'M_NOT_FOUND', 'the other side answered 404 M_NOT_FOUND'],
    [500, 'M_UNKNOWN', 'the other side answered 500 M_UNKNOWN'],
  ])('is a typed error when it refuses: %i %s', async (status, errcode, message) => {
    const { client, requests } = setUp(() => Response.json({ errcode }, { status }));
    const error: unknown = await make(client).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(MatrixHttpError);
    expect(error).toMatchObject({ status, errcode, message });
    expect(requests).toHaveLength(1);
  });

  it.each([
    ['too-deep', { depth: 2 }],
    ['too-many-entries', { entries: 1 }],
  ])('is refused when it is %s for the caller (S2)', async (reason, limits) => {
    const answer = {
      device_keys: { '@a:b': { ONE: {}, TWO: {} } },
      one_time_keys: { '@a:b': { D: { ONE: {}, TWO: {} } } },
      devices: [{ keys: {} }, { keys: {} }],
    };
    const { client } = setUp(() => ok(answer), { limits });
    await expect(make(client)).rejects.toMatchObject({ code: 'INVALID_ANSWER', reason });
  });
});

describe('queryKeys', () => {
  it('leaves maps out that come as null, and entries as they came (S4)', async () => {
    const answer = { device_keys: { [alice]: { D: null } }, master_keys: null, self_signing_keys: null, other: null };
    const { client } = setUp(() => ok(answer));
    expect(await client.queryKeys(asked, { device_keys: { [alice]: [] } })).toEqual({
      device_keys: { [alice]: { D: null } },
      other: null,
    });
  });
});

describe('userDevices', () => {
  it('leaves cross-signing keys out that come as null (S4)', async () => {
    const answer = readExample('user-devices-synapse') as UserDevices;
    expect(answer).toMatchObject({ master_key: null, self_signing_key: null });
    const { master_key: _, self_signing_key: __, ...expected } = answer;
    expect(Object.entries(await setUp(() => ok(answer)).client.userDevices(asked, alice))).toEqual(
      Object.entries(expected),
    );
  });

  it('leaves display names out that come as null, and what is signed as it came (S4)', async () => {
    const keys = { user_id: alice, device_id: 'D', algorithms: [], keys: {}, signatures: {}, unsigned: null };
    const named = { device_id: 'N', keys, device_display_name: 'Phone' };
    const answer = {
      user_id: alice,
      stream_id: 1,
      devices: [{ device_id: 'D', keys, device_display_name: null }, named, null],
    };
    expect(await setUp(() => ok(answer)).client.userDevices(asked, alice)).toEqual({
      ...answer,
      devices: [{ device_id: 'D', keys }, named, null],
    });
  });

  it.each(['user-devices', 'user-devices-minimal'])('gives the example %s as it is (W4)', async (name) => {
    const answer = readExample(name);
    expect(await setUp(() => ok(answer)).client.userDevices(asked, alice)).toEqual(answer);
  });

  it('counts devices and cross-signing keys (S2)', async () => {
    const answer = { ...devices, devices: [1, 2], master_key: { a: 1 }, self_signing_key: { a: 1 } };
    const userDevicesWith = (entries: number): Promise<unknown> =>
      setUp(() => ok(answer), { limits: { entries } }).client.userDevices(asked, alice);
    expect(await userDevicesWith(4)).toEqual(answer);
    await expect(userDevicesWith(3)).rejects.toMatchObject({ reason: 'too-many-entries' });
  });

  it.each(['', '.', '..', '\ud800', '@a\udc00:b'])(
    'refuses the user ID %j, which no path can hold, and sends nothing; so does the raw client',
    async (userId) => {
      const { client, requests, sign, resolve } = setUp(() => ok());
      await expect(client.userDevices(asked, userId)).rejects.toThrow(RangeError);
      const request = { serverName: asked, params: { path: { userId } } };
      await expect(client.http.GET(userDevices.stablePath, request)).rejects.toThrow(RangeError);
      expect([requests, sign.mock.calls, resolve.mock.calls]).toEqual([[], [], []]);
    },
  );
});

describe('http', () => {
  it('is typed by the document', async () => {
    const { http } = setUp(() => ok({ one_time_keys: {} })).client;
    const several = readExample('federation-several-keys-claim') as FederationSeveralKeysClaim;
    const { data, error } = await http.POST(claimSeveralKeys.unstablePath, { serverName: asked, body: several });
    expectTypeOf(data).toEqualTypeOf<FederationKeyClaimResponse | undefined>();
    expect(data).toEqual({ one_time_keys: {} });
    expect(error).toBeUndefined();
    // Never called: what is tested is that these do not compile.
    const mistakes = [
      // @ts-expect-error: no homeserver is named
      () => http.POST(queryKeys.stablePath, { body: query }),
      // @ts-expect-error: the claim of one key names no list of algorithms
      () => http.POST(claimKeys.stablePath, { serverName: asked, body: several }),
      // @ts-expect-error: it is asked with POST
      () => http.GET(queryKeys.stablePath, { serverName: asked }),
      // @ts-expect-error: the user is missing
      () => http.GET(userDevices.stablePath, { serverName: asked }),
    ];
    expect(mistakes).toHaveLength(4);
  });

  it('gives errors out as they came', async () => {
    const body = { errcode: 'M_UNRECOGNIZED' };
    const { client } = setUp(() => Response.json(body, { status: 404 }));
    const { error, response } = await client.http.POST(queryKeys.stablePath, { serverName: asked, body: query });
    expect(error).toEqual(body);
    expect(response.status).toBe(404);
  });
});

describe('createFederationClient', () => {
  it.each(['', 'https://asks.test', 'asks test'])('refuses the origin %j', (wrong) => {
    expect(() => setUp(() => ok(), { origin: wrong })).toThrow(RangeError);
  });

  it('gives answers of the documented types', () => {
    expectTypeOf<FederationClient['queryKeys']>().returns.resolves.toEqualTypeOf<FederationKeyQueryResponse>();
    expectTypeOf<FederationClient['claimKeys']>().returns.resolves.toEqualTypeOf<FederationKeyClaimResponse>();
    expectTypeOf<FederationClient['userDevices']>().returns.resolves.toEqualTypeOf<UserDevices>();
  });

  it("uses the runtime's fetch unless it is given one", async () => {
    const fetch = vi.spyOn(globalThis, 'fetch').mockResolvedValue(ok({ device_keys: {} }));
    try {
      const { client } = setUp(() => ok(), { fetch: undefined });
      expect(await client.queryKeys(asked, query)).toEqual({ device_keys: {} });
      expect(fetch).toHaveBeenCalledOnce();
    } finally {
      fetch.mockRestore();
    }
  });
});
