import { describe, expect, it } from 'vitest';
import { checkLiveHomeserver, liveHomeserverChecks } from '../../../src/check/homeserver/check-live-homeserver.js';
import { concludeLive } from '../../../src/check/homeserver/conclude-homeserver.js';
import { aResult } from '../reports.js';
import type { CheckReport } from '../../../src/check/check.js';
import { checkRegistration } from './fake-world.js';

const registration = { ...checkRegistration(), id: 'irc', sender_localpart: 'ircbot' };
const userId = '@irc_ann:example.org';

/** Answers of a homeserver, by what is asked: status and body. */
type Answers = Partial<
  Record<'sender' | 'ping' | 'user' | 'devices' | 'device', readonly [status: number, body: object]>
>;

const sound: Required<Answers> = {
  sender: [200, { user_id: '@ircbot:example.org' }],
  ping: [200, { duration_ms: 1 }],
  user: [200, { user_id: userId }],
  devices: [200, { devices: ['A', 'B', 'C', 'D'].map((id) => ({ device_id: id })) }],
  device: [200, { user_id: userId, device_id: 'A' }],
};

function checked(answers: Answers, user: string | null = userId): Promise<CheckReport> {
  let time = 0;
  return checkLiveHomeserver({
    registration,
    homeserverUrl: 'http://127.0.0.1:8008',
    userId: user ?? undefined,
    software: { name: 'Synapse', version: '1.163.2' },
    fetch: ({ url }) => {
      const { pathname, searchParams } = new URL(url);
      const acting = searchParams.has('device_id') ? 'device' : searchParams.has('user_id') ? 'user' : 'sender';
      const kind = pathname.endsWith('/ping') ? 'ping' : pathname.endsWith('/devices') ? 'devices' : acting;
      const [status, body] = { ...sound, ...answers }[kind];
      return Promise.resolve(Response.json(body, { status }));
    },
    now: () => (time += 1),
    delay: () => Promise.resolve(),
    randomBytes: (count) => new Uint8Array(count),
  });
}

async function rowsOf(
  answers: Answers,
  user?: string | null,
): Promise<Record<string, readonly [string, string | undefined]>> {
  const { results } = await checked(answers, user);
  return Object.fromEntries(results.map(({ check, verdict, seen }) => [check.id, [verdict, seen]]));
}

const refused = { errcode: 'M_FORBIDDEN', error: 'no' };

describe('the checks of a registration in use', () => {
  it('say how far they came where they were interrupted', () => {
    const cut = aResult('not-tested', { seen: 'the run was interrupted' });
    expect(concludeLive([aResult('works'), cut])).toBe('It was interrupted after 1 of 2 checks.');
  });

  it('find nothing wrong with a homeserver that does all of it, and say what they cannot see', async () => {
    const { results, conclusion, remains } = await checked({});
    expect(results.map(({ check, verdict, seen }) => [check.id, verdict, seen])).toEqual([
      ['live-as-token', 'works', '@ircbot:example.org'],
      ['live-ping', 'works', undefined],
      ['live-user', 'works', undefined],
      ['live-devices', 'works', 'A, B, C and 1 more'],
      ['live-device-masquerading', 'works', undefined],
    ]);
    expect(results.map(({ check }) => check)).toEqual(liveHomeserverChecks);
    expect(conclusion).toMatch(/^Nothing is wrong with what could be seen .* need a registration of their own/);
    expect(remains).toEqual([]);
  });

  it('fail where something was not tested, unless that needs a user and none is named', async () => {
    const limited = [429, { errcode: 'M_LIMIT_EXCEEDED' }] as const;
    const failingIn = async (answers: Answers, user?: null): Promise<string[]> =>
      (await checked(answers, user)).failures.map(({ check }) => check.id);
    expect(await failingIn({}, null)).toEqual([]);
    expect(await failingIn({ devices: limited })).toEqual(['live-devices', 'live-device-masquerading']);
  });

  it.each<[what: string, id: string, answers: Answers, verdict: string, seen: string]>([
    ['does not know the token', 'live-as-token', { sender: [401, refused] }, 'missing', '401 M_FORBIDDEN: no'],
    ['fails', 'live-as-token', { sender: [500, {}] }, 'broken', '500'],
    ['takes it for another user', 'live-as-token', { sender: [200, { user_id: '@a:b' }] }, 'broken', 'it is @a:b'],
    [
      'is old',
      'live-ping',
      { ping: [404, { errcode: 'M_UNRECOGNIZED' }] },
      'missing',
      'it has none, as before Matrix 1.7',
    ],
    ['fails to ping', 'live-ping', { ping: [500, {}] }, 'broken', '500'],
    [
      'knows the token under another ID',
      'live-ping',
      { ping: [403, refused] },
      'broken',
      'the as_token belongs to another ID: 403 M_FORBIDDEN: no',
    ],
    [
      'cannot reach the bridge',
      'live-ping',
      { ping: [502, { errcode: 'M_CONNECTION_FAILED' }] },
      'broken',
      'the homeserver does not reach the bridge at http://127.0.0.1:29399: 502 M_CONNECTION_FAILED',
    ],
    [
      'has another token for the bridge',
      'live-ping',
      { ping: [502, { errcode: 'M_BAD_STATUS', status: 403 }] },
      'broken',
      'the bridge refuses the hs_token of the homeserver, which has to load the registration again',
    ],
    [
      'is answered by a bridge without pings',
      'live-ping',
      { ping: [502, { errcode: 'M_BAD_STATUS', status: 404 }] },
      'broken',
      'the bridge answers the ping with 404',
    ],
    ['refuses the user', 'live-user', { user: [403, refused] }, 'broken', '403 M_FORBIDDEN: no'],
    ['ignores the user', 'live-user', { user: [200, { user_id: '@a:b' }] }, 'broken', '`user_id` is ignored'],
    ['lists no devices', 'live-devices', { devices: [403, refused] }, 'broken', '403 M_FORBIDDEN: no'],
    ['has no device of the user', 'live-devices', { devices: [200, { devices: [1] }] }, 'missing', 'the user has none'],
    ['lists nothing', 'live-devices', { devices: [200, {}] }, 'missing', 'the user has none'],
    ['refuses the device', 'live-device-masquerading', { device: [400, refused] }, 'broken', '400 M_FORBIDDEN: no'],
    [
      'ignores the device',
      'live-device-masquerading',
      { device: [200, { user_id: userId }] },
      'missing',
      'the device is ignored',
    ],
    [
      'has no device to act as',
      'live-device-masquerading',
      { devices: [200, {}] },
      'not-tested',
      'the user has no device',
    ],
  ])('find a homeserver that %s', async (_, id, answers, verdict, seen) => {
    expect((await rowsOf(answers))[id]).toEqual([verdict, seen]);
  });

  it('name what is wrong in the conclusion, and leave out what needs a user where none is given', async () => {
    expect((await checked({ user: [403, refused] })).conclusion).toMatch(/^This is wrong: acting as the user\./);
    const needsUser = ['not-tested', 'it needs a user of the appservice: --user'];
    const { 'live-user': user, 'live-devices': devices, 'live-ping': ping } = await rowsOf({}, null);
    expect([user, devices, ping]).toEqual([needsUser, needsUser, ['works', undefined]]);
  });
});
