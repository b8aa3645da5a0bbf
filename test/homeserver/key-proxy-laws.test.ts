import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createKeyProxy, type KeyProxy, type LocalKeys } from '../../src/homeserver/index.js';
import {
  mergeKeyQuery,
  outstandingKeyClaim,
  restrictKeyQuery,
  visibleKeyQuery,
  type KeyClaim,
  type KeyClaimResponse,
  type KeyQuery,
  type KeyQueryResponse,
  type OneTimeKey,
  type UserId,
} from '../../src/index.js';
import { entriesOf, expectFederationSees, expectFederationSeesDevices, keysOf } from '../helpers/answer-entries.js';
import { registrationOf } from '../helpers/appservices.js';
import { deepFreeze } from '../helpers/deep-freeze.js';
import { keyClaimResponse, keyQueryResponse } from '../helpers/key-arbitraries.js';
import {
  anyAnswers,
  anyOrder,
  appserviceIds,
  claimFor,
  everybody,
  localUsers,
  partFor,
  queryFor,
  usersOf,
} from '../helpers/several-appservices.js';

/** A nightly run takes 2,000. */
const runs = Number(process.env['LAWS_RUNS'] ?? 40);
fc.configureGlobal({ numRuns: runs });
vi.setConfig({ testTimeout: 20_000 + runs * 500 });

const homeservers = keyQueryResponse(everybody);
/** What a store holds: either no fallback key, or nothing else. */
const oneTimeKeys = keyClaimResponse(everybody).map((keys) => mapKeys(keys, (key) => ({ ...key, fallback: false })));
const fallbackKeys = keyClaimResponse(everybody).map((keys) => mapKeys(keys, (key) => ({ ...key, fallback: true })));
const viewer = { userId: '@bob:example.org' };
const server = { serverName: 'remote.example' };

/** A world: what the homeserver holds, and what each appservice answers, in which order. */
interface World {
  readonly keys?: KeyQueryResponse;
  readonly oneTimeKeys?: KeyClaimResponse;
  readonly fallbackKeys?: KeyClaimResponse;
  readonly answers: Record<string, unknown>;
  readonly order?: readonly string[];
  readonly respond?: (id: string) => Response;
}

/** The key proxy over a world, and what it asked of whom. */
function proxyOf({ keys = {}, oneTimeKeys = {}, fallbackKeys = {}, answers, order = appserviceIds, respond }: World): {
  proxy: KeyProxy;
  asked: Record<string, object[]>;
} {
  const asked: Record<string, object[]> = {};
  const local: LocalKeys = {
    queryKeys: () => Promise.resolve(keys),
    claimKeys: () => Promise.resolve(oneTimeKeys),
    fallbackKeys: () => Promise.resolve(fallbackKeys),
    userDevices: (userId) => Promise.resolve(deviceListOf(keys, userId)),
  };
  const fetch = async (request: Request): Promise<Response> => {
    const id = new URL(request.url).host.replace('.test', '');
    (asked[id] ??= []).push((await request.json()) as object);
    // Who comes later in the order answers later.
    for (let turns = 10 * order.indexOf(id); turns > 0; turns -= 1) await Promise.resolve();
    return respond?.(id) ?? new Response(JSON.stringify(answers[id]));
  };
  const registrations = order.map((id) => registrationOf(id));
  return { proxy: createKeyProxy({ serverName: 'example.org', registrations, local, fetch }), asked };
}

function deviceListOf(keys: KeyQueryResponse, userId: UserId): Awaited<ReturnType<LocalKeys['userDevices']>> {
  const devices = Object.entries(keys.device_keys?.[userId] ?? {});
  return {
    user_id: userId,
    stream_id: 7,
    devices: devices.map(([device_id, keys]) => ({ device_id, keys, device_display_name: 'phone' })),
    // Synapse writes null (S4).
    master_key: keys.master_keys?.[userId] ?? null,
    self_signing_key: keys.self_signing_keys?.[userId] ?? null,
  };
}

