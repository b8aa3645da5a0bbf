import { inspect } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { isObject, objectAt, stringAt, type Json, type JsonObject } from '../../scripts/generate/json.js';
import { createHomeserverClient, type HomeserverClient, type HomeserverClientOptions } from '../../src/client/index.js';
import {
  BodyTooLargeError,
  ConnectionError,
  InvalidAnswerError,
  MatrixHttpError,
  PayloadError,
  TimeoutError,
  UnrecognizedEndpointError,
} from '../../src/errors.js';
import type { Finding } from '../../src/findings.js';
import { bodyExamples, documents, operationsOf, resolve } from '../openapi/documents.js';
import { readExample } from '../helpers/read-example.js';
import { reasonOf } from '../helpers/reason-of.js';

const asToken = 'a-long-random-token/+"%';
const roomId = '!a/b%c?d#e:example.org';
const event = { roomId, eventType: 'm.room.message', txnId: 't/1' };
const ghost = { userId: '@irc_ann:example.org', deviceId: 'GHOST' };

interface Sent {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body: string;
}

type Answer = (attempt: number) => Response | Promise<Response>;

/** A client whose homeserver answers as told. */
function setUp(answer: Answer = () => Response.json({}), options: Partial<HomeserverClientOptions> = {}) {
  const sent: Sent[] = [];
  const findings: Finding[] = [];
  const client = createHomeserverClient({
    url: 'http://hs.test:8008/base/',
    asToken,
    onFinding: (finding) => findings.push(finding),
    fetch: async (request) => {
      expect(request.redirect).toBe('manual');
      const { method, url, headers } = request;
      sent.push({ method, url: new URL(url), headers, body: await request.text() });
      return answer(sent.length);
    },
    ...options,
  });
  return { client, sent, findings };
}

/** Every operation of the documents: how to call it by its examples, and the answers that it shows. */
const operations = documents
  .filter(({ name }) => name.startsWith('client-server-'))
  .flatMap((bundled) =>
    operationsOf(bundled).map(({ path, method, operation }) => {
      const { document } = bundled;
      const ofPath = objectAt(document, 'paths', path)['parameters'];
      const parameters = [ofPath, operation['parameters']]
        .flatMap((list) => (Array.isArray(list) ? list : []))
        .map((parameter) => resolve(parameter, document));
      const actingNames = ['user_id', 'device_id', 'org.matrix.msc3202.device_id'];
      const own = parameters.filter((parameter) => !actingNames.includes(nameOf(parameter)));
      return {
        id: stringAt(operation, 'operationId') ?? '',
        path,
        method: method.toUpperCase(),
        own,
        acts: own.length < parameters.length,
        isBytes: objectAt(operation, 'requestBody', 'content')['application/octet-stream'] !== undefined,
        body: bodyExamples('', objectAt(operation, 'requestBody'), document)[0]?.value,
        takesBody: operation['requestBody'] !== undefined,
        answers: bodyExamples('', resolve(objectAt(operation, 'responses')['200'], document), document).map(
          ({ value }) => value,
        ),
      };
    }),
  );

function nameOf(parameter: JsonObject): string {
  return stringAt(parameter, 'name') ?? '';
}

type Operation = (typeof operations)[number];

/** The arguments of a call by the examples of the documents. */
function argumentsOf({ own, isBytes, body, takesBody }: Operation, options?: object): unknown[] {
  const given = Object.fromEntries(
    own.map((parameter) => {
      const name = nameOf(parameter);
      return [name === 'Content-Type' ? 'contentType' : name, parameter['example']];
    }),
  );
  return [
    ...(own.length > 0 ? [given] : []),
    ...(takesBody ? [isBytes ? new Uint8Array([1, 2]) : body] : []),
    ...(options ? [options] : []),
  ];
}

function callBy(client: HomeserverClient, operation: Operation, options?: object): Promise<unknown> {
  const method = Reflect.get(client, operation.id) as (...args: unknown[]) => Promise<unknown>;
  return method(...argumentsOf(operation, options));
}

function answerWith(answer: Json | undefined): Response {
  return answer === undefined ? new Response('bytes') : Response.json(answer);
}

afterEach(() => {
  vi.useRealTimers();
});

it('the documents have more than thirty operations to call', () => {
  expect(operations.length).toBeGreaterThan(30);
});

