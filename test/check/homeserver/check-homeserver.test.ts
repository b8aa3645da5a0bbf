import { describe, expect, it } from 'vitest';
import { homeserverChecks, liveHomeserverChecks } from '../../../src/check/index.js';
import { checkLiveHomeserver } from '../../../src/check/homeserver/check-live-homeserver.js';
import type { Fetch } from '../../../src/client/index.js';
import { faults, type FakeHomeserver } from '../../helpers/fake-homeserver.js';
import { checkFake, checkRegistration, createFakeWorld, type FakeWorld, faultsIn, resultOf } from './fake-world.js';

/** What differs from the specification at the demo's homeserver, as at Synapse, apart from the faults that it does not have. */
const known = {
  'to-device': 'other-name: `de.sorunome.msc2409.to_device`',
  'device-lists': 'other-name: `org.matrix.msc3202.device_lists`',
  'key-counts':
    'other-name: `org.matrix.msc3202.device_one_time_keys_count` and `org.matrix.msc3202.device_one_time_key_counts`',
  'fallback-key-types': 'other-name: `org.matrix.msc3202.device_unused_fallback_key_types`',
  ephemeral: 'other-name: `de.sorunome.msc2409.ephemeral`',
  'to-device-repeat': 'broken: they are left out: `/sync` has to fetch them',
  'device-lists-left': 'not-tested: none came; users of the appservice itself may not count',
  'key-query': 'other-name: …/unstable/org.matrix.msc3984/keys/query',
  'key-claim': 'other-name: …/unstable/org.matrix.msc3983/keys/claim',
};
const alone = { 'key-query-two-appservices': 'not-tested: it needs a second registration: --second' };

