import { describe, expect, it } from 'vitest';
import type { HomeserverSoftware } from '../../../src/registration/index.js';
import { checkFake, checkRegistration, createFakeWorld, resultOf, type FakeWorldOptions } from './fake-world.js';

type Body = Record<string, unknown>;

/** A request, as the rules below match it: `GET /_matrix/client/v3/sync?user_id=@a:b`. */
const lineOf = ({ method, url }: Request): string =>
  `${method} ${decodeURIComponent(url.replace(/^https?:\/\/[^/]*/, ''))}`;

/** An answer in the place of the homeserver's, from its own and the request. */
type Change = (body: Body, request: Request, asked: Body) => Body | string;

/** Changes the answers to requests that match. `nth` limits that to one of them, counted from one. */
function answer(line: RegExp, change: Change, status?: number, nth?: number): FakeWorldOptions {
  return faulty(line, true, change, status, nth);
}

/** Answers requests that match in the homeserver's place: they do not reach it. */
function instead(line: RegExp, body: Body | string, status = 200, nth?: number): FakeWorldOptions {
  return faulty(line, false, () => body, status, nth);
}

function faulty(line: RegExp, isSent: boolean, change: Change, status = 200, nth?: number): FakeWorldOptions {
  let count = 0;
  return {
    toHomeserver: (next) => async (request) => {
      if (!line.test(lineOf(request)) || ((count += 1) !== nth && nth !== undefined)) return next(request);
      const asked = request.body === null ? {} : ((await request.clone().json()) as Body);
      const own = isSent ? ((await (await next(request)).json()) as Body) : {};
      const body = change(own, request, asked);
      return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status });
    },
  };
}

/** Changes requests of the homeserver to its appservice. */
function pushed(path: RegExp, change: (request: Request) => Promise<Request> | Request): FakeWorldOptions {
  return { toAppservice: (next) => async (request) => next(path.test(request.url) ? await change(request) : request) };
}

/** Changes the body of such requests. */
function pushedBody(path: RegExp, change: (body: Body) => unknown): FakeWorldOptions {
  return pushed(
    path,
    async (request) => new Request(request, { body: JSON.stringify(change((await request.clone().json()) as Body)) }),
  );
}

const withToken = (token: string | undefined) => (request: Request) => {
  const headers = new Headers(request.headers);
  headers.delete('authorization');
  if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
  return new Request(request, { headers });
};

const withMethod = (method: string) => (request: Request) => new Request(request, { method });

/** Adds something to `device_lists` of transactions that know user three. */
const withDeviceLists = (lists: (three: string) => Body) => (body: Body) => {
  const [three] = /@_check-homeserver-[0-9a-f]+_three:example\.org/.exec(JSON.stringify(body)) ?? [];
  return three === undefined ? body : { ...body, ...lists(three) };
};

const says = (errcode: string): Body => ({ errcode, error: 'no' });
const whoami = /whoami/;
const query = /keys\/query$|keys\/query\?/;
const claim = /keys\/claim/;
const upload = /keys\/upload/;
const identity = /device_signing\/upload/;
const devices = /GET .*\/devices\?/;
const put = /PUT .*\/devices\/FIRST/;
const sync = /\/sync/;

/** Keys of all users that a query is about. */
const keysFor = (asked: Body, keys: (userId: string) => unknown): Body =>
  Object.fromEntries(Object.keys(asked['device_keys'] as Body).map((userId) => [userId, keys(userId)]));

/** Keeps one device of each user. */
const firstDevices = (users: Readonly<Record<string, Body>>): Body =>
  Object.fromEntries(
    Object.entries(users).map(([userId, keys]) => [userId, Object.fromEntries(Object.entries(keys).slice(0, 1))]),
  );

/** Lets requests of the homeserver through until `isLast` has said so of one, and the next `then`. */
function cutAfter(path: RegExp, isLast: (response: Response) => boolean, then = 0): FakeWorldOptions {
  let left = Infinity;
  return {
    toAppservice: (next) => async (request) => {
      if (!path.test(request.url)) return next(request);
      if (left <= 0) throw new TypeError('fetch failed');
      left -= 1;
      const response = await next(request);
      if (left === Infinity && isLast(response)) left = then;
      return response;
    },
  };
}

const afterRefusal = (then?: number): FakeWorldOptions => cutAfter(/transactions/, ({ ok }) => !ok, then);
const once = (path: RegExp): FakeWorldOptions => cutAfter(path, () => true);