describe.each(operations)('$id', (operation) => {
  const [answer] = operation.answers;

  it('sends what the document says, with the token in its header alone (N8)', async () => {
    const { client, sent } = setUp(() => answerWith(answer));
    await callBy(client, operation);
    expect(sent).toHaveLength(1);
    const [{ method, url, headers, body } = {} as Sent] = sent;
    expect(method).toBe(operation.method);
    const segments = url.pathname.replace(/^\/base/, '').split('/');
    const expected = operation.path.split('/').map((segment) => {
      const parameter = operation.own.find((each) => segment === `{${nameOf(each)}}`);
      return parameter === undefined ? segment : parameter['example'];
    });
    expect(segments.map(decodeURIComponent)).toEqual(expected);
    for (const parameter of operation.own.filter((each) => each['in'] === 'query')) {
      expect(url.searchParams.getAll(nameOf(parameter))).toEqual([parameter['example']].flat().map(String));
    }
    expect(headers.get('authorization')).toBe(`Bearer ${asToken}`);
    expect(headers.get('accept-encoding')).toBe('identity');
    expect(decodeURIComponent(url.href)).not.toContain(asToken);
    const contentType = operation.isBytes ? 'application/octet-stream' : 'application/json';
    expect(headers.get('content-type')).toBe(operation.takesBody ? contentType : null);
    if (operation.isBytes) expect(body).toBe('\u0001\u0002');
    else expect(body === '' ? undefined : JSON.parse(body)).toEqual(operation.body);
  });

  it('returns every answer that the document shows, as it came', async () => {
    for (const each of operation.answers) {
      const { client, findings } = setUp(() => answerWith(each));
      expect(await callBy(client, operation)).toEqual(each);
      expect(findings).toEqual([]);
    }
  });

  it('names the user and device under both names, where the document has them (G6)', async () => {
    const { client, sent } = setUp(() => answerWith(answer));
    await callBy(client.as(ghost), operation);
    const query = sent[0]?.url.searchParams;
    expect(query?.get('user_id')).toBe(operation.acts ? ghost.userId : null);
    expect(query?.get('device_id')).toBe(operation.acts ? ghost.deviceId : null);
    expect(query?.get('org.matrix.msc3202.device_id')).toBe(operation.acts ? ghost.deviceId : null);
  });

  it.each<[string, () => Response, abstract new (...args: never[]) => Error, object]>([
    ['401', () => error(401, 'M_UNKNOWN_TOKEN'), MatrixHttpError, { status: 401, errcode: 'M_UNKNOWN_TOKEN' }],
    ['403', () => error(403, 'M_FORBIDDEN'), MatrixHttpError, { status: 403, errcode: 'M_FORBIDDEN' }],
    ['404', () => error(404, 'M_NOT_FOUND'), MatrixHttpError, { status: 404, errcode: 'M_NOT_FOUND' }],
    [
      '404 of an unknown path',
      () => error(404, 'M_UNRECOGNIZED'),
      UnrecognizedEndpointError,
      { paths: [operation.path] },
    ],
    ['404 with HTML', () => html(404), UnrecognizedEndpointError, {}],
    ['429 without a time', () => error(429, 'M_LIMIT_EXCEEDED'), MatrixHttpError, { status: 429 }],
    ['500', () => error(500, 'M_UNKNOWN'), MatrixHttpError, { status: 500 }],
    ['502 with HTML', () => html(502), MatrixHttpError, { status: 502, errcode: undefined }],
    ['a redirect', () => redirect(), InvalidAnswerError, { reason: 'redirect' }],
    ['a compressed answer', () => compressed(), InvalidAnswerError, { reason: 'compressed' }],
    ['an answer that is too large', () => new Response('x'.repeat(2000)), BodyTooLargeError, { limitBytes: 1000 }],
  ])('rejects once, without a token, for %s', async (_, respond, type, fields) => {
    const { client, sent } = setUp(respond, { maxBodyBytes: 1000 });
    const reason = await reasonOf(callBy(client.as(ghost), operation));
    expect(reason).toBeInstanceOf(type);
    expect(reason).toMatchObject(fields);
    expect(inspect(reason, { depth: 9, showHidden: true })).not.toContain(asToken);
    expect(sent).toHaveLength(1);
  });

  it.runIf(operation.answers.length > 0)('rejects an answer that is no JSON, or no object', async () => {
    for (const [text, reason] of [
      ['<!doctype html>', 'not-json'],
      ['', 'not-json'],
      ['"text"', 'not-an-object'],
      ['null', 'not-an-object'],
    ]) {
      expect(await reasonOf(callBy(setUp(() => new Response(text)).client, operation))).toMatchObject({
        code: 'INVALID_ANSWER',
        reason,
      });
    }
    const wrong = Array.isArray(answer) ? {} : [];
    expect(await reasonOf(callBy(setUp(() => Response.json(wrong)).client, operation))).toMatchObject({
      code: 'INVALID_PAYLOAD',
      issues: [{ pointer: '' }],
    });
  });

  it('rejects at its deadline, however the homeserver hangs (N8)', async () => {
    for (const hang of [() => new Promise<Response>(() => undefined), () => new Response(new ReadableStream())]) {
      const { client } = setUp(hang);
      const options = { timeoutMs: 5 };
      expect(await reasonOf(callBy(client, operation, options))).toBeInstanceOf(TimeoutError);
    }
  });
});

function error(status: number, errcode: string, more: object = {}, headers: Record<string, string> = {}): Response {
  return Response.json({ errcode, error: `Bearer ${asToken}`, ...more }, { status, headers });
}

function html(status: number): Response {
  return new Response(`<!doctype html><title>${asToken}</title>`, { status });
}

function redirect(): Response {
  return new Response(null, { status: 307, headers: { location: 'https://elsewhere.example/' } });
}

function compressed(): Response {
  return new Response('{}', { headers: { 'content-encoding': 'gzip' } });
}