describe('a check of a homeserver', () => {
  it('finds everything that the demo’s homeserver does, under its names', async () => {
    const report = await checkFake(createFakeWorld());
    expect(faultsIn(report)).toEqual({ ...known, ...alone });
    expect(report.conclusion).toBe(
      'An encrypted bridge that uploads its keys works here. It may serve its one-time keys instead of uploading them.',
    );
    expect(report.results.map(({ check }) => check)).toEqual(homeserverChecks);
  });

  it('finds stable names where they are used, and both', async () => {
    const stable = await checkFake(createFakeWorld({ homeserver: { names: 'stable' } }));
    expect(resultOf(stable, 'to-device')).toMatchObject({ verdict: 'works' });
    const both = await checkFake(createFakeWorld({ homeserver: { names: 'both' } }));
    expect(resultOf(both, 'to-device').seen).toBe('and as `de.sorunome.msc2409.to_device`');
  });

  it('queries two appservices at once where there is a second registration (M2)', async () => {
    const registrations = [checkRegistration(), checkRegistration(29398)];
    expect(faultsIn(await checkFake(createFakeWorld({ registrations })))).toEqual(known);
  });

  it('leaves no devices and no members of rooms, and says that its users remain', async () => {
    const world = createFakeWorld();
    const { remains } = await checkFake(world);
    const { accounts, rooms } = world.homeserver.state;
    expect([...accounts.values()].flatMap(({ devices }) => [...devices.keys()])).toEqual([]);
    const memberships = [...rooms.values()].flatMap(({ state }) =>
      [...state.values()].filter(({ type }) => type === 'm.room.member').map(({ content }) => content['membership']),
    );
    expect(new Set(memberships)).toEqual(new Set(['leave']));
    expect(remains).toEqual([
      expect.stringMatching(/^the users @_check-homeserver-[0-9a-f]{8}_one, …_two and …_three, which a next run/),
    ]);
  });

  it('finds the same on a second run, with the users of the first', async () => {
    const world = createFakeWorld();
    await checkFake(world);
    const again = await checkFake(world);
    expect(faultsIn(again)).toEqual({ ...known, ...alone });
    expect(resultOf(again, 'registration-without-login').seen).toBe('they are there since an earlier run');
  });

  it('makes only the checks that are named, with what they need', async () => {
    const report = await checkFake(createFakeWorld(), { only: ['to-device', 'to-device-repeat'] });
    expect(report.results.map(({ check, verdict }) => [check.id, verdict])).toEqual([
      ['to-device', 'other-name'],
      ['to-device-repeat', 'broken'],
    ]);
    await expect(checkFake(createFakeWorld(), { only: ['to-devices'] })).rejects.toThrow('“to-devices”');
    const all = homeserverChecks.length;
    expect(report.conclusion).toBe(
      `Only 2 of ${all} checks were made. Not as it should be: a repeat has to-device messages.`,
    );
  });

  it.each([
    [403, []],
    [200, ['leave']],
  ] as const)('removes an invitation that could not be accepted, or says that it remains: %#', async (status, left) => {
    const world = createFakeWorld();
    world.homeserver.onCall = ({ name, requester }) => {
      if (requester?.userId.includes('_one') !== true) return undefined;
      if (name === 'joinRoom' || (name === 'leaveRoom' && status === 403)) return faults.status(403, 'M_FORBIDDEN');
      return undefined;
    };
    const { remains } = await checkFake(world);
    const memberships = [...world.homeserver.state.rooms.values()].flatMap(({ state }) =>
      [...state.values()].flatMap(({ type, state_key: userId, content }) =>
        type === 'm.room.member' && userId?.includes('_one') === true ? [content['membership']] : [],
      ),
    );
    expect(memberships.length).toBeGreaterThan(0);
    expect(new Set(memberships)).toEqual(new Set(status === 403 ? ['invite'] : left));
    expect(remains.some((each) => each.startsWith('the invitation of @'))).toBe(status === 403);
  });

  it('says what could not be removed', async () => {
    const world = createFakeWorld();
    world.homeserver.onCall = ({ name }) => (name === 'forgetRoom' ? faults.status(403, 'M_FORBIDDEN') : undefined);
    const { remains } = await checkFake(world);
    expect(remains[0]).toMatch(/^the room !room-1:example\.org of @_.* \(403 M_FORBIDDEN: refused with 403\)$/);
  });

  const devicesOf = ({ homeserver }: FakeWorld): string[] =>
    [...homeserver.state.accounts.values()].flatMap(({ devices }) => [...devices.keys()]);
  const making = ['device-creation', 'device-without-user', 'sender-sync', 'device-deletion', 'key-upload'];

  it.each<[what: string, only: readonly string[], breaks: (request: Request) => 'before' | 'after' | undefined]>([
    ['creating devices', making, ({ method }) => (method === 'PUT' ? 'after' : undefined)],
    ['/sync', making, ({ url }) => (url.includes('/sync') ? 'before' : undefined)],
    ['creating a room', ['events'], ({ url }) => (url.includes('createRoom') ? 'after' : undefined)],
  ])('removes also what it does not know of, since %s had no answer', async (_, only, breaks) => {
    const lost = (): Promise<never> => Promise.reject(new TypeError('lost'));
    const world = createFakeWorld({
      toHomeserver: (next) => async (request) => {
        const when = breaks(request);
        if (when === 'before') return lost();
        const answer = await next(request);
        return when === 'after' ? lost() : answer;
      },
    });
    await checkFake(world, { only });
    expect(devicesOf(world)).toEqual([]);
    const members = [...world.homeserver.state.rooms.values()].flatMap(({ state }) =>
      [...state.values()].flatMap(({ type, content }) => (type === 'm.room.member' ? [content['membership']] : [])),
    );
    expect(members).not.toContain('join');
  });

  it.each<[what: string, answer: () => Response, why: string]>([
    ['is refused', () => Response.json({ flows: [] }, { status: 401 }), '401'],
    ['does nothing', () => Response.json({}), '200'],
  ])('names each device that remains where their removal %s', async (_, answer, why) => {
    const world = createFakeWorld({
      toHomeserver: (next) => (request) => (request.method === 'DELETE' ? Promise.resolve(answer()) : next(request)),
    });
    const { remains } = await checkFake(world, { only: making });
    const left = devicesOf(world);
    expect(left.length).toBeGreaterThan(3);
    const named = remains.filter((each) => each.startsWith('the device'));
    expect(named.map((each) => each.replace(/^the device (\S+) of \S+/, '$1')).sort()).toEqual(
      left.map((deviceId) => `${deviceId} (${why})`).sort(),
    );
  });

  it('says so where a room cannot be left, and where it cannot see what remains', async () => {
    const world = createFakeWorld();
    world.homeserver.onCall = ({ name }) => (name === 'leaveRoom' ? faults.status(403, 'M_FORBIDDEN') : undefined);
    const rooms = (await checkFake(world, { only: ['events'] })).remains.filter((each) => each.startsWith('the room'));
    expect(rooms).toHaveLength(2);
    let isGone = false;
    const ending = createFakeWorld({
      toHomeserver: (next) => (request) => {
        if (request.url.includes('/devices')) isGone = true;
        return isGone ? Promise.reject(new TypeError('gone')) : next(request);
      },
    });
    const { remains } = await checkFake(ending, { only: ['key-upload'] });
    expect(remains.filter((each) => each.endsWith('if there are any (no answer)'))).toHaveLength(4);
  });

  it('waits out a limit also while it removes things after an interruption', async () => {
    const interruption = new AbortController();
    let isLimited = false;
    const world = createFakeWorld({
      toHomeserver: (next) => (request) => {
        if (request.url.includes('/keys/upload')) interruption.abort();
        if (request.method !== 'DELETE' || isLimited) return next(request);
        isLimited = true;
        return Promise.resolve(Response.json({ errcode: 'M_LIMIT_EXCEEDED', retry_after_ms: 50 }, { status: 429 }));
      },
    });
    const delay = (ms: number, signal?: AbortSignal): Promise<void> =>
      signal?.aborted === true ? Promise.reject(new Error('aborted')) : world.delay(ms, signal);
    await checkFake({ ...world, delay }, { signal: interruption.signal, only: ['key-upload'] });
    expect([isLimited, devicesOf(world)]).toEqual([true, []]);
  });

  it('ends when it is interrupted, and removes what it made', async () => {
    const world = createFakeWorld();
    const interruption = new AbortController();
    const report = await checkFake(world, {
      signal: interruption.signal,
      onCheck: ({ id }) => {
        if (id === 'to-device') interruption.abort();
      },
    });
    expect(resultOf(report, 'events').verdict).toBe('works');
    expect(resultOf(report, 'to-device').verdict).toBe('not-tested');
    expect(resultOf(report, 'key-query').seen).toBe('the run was interrupted');
    const devices = [...world.homeserver.state.accounts.values()].flatMap((account) => [...account.devices.keys()]);
    expect(devices).toEqual([]);
    expect(report.conclusion).toMatch(/^It was interrupted after \d+ of \d+ checks\.$/);
  });

  it('makes no further check where the homeserver does not know the registration, and names the line (R7)', async () => {
    const world = createFakeWorld();
    const report = await checkFake(world, { registration: checkRegistration() });
    const [first, ...others] = report.results;
    expect(first).toMatchObject({ verdict: 'missing', remedy: { file: 'homeserver.yaml' } });
    expect(first?.remedy?.line).toContain('app_service_config_files:');
    expect(new Set(others.map(({ verdict, seen }) => `${verdict}: ${String(seen)}`))).toEqual(
      new Set(['not-tested: the homeserver does not know the registration']),
    );
  });

  it('waits for nothing where nothing reaches it, and says so', async () => {
    const report = await checkFake(createFakeWorld({ toAppservice: () => () => Promise.reject(new TypeError('no')) }));
    expect(resultOf(report, 'ping')).toMatchObject({ verdict: 'broken', remedy: { file: 'the registration' } });
    const { seen } = resultOf(report, 'ping');
    expect(seen).toMatch(/^the homeserver does not reach this program at http:\/\/127\.0\.0\.1:29399: 502 M_CONN/);
    expect(resultOf(report, 'events')).toMatchObject({ verdict: 'broken', seen });
    expect(resultOf(report, 'to-device')).toMatchObject({ verdict: 'not-tested', seen });
    expect(resultOf(report, 'key-query')).toMatchObject({ verdict: 'not-tested', seen });
    expect(report.conclusion).toMatch(/^An encrypted bridge does not work here until these rows do: .*events come/);
    expect(resultOf(report, 'key-upload').verdict).toBe('works');
  });

  it('takes keys for missing only where something else comes from the homeserver', async () => {
    const old = (next: Fetch, homeserver: FakeHomeserver): Fetch => {
      homeserver.onCall = ({ name }) => (name === 'pingAppservice' ? faults.status(404, 'M_UNRECOGNIZED') : undefined);
      return next;
    };
    const homeserver = { asksForKeys: false };
    const only = { only: ['key-query', 'key-claim'] };
    const cut = createFakeWorld({
      homeserver,
      toHomeserver: old,
      toAppservice: () => () => Promise.reject(new Error()),
    });
    expect(faultsIn(await checkFake(cut, only))).toEqual({
      'key-query': 'not-tested: nothing comes from the homeserver',
      'key-claim': 'not-tested: nothing comes from the homeserver',
    });
    const silent = await checkFake(createFakeWorld({ homeserver, toHomeserver: old }), only);
    expect(silent.results.map(({ verdict }) => verdict)).toEqual(['missing', 'missing']);
  });

  it('holds no token in any report (S5)', async () => {
    const [registration] = [checkRegistration()];
    const reports = [
      await checkFake(createFakeWorld({ registrations: [registration] })),
      await checkFake(createFakeWorld(), { registration }),
    ];
    for (const token of [registration.as_token, registration.hs_token])
      expect(JSON.stringify(reports)).not.toContain(token);
  });
});