/** Sends to-device messages that were refused with the next transaction. */
function keepsMessages(): FakeWorldOptions {
  const name = 'de.sorunome.msc2409.to_device';
  let kept: unknown[] = [];
  return {
    toAppservice: (next) => async (request) => {
      if (!request.url.includes('/transactions/')) return next(request);
      const body = (await request.clone().json()) as Record<string, unknown[] | undefined>;
      const messages = [...kept, ...(body[name] ?? [])];
      const response = await next(new Request(request, { body: JSON.stringify({ ...body, [name]: messages }) }));
      kept = response.ok ? [] : messages;
      return response;
    },
  };
}

/** Writes counts of keys by user alone. */
const byUserAlone = (body: Body): Body =>
  Object.fromEntries(
    Object.entries(body).map(([name, value]) => [
      name,
      /one_time_keys?_counts?$/.test(name)
        ? Object.fromEntries(Object.keys(value as Body).map((userId) => [userId, { signed_curve25519: 1 }]))
        : value,
    ]),
  );

const outsiderOf = (asked: Body): string =>
  (Object.keys(asked['device_keys'] as Body)[0] ?? '').replace(
    /^@_(check-homeserver-[0-9a-f]{8})_[^:]*:/,
    '@no-user-of-$1:',
  );

const two = [checkRegistration(), checkRegistration(29398)];