describe('createHomeserverClient', () => {
  it.each(
    [
      [
        '',
        'hs.test',
        'ftp://hs.test',
        'https://user:secret@hs.test',
        'https://hs.test?a=secret',
        'https://hs.test#secret',
      ],
      [null, 5, undefined],
    ].flat(),
  )('refuses the URL %j without showing it (G8, S5)', (url) => {
    const create = () => createHomeserverClient({ url: url as string, asToken });
    expect(create).toThrow(RangeError);
    expect(create).toThrow(/^url must/);
    expect(create).not.toThrow(/secret/);
  });

  it.each(['', 'with space', 'line\nbreak', 'ünicode'])('refuses the token %j without showing it', (token) => {
    const create = () => createHomeserverClient({ url: 'http://hs.test', asToken: token });
    expect(create).toThrow(new RangeError('asToken must be visible ASCII characters, without spaces'));
  });

  it.each(['/_matrix/client/v3', '/base/_matrix/client', '/_matrix'])(
    'refuses a URL that ends in the path of an API: %s',
    (path) => {
      expect(() => createHomeserverClient({ url: `https://hs.test${path}`, asToken })).toThrow(
        new RangeError('url must be the base URL of the homeserver, without `/_matrix/client` and all that follows'),
      );
    },
  );

  it('says that a token is missing', () => {
    expect(() => createHomeserverClient({ url: 'http://hs.test' } as HomeserverClientOptions)).toThrow(
      new RangeError('asToken is missing: it is the `as_token` of the registration'),
    );
  });

  it.each([
    [undefined, 'the options of createHomeserverClient must be an object'],
    ['http://hs.test', 'the options of createHomeserverClient must be an object'],
    [
      { timeout: 5 },
      'createHomeserverClient has no option `timeout`. It has url, asToken, as, names, fetch, timeoutMs',
    ],
    [{ as_token: 'secret' }, 'createHomeserverClient has no option `as_token`. It has url, asToken'],
    [{ fetch: 'secret' }, 'fetch must be a function'],
    [{ onFinding: {} }, 'onFinding must be a function'],
    [{ as: '@irc_ann:example.org' }, 'as must be an object with `userId`'],
    [{ as: { userId: 5 } }, 'userId of `as` must be a string'],
    [{ as: { deviceId: null } }, 'deviceId of `as` must be a string'],
  ])('refuses the options %j', (options, message) => {
    const given = typeof options === 'object' ? { url: 'http://hs.test', asToken, ...options } : options;
    const create = () => createHomeserverClient(given as HomeserverClientOptions);
    expect(create).toThrow(TypeError);
    expect(create).toThrow(message);
    expect(create).not.toThrow(/secret/);
  });

  it('refuses an identity that would be the sender, and unknown options of a call', async () => {
    const { client, sent } = setUp();
    expect(() => client.as('@irc_ann:example.org' as never)).toThrow('as must be an object with `userId`');
    expect(() => client.as({ userId: null } as never)).toThrow('userId of `as` must be a string');
    const unknown = { timeout: 5 } as never;
    for (const pending of [
      client.sendEvent(event, {}, unknown),
      client.getDevices(unknown),
      client.request('GET', '/x', {}, unknown),
    ]) {
      expect(await reasonOf(pending)).toMatchObject({
        name: 'TypeError',
        message: expect.stringMatching(/has no option `timeout`/) as unknown,
      });
    }
    expect(sent).toEqual([]);
  });

  it('refuses numbers and names that are not allowed, also for one call (S8)', async () => {
    for (const options of [{ timeoutMs: NaN }, { timeoutMs: 0 }, { maxBodyBytes: -1 }, { names: 'all' as 'both' }]) {
      expect(() => setUp(undefined, options)).toThrow(RangeError);
    }
    const { client, sent } = setUp();
    expect(await reasonOf(client.sendEvent(event, {}, { timeoutMs: -1 }))).toBeInstanceOf(RangeError);
    expect(sent).toEqual([]);
  });

  it('calls a homeserver at a path or a unix socket', async () => {
    for (const [url, host] of [
      ['https://example.org/matrix//', 'https://example.org/matrix/_matrix/'],
      ['unix:///run/hs.sock', 'http+unix://%2Frun%2Fhs.sock/_matrix/'],
    ] as const) {
      const asked: string[] = [];
      const fetch = (request: Request) => {
        asked.push(request.url);
        return Promise.resolve(Response.json({ user_id: '@a:b' }));
      };
      const client = createHomeserverClient({ url, asToken, fetch });
      if (url.startsWith('https:')) await client.getTokenOwner();
      else await reasonOf(client.getTokenOwner());
      if (asked[0] !== undefined) expect(asked[0].startsWith(host)).toBe(true);
    }
  });

  it('reports a connection that cannot be made, without the words of the runtime (S5)', async () => {
    const fetch = () => Promise.reject(new TypeError(`failed: Bearer ${asToken}`, { cause: { code: 'ECONNREFUSED' } }));
    const { client } = setUp(undefined, { fetch });
    const reason = await reasonOf(client.getDevices());
    expect(reason).toBeInstanceOf(ConnectionError);
    expect(inspect(reason, { depth: 9 })).not.toContain(asToken);
  });

  it("rejects with the reason of the caller's signal, before and during a call", async () => {
    const { client, sent } = setUp(() => new Promise(() => undefined));
    const controller = new AbortController();
    const pending = client.getDevices({ signal: controller.signal });
    controller.abort('enough');
    expect(await reasonOf(pending)).toBe('enough');
    expect(await reasonOf(client.getDevices({ signal: controller.signal }))).toBe('enough');
    expect(sent).toHaveLength(1);
  });
});