describe('what is switched off at a homeserver', () => {
  it('is missing, each with the line to add to homeserver.yaml (G5)', async () => {
    const fields = { toDevice: false, deviceLists: false, counts: false };
    const report = await checkFake(createFakeWorld({ homeserver: { fields, asksForKeys: false } }));
    for (const [id, feature] of [
      ['to-device', 'msc2409_to_device_messages_enabled'],
      ['device-lists', 'msc3202_transaction_extensions'],
      ['key-counts', 'msc3202_transaction_extensions'],
      ['fallback-key-types', 'msc3202_transaction_extensions'],
      ['key-query', 'msc3984_appservice_key_query'],
      ['key-claim', 'msc3983_appservice_otk_claims'],
    ] as const) {
      expect(resultOf(report, id)).toMatchObject({
        verdict: 'missing',
        remedy: { file: 'homeserver.yaml', line: `experimental_features:\n  ${feature}: true` },
      });
    }
    expect(report.conclusion).toMatch(/^An encrypted bridge works here if it fetches messages with \/sync/);
    expect(report.conclusion).toContain('It has to upload its keys, since the homeserver does not ask for them.');
  });

  it('may be a flag of the registration', async () => {
    const { 'org.matrix.msc3202': _flag, ...registration } = checkRegistration();
    const world = createFakeWorld({ registrations: [registration], homeserver: { fields: { deviceLists: false } } });
    expect(resultOf(await checkFake(world), 'device-lists').remedy).toEqual({
      file: 'the registration',
      line: 'org.matrix.msc3202: true',
    });
  });

  it('has no line for a homeserver that does not have it, or of which nothing is known', async () => {
    const options = { homeserver: { fields: { toDevice: false } } };
    const dendrite = await checkFake(createFakeWorld(options), { software: { name: 'Dendrite', version: '0.15.2' } });
    expect(resultOf(dendrite, 'to-device').remedy).toBeUndefined();
    expect(resultOf(dendrite, 'to-device').seen).toBe('none came within 8 s; known of Dendrite: it does not have that');
    const other = await checkFake(createFakeWorld(options), { software: { name: 'another', version: '1' } });
    expect(resultOf(other, 'to-device')).toMatchObject({ verdict: 'missing', seen: 'none came within 8 s' });
    expect(other.conclusion).toContain('works here if it fetches messages with /sync');
  });
});

