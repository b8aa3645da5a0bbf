import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import {
  mergeKeyClaim,
  mergeKeyQuery,
  restrictKeyClaim,
  restrictKeyQuery,
  visibleKeyQuery,
  type KeyClaim,
  type KeyClaimResponse,
  type KeyQuery,
  type KeyQueryResponse,
} from '../../src/index.js';
import { entriesOf, expectFederationSees, keysOf } from '../helpers/answer-entries.js';
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

const anyId = fc.constantFrom(...appserviceIds);
const homeservers = keyQueryResponse(everybody);
const queries = queryFor(everybody);
const claims = claimFor(everybody);

/** The answers of several appservices to one query: cut down to what each was asked, then folded into the homeserver's. */
function joinQueries(
  homeserver: KeyQueryResponse,
  query: KeyQuery,
  answers: Record<string, unknown>,
  order: readonly string[] = appserviceIds,
): KeyQueryResponse {
  return order.map((id) => restrictKeyQuery(answers[id], partFor(query, id)).answer).reduce(mergeKeyQuery, homeserver);
}

function joinClaims(
  held: KeyClaimResponse,
  claim: KeyClaim,
  answers: Record<string, unknown>,
  order: readonly string[] = appserviceIds,
): KeyClaimResponse {
  return order.map((id) => restrictKeyClaim(answers[id], partFor(claim, id)).answer).reduce(mergeKeyClaim, held);
}

describe('the answers of several appservices to a key query, whatever they say', () => {
  it('give the same in any order (M2)', () => {
    fc.assert(
      fc.property(homeservers, queries, anyAnswers, anyOrder, (homeserver, query, answers, order) => {
        expect(joinQueries(homeserver, query, answers, order)).toEqual(joinQueries(homeserver, query, answers));
      }),
    );
  });

  it('each change nothing of users whom another owns, of other servers’ or of nobody’s (M3)', () => {
    fc.assert(
      fc.property(homeservers, queries, anyAnswers, anyAnswers, anyId, (homeserver, query, answers, others, id) => {
        const before = entriesOf(joinQueries(homeserver, query, answers));
        const after = entriesOf(joinQueries(homeserver, query, { ...answers, [id]: others[id] }));
        const foreign = (entries: ReturnType<typeof entriesOf>) =>
          entries.filter(({ userId }) => usersOf[id]?.some((own) => own === userId) !== true);
        expect(foreign(after)).toEqual(foreign(before));
      }),
    );
  });

  it('change and add nothing of users and devices that were not asked for, cross-signing keys included (M3)', () => {
    fc.assert(
      fc.property(homeservers, queries, anyAnswers, (homeserver, query, answers) => {
        const isAsked = ({ map, userId, deviceId }: ReturnType<typeof entriesOf>[number]): boolean => {
          const devices = query[userId];
          if (devices === undefined) return false;
          return map !== 'device_keys' || devices.length === 0 || devices.includes(deviceId);
        };
        const merged = entriesOf(joinQueries(homeserver, query, answers));
        const untouched = merged.filter((entry) => !isAsked(entry));
        expect(untouched).toEqual(entriesOf(homeserver).filter((entry) => !isAsked(entry)));
      }),
    );
  });

  it('delete nothing that the homeserver has: an entry is its own, or the owner’s, whole and in its place (M1, M4)', () => {
    fc.assert(
      fc.property(homeservers, queries, anyAnswers, (homeserver, query, answers) => {
        const merged = new Map(entriesOf(joinQueries(homeserver, query, answers)).map((entry) => [entry.place, entry]));
        const ours = new Map(entriesOf(homeserver).map((entry) => [entry.place, entry.value]));
        const owners = appserviceIds.flatMap((id) =>
          entriesOf(restrictKeyQuery(answers[id], partFor(query, id)).answer),
        );
        const theirs = new Map(owners.map((entry) => [entry.place, entry.value]));

        expect([...ours.keys()].filter((place) => !merged.has(place))).toEqual([]);
        for (const [place, { map, userId, deviceId, value }] of merged) {
          expect(value).toBe(theirs.get(place) ?? ours.get(place));
          if (!theirs.has(place)) continue;
          expect(value).toMatchObject({ user_id: userId });
          if (map === 'device_keys') expect(value['device_id']).toBe(deviceId);
        }
      }),
    );
  });

  it('show another server nothing but what M7 lists', () => {
    fc.assert(
      fc.property(homeservers, queryFor(localUsers), anyAnswers, fc.boolean(), (homeserver, query, answers, names) => {
        const merged = joinQueries(homeserver, query, answers);
        const visible = visibleKeyQuery(merged, { serverName: 'remote.example', displayNames: names });
        expectFederationSees(visible, { displayNames: names });
      }),
    );
  });

  it('are neither changed nor a reason to throw, and doing it all twice changes nothing more (M5)', () => {
    const viewers = fc.constantFrom(
      { userId: '@bob:example.org' },
      { userId: '@irc_a:example.org' },
      { serverName: 'x' },
    );
    fc.assert(
      fc.property(homeservers, queries, anyAnswers, viewers, (homeserver, query, answers, viewer) => {
        deepFreeze([homeserver, query, answers]);
        const once = deepFreeze(joinQueries(homeserver, query, answers));
        expect(joinQueries(once, query, answers)).toEqual(once);
        for (const id of appserviceIds) {
          const restricted = deepFreeze(restrictKeyQuery(answers[id], partFor(query, id)).answer);
          const again = restrictKeyQuery(restricted, partFor(query, id));
          expect(again.answer).toEqual(restricted);
          // A device stays, whatever its impersonator is (M7a).
          expect(again.findings.filter(({ code }) => code !== 'impersonator-ignored')).toEqual([]);
        }
        const visible = deepFreeze(visibleKeyQuery(once, viewer));
        expect(visibleKeyQuery(visible, viewer)).toEqual(visible);
        expect(Object.keys(Object.prototype)).toEqual([]);
      }),
    );
  });
});