it('tells a refused token from a demand for interactive authentication (G7)', async () => {
  const messageOf = async (answer: Response): Promise<unknown> => {
    const reason = await reasonOf(setUp(() => answer).client.uploadCrossSigningKeys({}));
    return reason instanceof MatrixHttpError ? reason.message : reason;
  };
  const request = 'POST /base/_matrix/client/v3/keys/device_signing/upload';
  expect(await messageOf(error(401, 'M_UNKNOWN_TOKEN'))).toBe(
    `${request}: the as_token was refused: the homeserver answered 401 M_UNKNOWN_TOKEN: Bearer [hidden]`,
  );
  const demand = Response.json(readExample('error-authentication-required'), { status: 401 });
  expect(await messageOf(demand)).toBe(
    `${request}: the homeserver demands interactive authentication: the homeserver answered 401`,
  );
});

describe('an error', () => {
  const path = '/base/_matrix/client/v3/join/!nope%3Aexample.org';
  const join = ({ client }: ReturnType<typeof setUp>): Promise<unknown> =>
    reasonOf(client.joinRoom({ roomIdOrAlias: '!nope:example.org', via: ['example.org'] }));
  const refusal = (text: unknown): Response => Response.json({ errcode: 'M_UNKNOWN', error: text }, { status: 404 });

  it.each([
    [
      'a refusal',
      () => refusal('No known servers'),
      `POST ${path}: the homeserver answered 404 M_UNKNOWN: No known servers`,
    ],
    [
      'one of several lines',
      () => refusal(' a\r\n\u001b[1mb\u2028 '),
      `POST ${path}: the homeserver answered 404 M_UNKNOWN: a [1mb`,
    ],
    ['one without a text', () => refusal(5), `POST ${path}: the homeserver answered 404 M_UNKNOWN`],
    [
      'one of a proxy',
      () => new Response('<h1>Bad gateway</h1>', { status: 502 }),
      `POST ${path}: the homeserver answered 502`,
    ],
    ['an unknown route', () => error(404, 'M_UNRECOGNIZED'), `POST ${path}: the homeserver does not know this request`],
    [
      'a broken connection',
      () => Promise.reject(new Error('no', { cause: { code: 'ECONNREFUSED' } })),
      `POST http://hs.test:8008${path}: the connection failed (ECONNREFUSED)`,
    ],
    [
      'an answer that is not JSON',
      () => new Response('<h1>'),
      `POST http://hs.test:8008${path}: the body is not valid JSON`,
    ],
    ['one of the wrong shape', () => Response.json({ room_id: 5 }), `POST http://hs.test:8008${path}: /room_id: `],
  ] as const)('names the request, for %s', async (_, answer, message) => {
    const reason = await join(setUp(answer));
    const shown = reason instanceof Error ? reason.message : '';
    expect(shown).toContain(message);
    expect(shown.startsWith(message)).toBe(true);
    // Runtimes print the stack of an error that is not handled.
    expect(inspect(reason)).toContain(message);
  });

  it('names the request that took too long, the untyped and the raw one (N8)', async () => {
    const { client } = setUp(() => new Promise(() => undefined), { timeoutMs: 1 });
    const late = ': no complete answer within 1 ms';
    const base = 'http://hs.test:8008/base/_matrix';
    expect(await reasonOf(client.request('post', '/_matrix/x?secret=1', {}))).toMatchObject({
      message: `POST ${base}/x${late}`,
    });
    expect(await reasonOf(client.http.GET('/_matrix/client/v3/account/whoami', {}))).toMatchObject({
      message: `GET ${base}/client/v3/account/whoami${late}`,
    });
  });

  it('names a socket by its path', async () => {
    const { client } = setUp(() => Promise.reject(new Error('no')), { url: 'unix:///run/hs.sock' });
    expect(await reasonOf(client.getDevices())).toMatchObject({
      message: expect.stringMatching(
        /^GET unix:\/run\/hs\.sock:\/_matrix\/client\/v3\/devices: the connection failed/,
      ) as unknown,
    });
  });

  it('repeats the words of a homeserver without a token, and no more than a line of them (S5, S7)', async () => {
    const text = `${'x'.repeat(290)} ${asToken} ${'😀'.repeat(5000)}`;
    const reason = await join(setUp(() => refusal(text)));
    const shown = inspect(reason, { depth: 9 });
    expect(shown).not.toContain(asToken.slice(0, 9));
    expect(shown).toContain('x [hidden');
    expect(reason instanceof Error && reason.message.length).toBeLessThan(500);
    const { client } = setUp(() => refusal('no'));
    const message = (await reasonOf(client.joinRoom({ roomIdOrAlias: asToken }))) as Error;
    expect(message.message).toBe(
      'POST /base/_matrix/client/v3/join/[hidden]: the homeserver answered 404 M_UNKNOWN: no',
    );
  });

  it('is left alone if it is the reason of the signal', async () => {
    const mine = new TimeoutError(5);
    const { client } = setUp();
    expect(await reasonOf(client.getDevices({ signal: AbortSignal.abort(mine) }))).toBe(mine);
    const controller = new AbortController();
    const pending = setUp(() => new Promise(() => undefined)).client.getDevices({ signal: controller.signal });
    controller.abort(mine);
    expect(await reasonOf(pending)).toBe(mine);
    expect(mine.message).toBe('no complete answer within 5 ms');
  });
});