describe('a check of a registration in use', () => {
  it('looks at tokens, a ping, and the devices of a user, and changes nothing', async () => {
    const world = createFakeWorld();
    const [registration = checkRegistration()] = world.registrations;
    const { homeserver } = world;
    const userId = `@_${registration.id}_ann:example.org` as const;
    homeserver.state.putDevice(userId, 'BRIDGE', undefined);
    await world.serve(() => Promise.resolve({ status: 200, headers: {}, body: '{}' }), { port: 29399 });
    const { fetch, delay } = world;
    const surroundings = { homeserverUrl: homeserver.url, registration, fetch, delay, now: () => 0 };
    const report = await checkLiveHomeserver({
      ...surroundings,
      userId,
      randomBytes: (count) => new Uint8Array(count),
    });
    expect(faultsIn(report)).toEqual({});
    expect(report.results.map(({ check }) => check.id)).toEqual(liveHomeserverChecks.map(({ id }) => id));
    expect(new Set(homeserver.calls.map(({ method }) => method))).toEqual(new Set(['GET', 'POST']));
    expect(homeserver.calls.filter(({ method }) => method === 'POST').map(({ name }) => name)).toEqual([
      'pingAppservice',
    ]);
    const noUser = await checkLiveHomeserver({ ...surroundings, randomBytes: (count) => new Uint8Array(count) });
    expect(resultOf(noUser, 'live-devices').seen).toBe('it needs a user of the appservice: --user');
  });
});