/** Homeservers with one fault each: the check that looks at it, its verdict, and what it says. */
const homeservers: readonly (readonly [id: string, verdict: string, seen: RegExp | undefined, FakeWorldOptions])[] = [
  [
    'as-token',
    'broken',
    /^it takes the appservice for @other:b, not for @_/,
    answer(whoami, () => ({ user_id: '@other:b' })),
  ],
  ['as-token', 'broken', /^500 M_UNKNOWN: no$/, answer(whoami, () => says('M_UNKNOWN'), 500)],
  [
    'as-token',
    'missing',
    /^401 M_UNKNOWN_TOKEN: no; it has to load/,
    answer(whoami, () => says('M_UNKNOWN_TOKEN'), 401),
  ],
  ['as-token', 'broken', /^502$/, answer(whoami, () => '<html>', 502)],
  ['ping', 'missing', /^it has none, as before Matrix 1.7$/, instead(/ping$/, says('M_UNRECOGNIZED'), 404)],
  [
    'ping',
    'broken',
    /^the homeserver does not reach this program at http:.*: 502 M_CONNECTION_FAILED: no$/,
    instead(/ping$/, says('M_CONNECTION_FAILED'), 502),
  ],
  [
    'ping',
    'broken',
    /^the homeserver does not reach this program at .*: 504 M_CONNECTION_TIMEOUT: no$/,
    instead(/ping$/, says('M_CONNECTION_TIMEOUT'), 504),
  ],
  ['ping', 'broken', /^200, but nothing came: does another program answer at http:/, instead(/ping$/, {})],
  ['ping', 'broken', /^500 M_UNKNOWN: no$/, instead(/ping$/, says('M_UNKNOWN'), 500)],
  [
    'ping',
    'broken',
    /^another program answers at http:\S+ with 404$/,
    instead(/ping$/, { ...says('M_BAD_STATUS'), status: 404 }, 502),
  ],
  [
    'ping',
    'broken',
    /^the homeserver has loaded a registration without `url`$/,
    instead(/ping$/, says('M_URL_NOT_SET'), 400),
  ],
  ['ping', 'broken', /^the as_token belongs to another ID: 403 M_FORB/, instead(/ping$/, says('M_FORBIDDEN'), 403)],
  ['ping', 'broken', /^this program refuses the hs_token of the homeserver/, pushed(/./, withToken('an older one'))],
  ['ping', 'broken', /^this program refuses the hs_token of the homeserver/, pushed(/./, withToken(undefined))],
  [
    'ping',
    'broken',
    /^it asks POST \/_matrix\/app\/v2\/ping instead$/,
    pushed(/ping$/, (request) => new Request(request.url.replace('v1', 'v2'), request)),
  ],
  ['hs-token', 'broken', /^another hs_token comes: the homeserver/, pushed(/./, withToken('an older one'))],
  ['ping', 'broken', /^a ping came, and then 502 M_BAD_STATUS/, answer(/ping$/, () => says('M_BAD_STATUS'), 502)],
  ['ping', 'broken', /^the ping lacks its transaction ID$/, pushedBody(/ping/, () => ({}))],
  ['ping', 'works', /^without `duration_ms`$/, answer(/ping$/, () => ({}))],
  [
    'hs-token',
    'works',
    /^and as `access_token` in the URL, which logs may keep$/,
    pushed(/./, (request) => {
      const token = request.headers.get('authorization')?.replace('Bearer ', '') ?? '';
      return new Request(`${request.url}?access_token=${token}`, request);
    }),
  ],
  ['registration-without-login', 'broken', /^403 M_FORBIDDEN: no$/, instead(/register/, says('M_FORBIDDEN'), 403)],
  [
    'registration-without-login',
    'broken',
    /has `access_token`$/,
    answer(/register/, (body) => ({ ...body, access_token: 'x' })),
  ],
  [
    'registration-without-login',
    'broken',
    /has `device_id`$/,
    answer(/register/, (body) => ({ ...body, device_id: 'X' })),
  ],
  [
    'registration-without-login',
    'works',
    /since an earlier run$/,
    answer(/register/, () => says('M_USER_IN_USE'), 400),
  ],
  [
    'user-masquerading',
    'broken',
    /^`user_id` is ignored$/,
    answer(/whoami\?user_id/, () => ({ user_id: '@bot:example.org' })),
  ],
  ['user-masquerading', 'broken', /^403 M_FORBIDDEN: no$/, answer(/whoami\?user_id/, () => says('M_FORBIDDEN'), 403)],
  ['foreign-users', 'works', /^with 400$/, answer(/no-user-of/, () => says('M_FORBIDDEN'), 400)],
  [
    'foreign-users',
    'broken',
    /^the request counted for the sender$/,
    answer(/no-user-of/, () => ({ user_id: '@bot:example.org' })),
  ],
  ['foreign-users', 'broken', /^500 M_UNKNOWN: no$/, answer(/no-user-of/, () => says('M_UNKNOWN'), 500)],
  ['device-creation', 'missing', /^404 M_NOT_FOUND: no$/, instead(put, says('M_NOT_FOUND'), 404)],
  ['device-creation', 'works', undefined, answer(devices, () => ({ devices: null }), 200, 1)],
  ['device-creation', 'works', /^200 for a new one$/, answer(put, () => ({}), 200)],
  ['device-creation', 'broken', /^a known device: 500 M_UNKNOWN: no$/, answer(put, () => says('M_UNKNOWN'), 500, 2)],
  [
    'device-creation',
    'broken',
    /^the homeserver chose another ID/,
    {
      toHomeserver: (next) => (request) =>
        next(put.test(lineOf(request)) ? new Request(request.url.replace(/FIRST/, 'OTHER'), request) : request),
    },
  ],
  ['device-creation', 'not-tested', /^the devices of a user cannot be listed$/, instead(devices, {}, 403)],
  [
    'device-masquerading',
    'missing',
    /^403 M_FORBIDDEN: no$/,
    answer(/whoami.*device_id/, () => says('M_FORBIDDEN'), 403),
  ],
  [
    'device-masquerading',
    'broken',
    /^with `device_id` and `org\.matrix\.msc3202\.device_id`: 400 M_INVALID_PARAM: no$/,
    answer(/whoami.*&device_id.*&org\./, () => says('M_INVALID_PARAM'), 400),
  ],
  [
    'device-masquerading',
    'not-tested',
    /^creating a device failed: 403 M_FORBIDDEN: no$/,
    instead(/PUT .*devices/, says('M_FORBIDDEN'), 403),
  ],
  [
    'device-masquerading',
    'not-tested',
    /^the users could not be registered$/,
    instead(/register/, says('M_FORBIDDEN'), 403),
  ],
  ['unknown-device', 'works', /^with 401$/, answer(/NO-SUCH/, () => says('M_UNKNOWN_DEVICE'), 401)],
  [
    'unknown-device',
    'other-name',
    /^400 ORG\.MATRIX/,
    answer(/NO-SUCH/, () => says('ORG.MATRIX.MSC4326.M_UNKNOWN_DEVICE'), 400),
  ],
  ['unknown-device', 'broken', /^500 M_UNKNOWN: no$/, answer(/NO-SUCH/, () => says('M_UNKNOWN'), 500)],
  ['unknown-device', 'works', /^403 M_FORBIDDEN: no$/, answer(/NO-SUCH/, () => says('M_FORBIDDEN'), 403)],
  ['unknown-device', 'broken', /^the device is ignored/, answer(/NO-SUCH/, () => ({ user_id: '@a:b' }))],
  [
    'unknown-device',
    'broken',
    /^it acts as a device that does not exist$/,
    answer(/NO-SUCH/, () => ({ user_id: '@a:b', device_id: 'NO-SUCH-DEVICE' })),
  ],
  [
    'device-without-user',
    'broken',
    /^the device is ignored: name the sender, too$/,
    instead(/whoami\?device_id=SENDER/, { user_id: '@a:b' }),
  ],
  [
    'device-without-user',
    'broken',
    /^500 M_UNKNOWN: no: name the sender, too$/,
    instead(/whoami\?device_id=SENDER/, says('M_UNKNOWN'), 500),
  ],
  [
    'device-without-user',
    'not-tested',
    /^the sender gets no device: 403/,
    instead(/PUT .*SENDER/, says('M_FORBIDDEN'), 403),
  ],
  ['sender-sync', 'works', undefined, instead(sync, {})],
  [
    'sender-sync',
    'broken',
    /^500 M_UNKNOWN: no: let an encrypted bot be another user$/,
    instead(sync, says('M_UNKNOWN'), 500),
  ],
  ['device-deletion', 'missing', /^it wants a password$/, instead(/DELETE/, {}, 401)],
  ['device-deletion', 'broken', /^500 M_UNKNOWN: no$/, instead(/DELETE/, says('M_UNKNOWN'), 500)],
  ['device-deletion', 'broken', /^200, and it is still there$/, instead(/DELETE/, {})],
  ['key-upload', 'broken', /^500 M_UNKNOWN: no$/, instead(upload, says('M_UNKNOWN'), 500)],
  ['key-upload', 'broken', /^the answer has another key count$/, answer(upload, () => ({ one_time_key_counts: {} }))],
  ['key-upload', 'broken', /^200, and the device has no keys$/, answer(query, () => ({}))],
  [
    'key-upload',
    'broken',
    /^the keys came back changed/,
    answer(query, (body) => JSON.stringify(body).replaceAll('m.olm', 'm.older')),
  ],
  ['cross-signing-upload', 'broken', /^500 M_UNKNOWN: no$/, instead(identity, says('M_UNKNOWN'), 500)],
  ['cross-signing-upload', 'broken', /^200, and queries lack the master key, or/, instead(identity, {})],
  ['cross-signing-upload', 'not-tested', /^no keys could be uploaded$/, instead(upload, says('M_FORBIDDEN'), 403)],
  [
    'cross-signing-upload',
    'works',
    /^those of an earlier run are there$/,
    {
      toHomeserver: (next) => async (request) => {
        if (request.url.includes('device_signing/upload')) return Response.json({}, { status: 401 });
        if (!query.test(request.url)) return next(request);
        const asked = (await request.clone().json()) as Body;
        return Response.json({ master_keys: keysFor(asked, () => ({ keys: {} })) });
      },
    },
  ],
  ['signature-upload', 'broken', /^500 M_UNKNOWN: no$/, instead(/signatures\/upload/, says('M_UNKNOWN'), 500)],
  ['signature-upload', 'broken', /^200, and queries lack the signature$/, instead(/signatures\/upload/, {})],
  [
    'signature-upload',
    'broken',
    /^\{"errcode":"M_INVALID_SIGNATURE"/,
    answer(/signatures\/upload/, (_body, _request, asked) => ({
      failures: Object.fromEntries(
        Object.entries(asked).map(([userId, signed]) => [
          userId,
          Object.fromEntries(Object.keys(signed as Body).map((deviceId) => [deviceId, says('M_INVALID_SIGNATURE')])),
        ]),
      ),
    })),
  ],
  ['signature-upload', 'not-tested', /^there are no cross-signing keys$/, instead(identity, {}, 401)],
  ['cross-signing-change', 'missing', /^it wants a password$/, answer(identity, () => ({}), 401, 2)],
  ['cross-signing-change', 'broken', /^403 M_FORBIDDEN: no$/, answer(identity, () => says('M_FORBIDDEN'), 403, 2)],
  ['cross-signing-change', 'not-tested', /^none could be uploaded$/, instead(identity, {}, 401)],
  ['events', 'not-tested', /^a room was created without a room_id$/, answer(/createRoom/, () => ({}))],
  [
    'events',
    'other-name',
    /^\/transactions\/…$/,
    pushed(/transactions/, (request) => new Request(request.url.replace('/_matrix/app/v1', ''), request)),
  ],
  ['to-device-sync', 'not-tested', /^\/sync: 500 M_UNKNOWN: no$/, instead(sync, says('M_UNKNOWN'), 500)],
  ['to-device-sync', 'missing', /^the message is not there$/, answer(sync, () => ({}))],
  [
    'to-device-sync',
    'broken',
    /^it is gone before it was acknowledged$/,
    answer(sync, () => ({ to_device: { events: [1, {}] } }), 200, 2),
  ],
  [
    'to-device-sync',
    'broken',
    /^it comes again after `since`$/,
    { toHomeserver: (next) => (request) => next(new Request(request.url.replace(/&since=[^&]*/, ''), request)) },
  ],
  [
    'device-lists-left',
    'works',
    undefined,
    pushedBody(
      /transactions/,
      withDeviceLists((three) => ({ device_lists: { changed: [], left: [three] } })),
    ),
  ],
  [
    'device-lists-left',
    'other-name',
    /^`removed`$/,
    pushedBody(
      /transactions/,
      withDeviceLists((three) => ({ device_lists: { left: [three], removed: [three] } })),
    ),
  ],
  [
    'transaction-id',
    'broken',
    /^some IDs came again with other events$/,
    pushed(/transactions/, (request) => new Request(request.url.replace(/[^/]*$/, 'same'), request)),
  ],
  ['key-query', 'broken', /^the query itself failed: 500 M_UNKNOWN: no$/, answer(query, () => says('M_UNKNOWN'), 500)],
  ['key-query', 'broken', /^with PUT$/, pushed(/keys\/query/, withMethod('PUT'))],
  [
    'key-query',
    'broken',
    /^the body is no map of users to lists of devices$/,
    pushedBody(/keys\/query/, () => ({ '@a:b': 1 })),
  ],
  ['key-query-merge', 'broken', /^the device is not in the answer$/, answer(query, () => ({ device_keys: {} }))],
  [
    'key-query-uploaded',
    'broken',
    /^the uploaded device is lost$/,
    answer(query, (_body, _request, asked) => ({ device_keys: keysFor(asked, () => ({ OTHER: {} })) })),
  ],
  [
    'key-query-exclusive',
    'broken',
    /^it asks for users of no namespace$/,
    pushedBody(/keys\/query/, (body) => ({
      ...body,
      [(Object.keys(body)[0] ?? '').replace(/^@_(check-homeserver-[0-9a-f]{8})_[^:]*:/, '@no-user-of-$1:')]: [],
    })),
  ],
  [
    'served-cross-signing',
    'broken',
    /^the self-signing key is dropped$/,
    answer(query, (body) => ({ ...body, self_signing_keys: {} })),
  ],
  [
    'served-cross-signing',
    'broken',
    /^the master key is dropped$/,
    answer(query, (body) => ({ ...body, master_keys: {} })),
  ],
  [
    'served-cross-signing',
    'missing',
    /^they are dropped: upload them instead$/,
    answer(query, (body) => ({ ...body, master_keys: {}, self_signing_keys: {} })),
  ],
  ['key-claim', 'broken', /^the claim itself failed: 500 M_UNKNOWN: no$/, answer(claim, () => says('M_UNKNOWN'), 500)],
  ['key-claim', 'broken', /^with PUT$/, pushed(/keys\/claim/, withMethod('PUT'))],
  [
    'key-claim',
    'broken',
    /^the body is no map of users, devices and lists/,
    pushedBody(/keys\/claim/, () => ({ '@a:b': 1 })),
  ],
  [
    'key-claim-merge',
    'broken',
    /^the key is not in the answer, and is lost$/,
    answer(claim, () => ({ one_time_keys: {} })),
  ],
  [
    'key-claim-merge',
    'broken',
    /^it was changed, so its signature is wrong$/,
    answer(claim, (body) => JSON.stringify(body).replaceAll('"key":"', '"key":"A')),
  ],
  ['key-query', 'other-name', /unstable/, instead(/PUT .*devices/, says('M_FORBIDDEN'), 404)],
  ['key-claim', 'other-name', /unstable/, instead(/PUT .*devices/, says('M_FORBIDDEN'), 404)],
  ['key-query', 'not-tested', /^the users could not be registered$/, instead(/register/, says('M_FORBIDDEN'), 403)],
  [
    'hs-token',
    'works',
    undefined,
    {
      toHomeserver: (next) => (request) =>
        request.url.includes('ping') ? next(new Request('http://x/no')) : next(request),
    },
  ],
  ['key-claim-several', 'missing', /^it claims one key at a time$/, instead(/msc3983/, says('M_UNRECOGNIZED'), 404)],
  ['key-claim-several', 'broken', /^500 M_UNKNOWN: no$/, instead(/msc3983/, says('M_UNKNOWN'), 500)],
  ['key-claim-several', 'broken', /^0 of 2 keys are given out$/, answer(/msc3983/, () => ({ one_time_keys: {} }))],
  ['to-device-unknown', 'not-tested', /^no to-device messages come$/, { homeserver: { fields: { toDevice: false } } }],
  [
    'to-device-unknown',
    'broken',
    /^404 M_NOT_FOUND: no: the other message is lost$/,
    instead(/sendToDevice/, says('M_NOT_FOUND'), 404, 2),
  ],
  ['to-device-unknown', 'broken', /^the other message is lost$/, instead(/sendToDevice/, {}, 200, 2)],
  ['uploaded-keys-first', 'broken', /^500 M_UNKNOWN: no$/, answer(claim, () => says('M_UNKNOWN'), 500)],
  ['uploaded-keys-first', 'broken', /^no key is given out$/, answer(claim, () => ({}))],
  ['fallback-key', 'broken', /^500 M_UNKNOWN: no$/, answer(claim, () => says('M_UNKNOWN'), 500, 2)],
  ['fallback-key', 'broken', /^no key is given out$/, answer(claim, () => ({}), 200, 2)],
  [
    'fallback-key',
    'broken',
    /^another key is given out$/,
    answer(claim, (body) => JSON.stringify(body).replaceAll(':AAAAAg', ':AAAAAw'), 200, 2),
  ],
  [
    'key-query',
    'other-name',
    /^…\/unstable/,
    pushed(
      /keys\/query/,
      (request) => new Request(request.url.replace('/v1/keys', '/unstable/org.matrix.msc3984/keys'), request),
    ),
  ],
  [
    'key-query-uploaded',
    'broken',
    /^the served device is missing$/,
    answer(query, (body) => ({ ...body, device_keys: firstDevices(body['device_keys'] as Record<string, Body>) })),
  ],
  [
    'ephemeral',
    'missing',
    /^none came within 8 s/,
    pushedBody(/transactions/, (body) => ({ ...body, ephemeral: [], 'de.sorunome.msc2409.ephemeral': [] })),
  ],
  [
    'ephemeral',
    'broken',
    /^without `room_id`$/,
    pushedBody(/transactions/, (body) =>
      JSON.parse(
        JSON.stringify(body, (name, value: unknown) =>
          name === 'room_id' && !JSON.stringify(body).includes('m.room.message') ? '!other:b' : value,
        ),
      ),
    ),
  ],
  [
    'events',
    'missing',
    /^no transaction came; is the `url`/,
    {
      toAppservice: (next) => (request) =>
        request.url.includes('transactions') ? Promise.reject(new TypeError('fetch failed')) : next(request),
    },
  ],
  [
    'to-device',
    'not-tested',
    /^no transactions come$/,
    {
      toAppservice: (next) => (request) =>
        request.url.includes('transactions') ? Promise.reject(new TypeError('fetch failed')) : next(request),
    },
  ],
  ['key-counts', 'broken', /^by user alone, so it is unknown for which/, pushedBody(/transactions/, byUserAlone)],
  ['to-device-sync', 'missing', /^the message is not there$/, answer(sync, () => ({ to_device: { events: 'none' } }))],
  ['to-device-repeat', 'works', undefined, keepsMessages()],
  ['to-device-repeat', 'broken', /^nothing came after the refusal$/, afterRefusal()],
  ['transaction-repeat', 'broken', /^not within 30 s: what an appservice refuses may be lost$/, afterRefusal()],
  ['transaction-id', 'not-tested', /^no repeat came$/, afterRefusal()],
  ['transaction-order', 'not-tested', /^no repeat came$/, afterRefusal()],
  ['transaction-order', 'broken', /^the second event did not come$/, afterRefusal(1)],
  [
    'key-query-errors',
    'not-tested',
    /^the homeserver did not ask, so this was not seen: 500; 403; 200 with HTML$/,
    once(/keys\/query/),
  ],
  ['key-query-back-off', 'not-tested', /^the homeserver did not ask$/, once(/keys\/query/)],
  ['key-query-hang', 'not-tested', /^the homeserver did not ask$/, once(/keys\/query/)],
  ['key-query-batch', 'not-tested', /^the homeserver did not ask again$/, once(/keys\/query/)],
  ['key-claim-batch', 'not-tested', /^the homeserver did not ask again$/, once(/keys\/claim/)],
  ['key-query-hang', 'broken', /^keys are lost$/, { ...answer(query, () => ({})), homeserver: { keyTimeoutMs: 50 } }],
  ['key-query-uploaded', 'broken', /^the uploaded device is lost$/, answer(query, () => ({}))],
  [
    'key-query-stranger',
    'broken',
    /^the keys of the other are given out$/,
    answer(query, (body, _request, asked) => ({
      ...body,
      device_keys: { ...(body['device_keys'] as Body), [outsiderOf(asked)]: { A: {} } },
    })),
  ],
  [
    'key-query-two-appservices',
    'broken',
    /^the keys of one are lost$/,
    {
      registrations: two,
      ...answer(query, (body) => ({
        ...body,
        device_keys: Object.fromEntries(Object.entries(body['device_keys'] as Body).slice(0, 1)),
      })),
    },
  ],
  [
    'key-query-two-appservices',
    'broken',
    /^the keys of both are lost$/,
    { registrations: two, ...answer(query, () => ({})) },
  ],
  [
    'key-query-two-appservices',
    'not-tested',
    /^the user of the second registration could not be registered$/,
    { registrations: two, ...instead(/register/, says('M_FORBIDDEN'), 403, 4) },
  ],
  ['key-query-stranger', 'broken', /^keys are lost$/, answer(query, () => ({}))],
  [
    'key-query-errors',
    'broken',
    /^500: keys are lost; 403: keys are lost; 200 with HTML: keys are lost$/,
    answer(query, () => ({})),
  ],
];

/** Makes one check of a homeserver with a fault. */
async function checked(id: string, world: FakeWorldOptions, software?: HomeserverSoftware) {
  const patient = createFakeWorld({ ...world, homeserver: { keyTimeoutMs: 10_000, ...world.homeserver } });
  return resultOf(await checkFake(patient, { only: [id], ...(software && { software }) }), id);
}

describe('a homeserver with one fault', () => {
  it.each(homeservers)('is found by %s: %s, %s', async (id, verdict, seen, world) => {
    const result = await checked(id, world);
    expect([result.verdict, result.seen ?? '']).toEqual([
      verdict,
      seen === undefined ? '' : (expect.stringMatching(seen) as string),
    ]);
  });

  it('is told the line that its own configuration needs, or what to do where that is not known', async () => {
    const world = (): FakeWorldOptions => answer(whoami, () => says('M_UNKNOWN_TOKEN'), 401);
    expect((await checked('as-token', world())).remedy).toEqual({
      file: 'homeserver.yaml',
      line: 'app_service_config_files:\n  - the path of the registration file',
    });
    const { remedy } = await checked('as-token', world(), { name: 'other', version: '1.0' });
    expect(remedy).toEqual({ file: 'the homeserver', line: 'the registration file' });
  });

  it('may limit the rate: the check waits as long as it says, and no longer than half a minute', async () => {
    const limited = (ms: number): FakeWorldOptions =>
      answer(whoami, () => ({ ...says('M_LIMIT_EXCEEDED'), retry_after_ms: ms }), 429, 1);
    expect(await checked('as-token', limited(1000))).toMatchObject({ verdict: 'works' });
    expect(await checked('as-token', limited(60_000))).toMatchObject({
      verdict: 'broken',
      seen: '429 M_LIMIT_EXCEEDED: no',
    });
  });

  it('may break the connection: what needed it is not tested', async () => {
    const world: FakeWorldOptions = {
      toHomeserver: (next) => (request) =>
        request.url.includes('/sync') ? Promise.reject(new TypeError('fetch failed')) : next(request),
    };
    expect(await checked('sender-sync', world)).toMatchObject({
      verdict: 'not-tested',
      seen: 'the connection failed (CONNECTION_FAILED)',
    });
  });
});
