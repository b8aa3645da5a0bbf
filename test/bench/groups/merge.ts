import { mergeKeyQuery } from 'matrix-encrypted-appservice';
import type { KeyQueryResponse, UserId } from 'matrix-encrypted-appservice/types';
import { mergeIntoKeyQuery } from '../../../src/keys/merge-key-query.js'; // not exported: the key proxy calls it
import { ratioOf, rowsAgainst } from '../harness/compare.js';
import type { Context, Group, Result } from '../harness/group.js';
import { loadPeer } from '../harness/peers.js';
import { contender, timeInRounds, type Contender } from '../harness/rounds.js';
import { keyQueryResponse } from '../workloads/key-query.js';

/** Target 6: what merging an appservice's answer costs, against parsing the two answers. */
export const merge: Group = {
  name: 'merge',
  about: 'mergeKeyQuery of 10,000×3 with 100 users answered, against parsing both, and generic deep merges',
  run,
};

interface Pair {
  readonly homeserver: KeyQueryResponse;
  readonly appservice: KeyQueryResponse;
}

interface PeerAdapter {
  readonly mergeDeep: (homeserver: object, appservice: object) => object;
}

const users = 10_000;
const answered = 100;
const parse = 'JSON.parse of both';
const ours = 'mergeKeyQuery';
const inPlace = 'the same in place, as with ownsLocalAnswers';

async function run(context: Context): Promise<Result> {
  const texts = [
    JSON.stringify(keyQueryResponse({ users, devices: 3 })),
    JSON.stringify(keyQueryResponse({ users: answered, devices: 3 }, 4, 5000)),
  ] as const;
  const parsed = (): Pair => ({
    // The workloads above.
    homeserver: JSON.parse(texts[0]) as KeyQueryResponse,
    appservice: JSON.parse(texts[1]) as KeyQueryResponse,
  });
  const expected = JSON.stringify(sorted(mergeKeyQuery(parsed().homeserver, parsed().appservice)));
  const contenders: Contender[] = [
    contender(
      parse,
      () => texts,
      ([homeserver, appservice]) => [JSON.parse(homeserver), JSON.parse(appservice)] as unknown,
    ),
  ];
  const notes = ['without ownsLocalAnswers the key proxy calls mergeKeyQuery, since the answer belongs to its host'];

  function add(name: string, mergePair: (pair: Pair) => object, prepare: () => Pair = parsed): void {
    contenders.push(contender(name, prepare, mergePair));
    if (JSON.stringify(sorted(mergePair(parsed()))) === expected) return;
    notes.push(`${name} gives something else: it merges a key field by field, where the newer has to be taken whole`);
  }

  add(ours, ({ homeserver, appservice }) => mergeKeyQuery(homeserver, appservice));
  add('structuredClone and assign', cloneAndAssign);
  const pairs = pairsInTurn(parsed().homeserver);
  add(
    inPlace,
    ({ homeserver, appservice }) => mergeIntoKeyQuery(homeserver, appservice),
    () => pairs.next().value,
  );
  for (const path of ['lodash-merge', 'deepmerge']) {
    const peer = await loadPeer<PeerAdapter>(`merges/${path}.js`);
    if ('adapter' in peer) {
      const { mergeDeep } = peer.adapter;
      add(peer.name, ({ homeserver, appservice }) => mergeDeep(homeserver, appservice));
    } else notes.push(`${peer.name}: ${peer.missing}`);
  }

  context.progress(`${users} users, ${answered} of them answered`);
  const timings = timeInRounds(contenders, context);
  return {
    tables: [
      { title: 'key query 10,000×3, of which an appservice answers for 100', rows: rowsAgainst(timings, parse) },
    ],
    verdicts: [
      {
        number: 6,
        what: 'mergeKeyQuery of 10,000×3 with 100 users answered, share of parsing both',
        limit: { atMost: 0.04 },
        unit: '%',
        measured: ratioOf(timings, ours, parse),
      },
      {
        number: 6,
        what: 'the same merge in place, as the key proxy does with ownsLocalAnswers, share of parsing both',
        limit: { atMost: 0.003 },
        unit: '%',
        measured: ratioOf(timings, inPlace, parse),
      },
    ],
    notes,
  };
}

/**
 * Answers to merge into maps that may be changed, which is too quick to parse them anew for each: every answer is about other users, as
 * long as there are any, and then all maps that a merge may have changed are taken as they were.
 */
function* pairsInTurn(homeserver: KeyQueryResponse): Generator<Pair, never> {
  const answers: KeyQueryResponse[] = [];
  for (let first = 0; first < users; first += answered) {
    answers.push(keyQueryResponse({ users: answered, devices: 3 }, 4, first));
  }
  for (;;) {
    const owned = withOwnMaps(homeserver);
    for (const appservice of answers) yield { homeserver: owned, appservice };
  }
}

/** A copy of the maps at the top, and of each user's devices. */
function withOwnMaps({
  device_keys,
  master_keys,
  self_signing_keys,
  user_signing_keys,
}: KeyQueryResponse): KeyQueryResponse {
  const devices = Object.entries(device_keys ?? {}).map(([userId, ofUser]) => [userId, { ...ofUser }] as const);
  return {
    device_keys: Object.fromEntries(devices),
    master_keys: { ...master_keys },
    self_signing_keys: { ...self_signing_keys },
    user_signing_keys: { ...user_signing_keys },
  };
}

/** What one writes without a library: a copy that may be changed, and the answer's entries put into it. */
function cloneAndAssign({ homeserver, appservice }: Pair): KeyQueryResponse {
  const merged = structuredClone(homeserver);
  const users = (merged.device_keys ??= {});
  for (const userId of Object.keys(appservice.device_keys ?? {}) as UserId[]) {
    users[userId] = Object.assign(users[userId] ?? {}, appservice.device_keys?.[userId]);
  }
  for (const name of ['master_keys', 'self_signing_keys', 'user_signing_keys'] as const) {
    merged[name] = Object.assign(merged[name] ?? {}, appservice[name]);
  }
  return merged;
}

/** With names in order, for comparison. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => [name, sorted(member)]),
  );
}
