import { expect, it } from 'vitest';
import { checkFake, createFakeWorld, type FakeWorldOptions, resultOf } from './fake-world.js';

type Body = Record<string, unknown>;
type Keys = Readonly<Record<string, Body>>;

/** Changes answers of the homeserver to requests whose path matches. */
function answering(path: RegExp, change: (body: Body) => unknown): FakeWorldOptions {
  return {
    toHomeserver: (next) => async (request) => {
      const answer = await next(request);
      if (!path.test(new URL(request.url).pathname)) return answer;
      return Response.json(change((await answer.json()) as Body), { status: answer.status });
    },
  };
}

/** Changes requests of the homeserver to its appservice whose path matches. */
function asking(path: RegExp, change: (body: Body) => unknown): FakeWorldOptions {
  return {
    toAppservice: (next) => async (request) => {
      if (!path.test(request.url)) return next(request);
      const body = change((await request.clone().json()) as Body);
      return next(new Request(request, { body: JSON.stringify(body) }));
    },
  };
}

/** Changes the values of some names, at any depth. */
function changing(name: RegExp, change: (value: never) => unknown): (body: Body) => Body {
  return (body) =>
    JSON.parse(
      // The name says what the value is.
      JSON.stringify(body, (key, value: unknown) => (name.test(key) ? change(value as never) : value)),
    ) as Body;
}

const without = (field: string) => (entry: Body) => ({ ...entry, [field]: undefined });
const each = (change: (entry: Body) => Body) => (list: unknown) =>
  Array.isArray(list) ? list.map((entry: Body) => change(entry)) : list;
const ofDevices = (change: () => unknown) => (users: Readonly<Record<string, Body>>) =>
  Object.fromEntries(
    Object.entries(users).map(([userId, devices]) => [
      userId,
      Object.fromEntries(Object.keys(devices).map((deviceId) => [deviceId, change()])),
    ]),
  );
const claims = /client\/v3\/keys\/claim$/;
const queries = /client\/v3\/keys\/query$/;
const transactions = /transactions/;
const toDevice = /to_device$/;

/** Answers only one of the wrong shapes with an error, and asks the appservice no more after the first bad answer. */
function asksNoMore(): FakeWorldOptions {
  let isBad = false;
  return {
    toAppservice: (next) => async (request) => {
      if (!request.url.includes('keys/query')) return next(request);
      if (isBad) return Response.json({});
      const answer = await next(request);
      isBad = /^"no object|:\[\]|null|no map/.test(await answer.clone().text());
      return isBad ? Response.json({}) : answer;
    },
  };
}

it.each<[fault: string, world: FakeWorldOptions, id: string, found: RegExp]>([
  [
    'says of each device that no fallback key is unused',
    asking(
      transactions,
      changing(
        /fallback/,
        ofDevices(() => []),
      ),
    ),
    'fallback-key-types',
    /^broken: without the type/,
  ],
  [
    'counts no one-time keys, whatever was uploaded',
    asking(
      transactions,
      changing(
        /one_time_keys?_counts?$/,
        ofDevices(() => ({})),
      ),
    ),
    'key-counts',
    /^broken: 0 for 1 keys$/,
  ],
  [
    'changes one-time keys on the way out',
    answering(
      claims,
      changing(/AAAAAQ$/, (key: Body) => ({ ...key, key: 'AAAA' })),
    ),
    'uploaded-keys-first',
    /^broken: it was changed/,
  ],
  [
    'drops signatures of fallback keys',
    answering(
      claims,
      changing(/AAAAAg$/, ({ key }: { key: string }) => ({ key })),
    ),
    'fallback-key',
    /^broken: it was changed/,
  ],
  [
    'gives out no self-signing key',
    answering(queries, without('self_signing_keys')),
    'cross-signing-upload',
    /^broken: 200, and queries lack the self-signing key, or/,
  ],
  [
    'drops signatures of self-signing keys',
    answering(
      queries,
      changing(/^self_signing_keys$/, (users: Keys) =>
        Object.fromEntries(Object.entries(users).map(([userId, key]) => [userId, without('signatures')(key)])),
      ),
    ),
    'cross-signing-upload',
    /^broken: 200, and queries lack the self-signing key, or/,
  ],
  [
    'loses the device’s signature when another is uploaded',
    answering(
      queries,
      changing(/^signatures$/, (users: Keys) =>
        Object.fromEntries(
          Object.entries(users).map(([userId, byKey]) => [userId, Object.fromEntries(Object.entries(byKey).slice(-1))]),
        ),
      ),
    ),
    'signature-upload',
    /^broken: 200, and /,
  ],
  [
    'drops the sender of to-device messages',
    asking(transactions, changing(toDevice, each(without('sender')))),
    'to-device',
    /^broken: with another `sender` or `type`/,
  ],
  [
    'gives to-device messages another type',
    asking(
      transactions,
      changing(
        toDevice,
        each((message) => ({ ...message, type: 'm.other' })),
      ),
    ),
    'to-device',
    /^broken: with another `sender` or `type`/,
  ],
  [
    'drops the sender of events',
    asking(transactions, changing(/^events$/, each(without('sender')))),
    'events',
    /^broken: without its `sender`/,
  ],
  [
    'drops the room of events',
    asking(transactions, changing(/^events$/, each(without('room_id')))),
    'events',
    /^broken: .*`room_id`$/,
  ],
  [
    'tells of no one who types',
    asking(
      transactions,
      changing(/^user_ids$/, () => []),
    ),
    'ephemeral',
    /^missing: none came/,
  ],
  [
    'claims another algorithm',
    asking(/keys\/claim/, (users) => changing(/^(?:CHECK|FIRST)/, () => ['curve25519'])(users)),
    'key-claim',
    /^broken: another algorithm/,
  ],
  [
    'queries a device that was not asked for',
    asking(/keys\/query/, (users) => Object.fromEntries(Object.keys(users).map((userId) => [userId, ['OTHER']]))),
    'key-query',
    /^broken: it asks for some devices/,
  ],
  [
    'empties uploaded devices beside served ones',
    answering(
      queries,
      changing(/^device_keys$/, (users: Keys) =>
        Object.fromEntries(
          Object.entries(users).map(([userId, devices]) => [
            userId,
            Object.fromEntries(
              Object.entries(devices).map(([id, keys], i, { length }) => [id, length > 1 && i === 0 ? {} : keys]),
            ),
          ]),
        ),
      ),
    ),
    'key-query-uploaded',
    /^broken: the (?:uploaded device is lost|served device is missing)$/,
  ],
  ['asks no more after a bad answer', asksNoMore(), 'key-query-malformed', /^not-tested: the homeserver did not ask/],
  [
    'creates no device without a name',
    {
      toHomeserver: (next) => async (request) => {
        const isNameless =
          request.method === 'PUT' &&
          request.url.includes('/devices/') &&
          !(await request.clone().text()).includes('display_name');
        return isNameless ? Response.json({}) : next(request);
      },
    },
    'device-deletion',
    /^not-tested: no device can be created/,
  ],
])('a homeserver that %s is found by the row that looks there', async (_, world, id, found) => {
  const report = await checkFake(createFakeWorld(world));
  const { verdict, seen = '' } = resultOf(report, id);
  expect(`${verdict}: ${seen}`).toMatch(found);
});