describe('the key proxy, whatever its appservices answer', () => {
  // Whatever a test is about, no prototype is touched (M6).
  afterEach(() => {
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(Object.keys(Array.prototype)).toEqual([]);
  });

  it('gives to a key query what the rules make of the answers, in whatever order they come (M1–M7)', async () => {
    await fc.assert(
      fc.asyncProperty(homeservers, queryFor(everybody), anyAnswers, anyOrder, async (keys, query, answers, order) => {
        deepFreeze([keys, query, answers]);
        const { proxy, asked } = proxyOf({ keys, answers, order });
        const ours = Object.fromEntries(
          Object.entries(keys).map(([map, users]) => [
            map,
            Object.fromEntries(Object.entries(users).filter(([userId]) => Object.hasOwn(query, userId))),
          ]),
        );
        const expected = appserviceIds
          .filter((id) => Object.keys(partFor(query, id)).length > 0)
          .map((id) => restrictKeyQuery(answers[id], partFor(query, id)).answer)
          .reduce(mergeKeyQuery, ours);

        expect(await proxy.queryKeys(query, viewer)).toEqual(visibleKeyQuery(expected, viewer));
        expectAskedForOwnUsers(asked, query);
      }),
    );
  });

  it('lets no appservice change or add anything of other users, whoever asks (M3, M7)', async () => {
    const viewers = fc.constantFrom(viewer, server);
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(homeservers, queryFor(localUsers), anyAnswers, anyAnswers),
        fc.constantFrom(...appserviceIds),
        viewers,
        async ([keys, query, answers, others], id, viewer) => {
          const ask = async (said: Record<string, unknown>) => {
            const answer = await proxyOf({ keys, answers: said }).proxy.queryKeys(query, viewer);
            return entriesOf(answer).filter(({ userId }) => usersOf[id]?.some((own) => own === userId) !== true);
          };
          expect(await ask({ ...answers, [id]: others[id] })).toEqual(await ask(answers));
        },
      ),
    );
  });

  it('shows another server nothing but what M7 and M9 list, and users who were asked for', async () => {
    const users = fc.constantFrom(...localUsers);
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(homeservers, queryFor(localUsers), anyAnswers),
        users,
        fc.boolean(),
        async ([keys, query, answers], userId, displayNames) => {
          const { proxy, asked } = proxyOf({ keys: deepFreeze(keys), answers });
          const answer = await proxy.queryKeys(query, { ...server, displayNames });
          expectFederationSees(answer, { displayNames });
          expect(entriesOf(answer).filter((entry) => !Object.hasOwn(query, entry.userId))).toEqual([]);
          const list = await proxy.userDevices(userId, { ...server, displayNames });
          expectFederationSeesDevices(list, { displayNames });
          expect(list).toMatchObject({ user_id: userId, stream_id: 7 });
          expectAskedForOwnUsers(asked, { ...query, [userId]: [] });
        },
      ),
    );
  });

  it('gives the same devices of a user by either federation endpoint (M9)', async () => {
    await fc.assert(
      fc.asyncProperty(homeservers, anyAnswers, fc.constantFrom(...localUsers), async (keys, answers, userId) => {
        const { proxy } = proxyOf({ keys, answers });
        const { device_keys, master_keys, self_signing_keys } = await proxy.queryKeys({ [userId]: [] }, server);
        const list = await proxy.userDevices(userId, server);
        const devices = list.devices.map(({ device_id, keys }) => [device_id, keys] as const);
        expect(Object.fromEntries(devices)).toEqual(device_keys?.[userId] ?? {});
        expect(list.master_key).toEqual(master_keys?.[userId]);
        expect(list.self_signing_key).toEqual(self_signing_keys?.[userId]);
      }),
    );
  });

  it('gives keys that were claimed, of users who have them, and no more than that; asks only for what is missing (C1, C4, C6)', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(oneTimeKeys, fallbackKeys, claimFor(everybody), anyAnswers),
        anyOrder,
        fc.boolean(),
        async ([oneTimeKeys, fallbackKeys, claim, answers], order, includeFallback) => {
          deepFreeze([oneTimeKeys, fallbackKeys, claim, answers]);
          const { proxy, asked } = proxyOf({ oneTimeKeys, fallbackKeys, answers, order });
          const given = await proxy.claimKeys(claim, { includeFallback });
          expectWithinClaim(given, claim);
          const store = [...keysOf(oneTimeKeys), ...keysOf(fallbackKeys)];
          for (const { place, userId, value } of keysOf(given)) {
            const id = appserviceIds.find((id) => usersOf[id]?.includes(userId));
            const said = id === undefined ? undefined : own(own(own(answers, id), userId), ...placeInUser(place));
            const known = [...store.filter((key) => key.place === place).map((key) => key.value), said];
            expect(known).toContainEqual(value);
          }
          for (const [id, bodies] of Object.entries(asked)) {
            expect(bodies).toHaveLength(1);
            expectNothingHeld(bodies[0] as KeyClaim, partFor(claim, id), oneTimeKeys);
          }
          // The same in the order of the registrations.
          const again = await proxyOf({ oneTimeKeys, fallbackKeys, answers }).proxy.claimKeys(claim, {
            includeFallback,
          });
          expect(again).toEqual(given);
        },
      ),
    );
  });

  it('answers all the same, and from the homeserver’s store, whatever status and body come (N7, M4)', async () => {
    const status = fc.constantFrom(200, 201, 204, 302, 400, 401, 404, 405, 429, 500, 501, 503);
    const body = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.string().map((text) => new TextEncoder().encode(text)),
      fc.jsonValue().map((value) => new TextEncoder().encode(JSON.stringify(value))),
    );
    await fc.assert(
      fc.asyncProperty(homeservers, fallbackKeys, status, body, async (keys, fallbackKeys, status, body) => {
        const respond = (): Response => new Response(status === 204 ? null : new Uint8Array(body), { status });
        const { proxy } = proxyOf({ keys, fallbackKeys, answers: {}, respond });
        const query = Object.fromEntries(localUsers.map((userId) => [userId, []]));
        const devices = entriesOf(await proxy.queryKeys(query, viewer)).map(({ place }) => place);
        const held = entriesOf(visibleKeyQuery(keys, viewer)).filter(({ userId }) => Object.hasOwn(query, userId));
        expect(held.filter(({ place }) => !devices.includes(place))).toEqual([]);
        const [userId] = localUsers;
        if (userId === undefined) return;
        const list = await proxy.userDevices(userId, server);
        expect(list.devices.map(({ device_id }) => device_id)).toEqual(Object.keys(keys.device_keys?.[userId] ?? {}));
        const claim = { [userId]: { ONE: ['signed_curve25519'] } };
        expectWithinClaim(await proxy.claimKeys(claim), claim);
      }),
    );
  });
});