it('returns the answer although the one who is told of a finding fails', async () => {
  const onFinding = () => {
    throw new Error('a bug of the application');
  };
  const { client } = setUp(() => Response.json({ device_keys: null }), { onFinding });
  expect(await client.queryKeys({ device_keys: {} })).toEqual({});
});

describe('as', () => {
  const answer = () => Response.json({ user_id: ghost.userId });

  it('acts for the sender by default, and for anybody else without changing the first client (G6)', async () => {
    const { client, sent } = setUp(answer);
    await client.as(ghost).getTokenOwner();
    await client.getTokenOwner();
    await client.as(ghost).as({ userId: '@other:example.org' }).getTokenOwner();
    expect(sent.map(({ url }) => url.search)).toEqual([
      '?user_id=%40irc_ann%3Aexample.org&device_id=GHOST&org.matrix.msc3202.device_id=GHOST',
      '',
      '?user_id=%40other%3Aexample.org',
    ]);
    expect(client.as(ghost).identity).toEqual(ghost);
  });

  it('sends the device under the names that are asked for (G6)', async () => {
    for (const [names, expected] of [
      ['stable', '?user_id=%40irc_ann%3Aexample.org&device_id=GHOST'],
      ['unstable', '?user_id=%40irc_ann%3Aexample.org&org.matrix.msc3202.device_id=GHOST'],
    ] as const) {
      const { client, sent } = setUp(answer, { names, as: ghost });
      await client.getTokenOwner();
      expect(sent[0]?.url.search).toBe(expected);
    }
  });

  it('refuses half a surrogate pair, which would name another user', async () => {
    const { client, sent } = setUp(answer);
    expect(await reasonOf(client.as({ userId: '@\ud800:example.org' }).getTokenOwner())).toBeInstanceOf(RangeError);
    expect(sent).toEqual([]);
  });

  it('follows no later change of the identity that it was given', async () => {
    const identity = { ...ghost };
    const { client, sent } = setUp(answer, { as: identity });
    identity.userId = '@other:example.org';
    await client.getTokenOwner();
    expect(sent[0]?.url.searchParams.get('user_id')).toBe(ghost.userId);
  });
});

describe('a path', () => {
  it('is encoded, whatever a room ID, a type or a transaction ID has in it', async () => {
    const { client, sent } = setUp(() => Response.json(readExample('event-id')));
    await client.sendEvent({ ...event, eventType: 'a b+c&d' }, {});
    expect(sent[0]?.url.pathname).toBe(
      '/base/_matrix/client/v3/rooms/!a%2Fb%25c%3Fd%23e%3Aexample.org/send/a%20b%2Bc%26d/t%2F1',
    );
  });

  it('ends in a slash for an empty state key', async () => {
    const { client, sent } = setUp();
    await client.getRoomStateEvent({ roomId: '!a:b', eventType: 'm.room.encryption', stateKey: '' });
    expect(sent[0]?.url.pathname).toBe('/base/_matrix/client/v3/rooms/!a%3Ab/state/m.room.encryption/');
  });

  it.each(['', '.', '..', '\udc00', undefined, 5])('cannot hold the parameter %j', async (wrong) => {
    const { client, sent } = setUp();
    const parameters = { ...event, roomId: wrong as string };
    expect(await reasonOf(client.sendEvent(parameters, {}))).toBeInstanceOf(RangeError);
    const state = { roomId: '!a:b', eventType: 'm.room.encryption', stateKey: wrong as string };
    const reason = wrong === '' ? undefined : await reasonOf(client.getRoomStateEvent(state));
    if (wrong !== '') expect(reason).toBeInstanceOf(RangeError);
    expect(sent).toEqual([]);
  });

  it('takes only own properties of the parameters', async () => {
    const { client, sent } = setUp();
    const inherited = Object.create({ deviceId: 'GHOST' }) as { deviceId: string };
    expect(await reasonOf(client.getDevice(inherited))).toBeInstanceOf(RangeError);
    expect(sent).toEqual([]);
  });
});

describe('a query', () => {
  it('leaves out what is undefined, repeats a list, and writes a space as every server reads it', async () => {
    const { client, sent } = setUp(() => Response.json(readExample('room-id')));
    await client.joinRoom({ roomIdOrAlias: '!a:b', via: ['a b', 'c+d'] });
    await client.joinRoom({ roomIdOrAlias: '!a:b', via: undefined });
    expect(sent.map(({ url }) => url.search)).toEqual(['?via=a%20b&via=c%2Bd', '']);
    expect(sent.map(({ body }) => body)).toEqual(['{}', '{}']);
  });

  it('refuses half a surrogate pair', async () => {
    const { client, sent } = setUp();
    expect(await reasonOf(client.sync({ since: '\ud800' }))).toBeInstanceOf(RangeError);
    expect(sent).toEqual([]);
  });
});