describe('the answers of several appservices to a key claim, whatever they say', () => {
  const held = keyClaimResponse(everybody);

  it('give the same in any order, and joined twice the same as once (C4)', () => {
    fc.assert(
      fc.property(held, claims, anyAnswers, anyOrder, (held, claim, answers, order) => {
        deepFreeze([held, claim, answers]);
        const joined = deepFreeze(joinClaims(held, claim, answers));
        expect(joinClaims(held, claim, answers, order)).toEqual(joined);
        expect(joinClaims(joined, claim, answers)).toEqual(joined);
      }),
    );
  });

  it('each add no key of users whom another owns, or that was not claimed, or beyond the number, and replace none (C4)', () => {
    let withKeysAdded = 0;
    fc.assert(
      fc.property(held, claims, anyAnswers, fc.boolean(), (held, claim, any, isGenerous) => {
        const answers = isGenerous ? generousAnswers(claim) : any;
        const before = new Map(keysOf(held).map((key) => [key.place, key.value]));
        const joined = keysOf(joinClaims(held, claim, answers));
        for (const [place, value] of before) expect(joined.find((key) => key.place === place)?.value).toBe(value);
        const added = joined.filter(({ place }) => !before.has(place));
        if (added.length > 0) withKeysAdded += 1;
        const given = new Map<string, number>();
        for (const { userId, deviceId, algorithm, isFallback } of added) {
          expect(Object.values(usersOf).flat()).toContain(userId);
          const of = JSON.stringify([userId, deviceId, algorithm, isFallback]);
          given.set(of, (given.get(of) ?? 0) + 1);
          const claimed = claim[userId]?.[deviceId]?.filter((name) => name === algorithm).length ?? 0;
          expect(claimed).toBeGreaterThan(0);
          expect(given.get(of)).toBeLessThanOrEqual(isFallback ? 1 : claimed);
        }
      }),
    );
    expect(withKeysAdded).toBeGreaterThan(0);
  });
});

/** Answers that give every user whom a claim names one key more of each algorithm than is claimed, each appservice all of them. */
function generousAnswers(claim: KeyClaim): Record<string, unknown> {
  const answer = mapValues(claim, (devices) =>
    mapValues(devices, (algorithms) =>
      Object.fromEntries(
        ['', ...algorithms].flatMap((_, i) => algorithms.map((name) => [`${name}:new${i}`, `key ${i}`])),
      ),
    ),
  );
  return Object.fromEntries(appserviceIds.map((id) => [id, answer]));
}

function mapValues<T, U>(map: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, change(value)]));
}