function expectAskedForOwnUsers(asked: Record<string, object[]>, query: KeyQuery): void {
  for (const [id, bodies] of Object.entries(asked)) {
    for (const body of bodies) {
      expect(Object.keys(body).filter((userId) => !Object.hasOwn(partFor(query, id), userId))).toEqual([]);
    }
  }
}

/** At most five one-time keys of an algorithm, no more than were claimed, and one fallback key beside them (C3, C4, C6). */
function expectWithinClaim(given: KeyClaimResponse, claim: KeyClaim): void {
  const counts = new Map<string, number>();
  for (const { userId, deviceId, algorithm, isFallback } of keysOf(given)) {
    const claimed = own(own(claim, userId), deviceId) as string[] | undefined;
    const wanted = claimed?.filter((name) => name === algorithm).length ?? 0;
    const of = JSON.stringify([userId, deviceId, algorithm, isFallback]);
    const count = (counts.get(of) ?? 0) + 1;
    counts.set(of, count);
    expect(count).toBeLessThanOrEqual(isFallback ? Math.min(wanted, 1) : Math.min(wanted, 5));
  }
}

/** What an appservice was asked for is what the claim wants and the homeserver does not hold. */
function expectNothingHeld(asked: KeyClaim, part: KeyClaim, held: KeyClaimResponse): void {
  const missing = outstandingKeyClaim(part, held);
  for (const [userId, devices] of Object.entries(asked)) {
    for (const [deviceId, algorithms] of Object.entries(devices)) {
      const most = own(own(missing, userId), deviceId) as string[] | undefined;
      expect(most ?? []).toEqual(expect.arrayContaining(algorithms));
      expect(algorithms.length).toBeLessThanOrEqual(most?.length ?? 0);
    }
  }
}

function mapKeys(answer: KeyClaimResponse, change: (key: Exclude<OneTimeKey, string>) => OneTimeKey): KeyClaimResponse {
  const mapped = <T, U>(map: Record<string, T>, to: (value: T) => U): Record<string, U> =>
    Object.fromEntries(Object.entries(map).map(([name, value]) => [name, to(value)]));
  return mapped(answer, (devices) =>
    mapped(devices, (keys) => mapped(keys, (key) => change(typeof key === 'string' ? { key, signatures: {} } : key))),
  );
}

/** The device and the key ID of a place. */
function placeInUser(place: string): string[] {
  return (JSON.parse(place) as string[]).slice(1);
}

/** What stands under these names, each an own property. */
function own(value: unknown, ...names: string[]): unknown {
  return names.reduce<unknown>(
    (at, name) =>
      typeof at === 'object' && at !== null && Object.hasOwn(at, name)
        ? (at as Record<string, unknown>)[name]
        : undefined,
    value,
  );
}