describe('a 429', () => {
  const limited = (more: object, headers?: Record<string, string>) => error(429, 'M_LIMIT_EXCEEDED', more, headers);
  const sentEvent = () => Response.json(readExample('event-id'));

  it.each<[string, object, Record<string, string>]>([
    ['the body', { retry_after_ms: 2000 }, {}],
    ['the header', {}, { 'retry-after': '2' }],
  ])('is waited out where %s says how long, and the same request is sent again (E5)', async (_, more, headers) => {
    vi.useFakeTimers();
    const { client, sent } = setUp((attempt) => (attempt === 1 ? limited(more, headers) : sentEvent()));
    const pending = client.as(ghost).sendEvent(event, { body: 'Hello' });
    await vi.advanceTimersByTimeAsync(1999);
    expect(sent).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(await pending).toEqual(readExample('event-id'));
    const [first, second] = sent.map(({ method, url, body }) => [method, url.href, body]);
    expect(second).toEqual(first);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is waited out once', async () => {
    const { client, sent } = setUp(() => limited({ retry_after_ms: 1 }));
    expect(await reasonOf(client.sendEvent(event, {}))).toMatchObject({ status: 429, retryAfterMs: 1 });
    expect(sent).toHaveLength(2);
  });

  it('is an error at once where the wait would pass the deadline (N8)', async () => {
    const { client, sent } = setUp(() => limited({ retry_after_ms: 60_000 }));
    expect(await reasonOf(client.sendEvent(event, {}))).toMatchObject({ status: 429, retryAfterMs: 60_000 });
    expect(sent).toHaveLength(1);
  });

  it('is an error where it does not say how long, or nonsense', async () => {
    for (const more of [{}, { retry_after_ms: -1 }, { retry_after_ms: '5' }, { retry_after_ms: null }]) {
      const { client, sent } = setUp(() => limited(more));
      expect(await reasonOf(client.sendEvent(event, {}))).toMatchObject({ status: 429, retryAfterMs: undefined });
      expect(sent).toHaveLength(1);
    }
  });

  it("ends the wait with the caller's signal, and leaves no timer (S6)", async () => {
    vi.useFakeTimers();
    const { client, sent } = setUp(() => limited({ retry_after_ms: 5000 }));
    const controller = new AbortController();
    const pending = reasonOf(client.sendEvent(event, {}, { signal: controller.signal }));
    await vi.advanceTimersByTimeAsync(10);
    controller.abort('enough');
    expect(await pending).toBe('enough');
    expect(sent).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('an answer', () => {
  it('of the wrong shape is an error with the pointer to the fault', async () => {
    const { client } = setUp(() => Response.json({ event_id: 'no event ID' }));
    const reason = await reasonOf(client.sendEvent(event, {}));
    expect(reason).toBeInstanceOf(PayloadError);
    expect(reason).toMatchObject({ issues: [{ pointer: '/event_id' }] });
  });

  it('hides the token in the name of something at fault (S5, S7)', async () => {
    const { client } = setUp(() => Response.json({ one_time_key_counts: { [asToken]: 'many' } }));
    const reason = await reasonOf(client.uploadKeys({}));
    expect(reason).toMatchObject({ issues: [{ pointer: '/one_time_key_counts/[hidden]' }] });
  });

  it('may have null for an optional field, which then is absent (S4)', async () => {
    const { client, findings } = setUp(() =>
      Response.json({ joined: { '@a:b': { display_name: null, avatar_url: null }, '@c:d': { display_name: 'C' } } }),
    );
    expect(await client.getJoinedMembers({ roomId })).toEqual({
      joined: { '@a:b': {}, '@c:d': { display_name: 'C' } },
    });
    expect(findings.map(({ severity, pointer }) => [severity, pointer])).toEqual([
      ['info', '/joined/@a:b/display_name'],
      ['info', '/joined/@a:b/avatar_url'],
    ]);
  });

  it('keeps null in content, and in signed objects (S3, S4)', async () => {
    const device = { ...readDevice(), unsigned: { device_display_name: null } };
    const keys = { device_keys: { '@alice:example.org': { JLAFKJWSCS: device } }, master_keys: null, failures: null };
    const ofKeys = setUp(() => Response.json(keys));
    expect(await ofKeys.client.queryKeys({ device_keys: {} })).toEqual({ device_keys: keys.device_keys });
    expect(ofKeys.findings.map(({ pointer }) => pointer)).toEqual([
      '/device_keys/@alice:example.org/JLAFKJWSCS/unsigned/device_display_name',
      '/master_keys',
      '/failures',
    ]);

    const content = { membership: null, displayname: null };
    const ofContent = setUp(() => Response.json(content));
    const state = { roomId, eventType: 'm.room.member', stateKey: '@a:b' };
    expect(await ofContent.client.getRoomStateEvent(state)).toEqual(content);
  });

  it('with null in a required field is an error', async () => {
    const { client } = setUp(() => Response.json({ next_batch: null, to_device: null }));
    expect(await reasonOf(client.sync())).toMatchObject({ issues: [{ pointer: '/next_batch' }] });
  });

  it('loses one malformed to-device message and no other (T6, R8)', async () => {
    const good = { type: 'm.room.encrypted', sender: '@bob:example.org', content: { __proto__: null, a: null } };
    const events = [good, null, 5, [], { type: 'm.dummy' }, { type: 7, content: {} }, good];
    const { client, findings } = setUp(() =>
      Response.json({ next_batch: 's2', to_device: { events }, device_one_time_keys_count: null }),
    );
    const answer = await client.sync({ timeout: 0 });
    expect(answer).toEqual({ next_batch: 's2', to_device: { events: [good, good] } });
    expect(findings.map(({ code, pointer }) => [code, pointer])).toEqual([
      ['malformed-entry', '/to_device/events/1'],
      ['malformed-entry', '/to_device/events/2'],
      ['malformed-entry', '/to_device/events/3'],
      ['malformed-entry', '/to_device/events/4'],
      ['malformed-field', '/to_device/events/5/type'],
      ['malformed-entry', '/to_device/events/5'],
      ['malformed-field', '/device_one_time_keys_count'],
    ]);
  });

  it.each<[string, unknown, string]>([
    ['to_device', { next_batch: 's', to_device: 5 }, '/to_device'],
    ['events', { next_batch: 's', to_device: { events: {} } }, '/to_device/events'],
    ['device_lists', { next_batch: 's', device_lists: { changed: [5] } }, '/device_lists/changed/0'],
  ])('is an error where the homeserver itself is wrong: %s', async (_, answer, pointer) => {
    const { client } = setUp(() => Response.json(answer));
    expect(await reasonOf(client.sync())).toMatchObject({ code: 'INVALID_PAYLOAD', issues: [{ pointer }] });
  });

  it('loses one malformed device, key, member or state event and no other (M4)', async () => {
    const device = readDevice();
    const ofKeys = setUp(() =>
      Response.json({
        device_keys: { '@alice:example.org': { JLAFKJWSCS: device, BAD: 5 }, '@b:c': null, '@d:e': { X: {} } },
        master_keys: { '@alice:example.org': 'no key' },
      }),
    );
    expect(await ofKeys.client.queryKeys({ device_keys: {} })).toEqual({
      device_keys: { '@alice:example.org': { JLAFKJWSCS: device }, '@d:e': {} },
      master_keys: {},
    });
    expect(ofKeys.findings.every(({ code }) => code === 'malformed-entry')).toBe(true);

    const ofClaim = setUp(() =>
      Response.json({ one_time_keys: { '@a:b': { D: { 'x:1': 'key', 'x:2': 5 }, E: null } } }),
    );
    expect(await ofClaim.client.claimKeys({ one_time_keys: {} })).toEqual({
      one_time_keys: { '@a:b': { D: { 'x:1': 'key' } } },
    });

    const [state, member] = readExample('room-state') as object[];
    const ofState = setUp(() => Response.json([state, null, member, { type: 'm.room.name' }]));
    expect(await ofState.client.getRoomState({ roomId })).toEqual([state, member]);

    const ofMembers = setUp(() => Response.json({ chunk: [{ ...member, state_key: null }, 'no event', member] }));
    const { state_key: _, ...withoutKey } = member as { state_key: string };
    expect(await ofMembers.client.getMembers({ roomId })).toEqual({ chunk: [withoutKey, member] });
  });

  it('loses no member and no failed server, however malformed what is said of them (E2)', async () => {
    const ofMembers = setUp(() =>
      Response.json({
        joined: {
          '@a:b': { display_name: 'A', avatar_url: 'https://x' },
          '@c:d': null,
          '@e:f': 5,
          '@g:h': { display_name: 5 },
        },
      }),
    );
    expect(await ofMembers.client.getJoinedMembers({ roomId })).toEqual({
      joined: { '@a:b': { display_name: 'A' }, '@c:d': {}, '@e:f': {}, '@g:h': {} },
    });
    const [, member] = readExample('room-state') as object[];
    const odd = { ...member, unsigned: { age: 'old', membership: null, transaction_id: 't' } };
    const ofEvents = setUp(() => Response.json({ chunk: [odd] }));
    expect(await ofEvents.client.getMembers({ roomId })).toEqual({
      chunk: [{ ...member, unsigned: { transaction_id: 't' } }],
    });
    const ofKeys = setUp(() =>
      Response.json({ failures: { 'a.example': null, 'b.example': 'down', 'c.example': { a: 1 } } }),
    );
    expect(await ofKeys.client.queryKeys({ device_keys: {} })).toEqual({
      failures: { 'a.example': {}, 'b.example': {}, 'c.example': { a: 1 } },
    });
  });

  it('gets nothing from names that every object has (M6)', async () => {
    const text = `{"device_keys":{"@a:b":{"__proto__":${JSON.stringify(readDevice())},"constructor":5}}}`;
    const { client } = setUp(() => new Response(text));
    const { device_keys: keys } = await client.queryKeys({ device_keys: {} });
    expect(Object.keys(keys?.['@a:b'] ?? {})).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(keys?.['@a:b'])).toBe(Object.prototype);
  });

  it('about keys nests no deeper than 512 levels, one with events as deep as events do (S2)', async () => {
    const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
    const ofKeys = setUp(() => new Response(`{"x":${nested(512)}}`));
    expect(await reasonOf(ofKeys.client.queryKeys({ device_keys: {} }))).toMatchObject({ reason: 'too-deep' });
    const ofState = setUp(() => new Response(`{"x":${nested(5000)}}`));
    await ofState.client.getRoomStateEvent({ roomId, eventType: 'a', stateKey: '' });
  });

  it('is read within the limit of the call, if that has one (S2)', async () => {
    const { client } = setUp(() => new Response('x'.repeat(100)), { maxBodyBytes: 10 });
    const file = { serverName: 'example.org', mediaId: 'a' };
    expect(await reasonOf(client.downloadMedia(file))).toMatchObject({ limitBytes: 10 });
    expect((await client.downloadMedia(file, { maxBodyBytes: 100 })).bytes).toHaveLength(100);
  });
});

function readDevice(): object {
  const { device_keys: keys } = readExample('client-key-query-response') as {
    device_keys: Record<string, Record<string, object>>;
  };
  return Object.values(Object.values(keys)[0] ?? {})[0] ?? {};
}

describe('sync', () => {
  it('has the time that the homeserver may wait on top of the deadline', async () => {
    vi.useFakeTimers();
    const { client } = setUp(() => new Promise(() => undefined), { timeoutMs: 1000 });
    const reason = reasonOf(client.sync({ timeout: 30_000 }));
    await vi.advanceTimersByTimeAsync(31_000);
    expect(await reason).toMatchObject({ timeoutMs: 31_000 });
    const sooner = reasonOf(client.sync({ timeout: 30_000 }, { timeoutMs: 500 }));
    await vi.advanceTimersByTimeAsync(500);
    expect(await sooner).toMatchObject({ timeoutMs: 500 });
  });
});

describe('files', () => {
  it('go up as bytes, with type and name', async () => {
    const { client, sent } = setUp(() => Response.json(readExample('content-uri')));
    await client.uploadMedia({ contentType: 'image/png; a=b', filename: 'a b?.png' }, new Uint8Array([104, 105]));
    await client.uploadMedia({}, new Uint8Array(0));
    const [first, second] = sent;
    expect(first?.url.search).toBe('?filename=a%20b%3F.png');
    expect(first?.headers.get('content-type')).toBe('image/png; a=b');
    expect([first?.body, second?.body]).toEqual(['hi', '']);
    expect(second?.headers.get('content-type')).toBe('application/octet-stream');
  });

  it.each(['', 'a\r\nx: y', 'ü', 5])('cannot have the type %j', async (contentType) => {
    const { client, sent } = setUp();
    const pending = client.uploadMedia({ contentType: contentType as string }, new Uint8Array(1));
    expect(await reasonOf(pending)).toBeInstanceOf(RangeError);
    expect(sent).toEqual([]);
  });

  it('come down as bytes, whatever they are, with their type', async () => {
    const { client } = setUp(() => new Response(new Uint8Array([0, 255]), { headers: { 'content-type': 'a/b' } }));
    const file = { serverName: 'example.org', mediaId: 'a' };
    expect(await client.downloadMedia(file)).toEqual({ bytes: new Uint8Array([0, 255]), contentType: 'a/b' });
    const empty = setUp(() => new Response(null));
    expect(await empty.client.downloadMedia(file)).toEqual({ bytes: new Uint8Array(0), contentType: undefined });
  });
});

describe('request', () => {
  it('makes any other request for the same user, and returns the JSON of the answer', async () => {
    const { client, sent } = setUp(() => Response.json({ joined_rooms: [] }));
    const path = '/_matrix/client/v3/joined_rooms?a=b';
    expect(await client.as({ userId: '@a:b' }).request('get', path, undefined, { query: { c: 'd' } })).toEqual({
      joined_rooms: [],
    });
    await client.request('POST', '/_matrix/client/v3/x', { a: 1 });
    expect(sent.map(({ method, url, body }) => [method, url.search, body])).toEqual([
      ['GET', '?a=b&c=d&user_id=%40a%3Ab', ''],
      ['POST', '', '{"a":1}'],
    ]);
  });

  it.each(['@evil.example/', 'https://evil.example/', '', '.evil.example/', '/a#b'])(
    'sends no token to a path such as %j',
    async (path) => {
      const { client, sent } = setUp();
      expect(await reasonOf(client.request('GET', path))).toBeInstanceOf(RangeError);
      expect(sent).toEqual([]);
    },
  );

  it('rejects like every other call', async () => {
    const { client } = setUp(() => error(403, 'M_FORBIDDEN'));
    expect(await reasonOf(client.request('GET', '/_matrix/client/v3/x'))).toMatchObject({ status: 403 });
  });
});

describe('http', () => {
  it('is the raw API for the same user, and no refusal is an error', async () => {
    const { client, sent } = setUp(() => error(403, 'M_FORBIDDEN'));
    const { http } = client.as(ghost);
    const { response, error: refusal } = await http.GET('/_matrix/client/v3/devices/{deviceId}', {
      params: { path: { deviceId: 'a/b' } },
    });
    expect(response.status).toBe(403);
    expect(isObject(refusal) && refusal['errcode']).toBe('M_FORBIDDEN');
    expect(sent[0]?.url.pathname).toBe('/base/_matrix/client/v3/devices/a%2Fb');
    expect(sent[0]?.url.searchParams.get('user_id')).toBe(ghost.userId);
    await client.http.GET('/_matrix/client/v3/sync', { params: { query: { timeout: 0 } } });
    expect(sent[1]?.url.search).toBe('?timeout=0');
  });
});
