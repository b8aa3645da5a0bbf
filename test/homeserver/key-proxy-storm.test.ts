import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DeviceKeysByUser, KeyQuery, UserId } from '../../src/types.js';
import { deviceKeysOf, down, hanging, type FakeAppservice } from '../helpers/appservices.js';
import { createLocalKeys } from '../helpers/local-keys.js';
import { proxyOver } from '../helpers/proxy-over.js';
import { createRandom } from '../helpers/random.js';

const queries = 10_000;
/** Queries that come in the same moment, once a second. */
const burst = 10;
const seconds = queries / burst;
const deadlineMs = 10_000;
/** How many requests one appservice gets at once (G4). */
const places = 50;

const keyless: FakeAppservice = {};

const kinds = {
  ...named('keyless', 5, keyless),
  ...named('down', 3, down),
  ...named('hanging', 2, hanging),
  ...named('sound', 9, holder),
  // One that has only the stable path yet.
  ...named('stable', 1, async (request) =>
    request.url.includes('/unstable/') ? new Response(null, { status: 404 }) : holder(request),
  ),
};
const ids = Object.keys(kinds);
/** 15 of each appservice, 300 in all. */
const users = ids.flatMap((id) => Array.from({ length: 15 }, (_, i): UserId => `@${id}_${i}:example.org`));

beforeEach(() => {
  // Deadlines, back-offs and pauses go by a clock that is moved by hand, so that the machine makes no difference.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'], now: 1_000_000_000_000 });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the key proxy, asked 10,000 times in 1,000 seconds for users of 20 appservices, half of which are no good', () => {
  it(
    'sends no more requests to any of them than the rules allow, and answers each query within the deadline (G4, N4–N8)',
    { timeout: 120_000 },
    async () => {
      const random = createRandom(1);
      const { proxy, requests } = proxyOver(kinds, createLocalKeys(), { maxConcurrent: places, random: () => 0 });
      const asked = new Map<string, number>();
      const incomplete: string[] = [];
      const late: number[] = [];

      async function ask(query: KeyQuery): Promise<void> {
        const startedMs = Date.now();
        const { device_keys = {} } = await proxy.queryKeys(query, { userId: '@bob:example.org' });
        if (Date.now() - startedMs > deadlineMs) late.push(Date.now() - startedMs);
        const missing = Object.keys(query).filter((userId) => /sound|stable/.test(userId) && !(userId in device_keys));
        incomplete.push(...missing);
      }

      const answers: Promise<void>[] = [];
      for (let second = 0; second < seconds; second += 1) {
        for (let i = 0; i < burst; i += 1) {
          // A large room now and then; a few users else.
          const query =
            second % 100 === 50 && i === 0 ? users : Array.from({ length: 3 }, () => users[random.below(users.length)]);
          const owners = new Set(query.map((userId) => idOf(userId)));
          for (const id of owners) asked.set(id, (asked.get(id) ?? 0) + 1);
          answers.push(ask(Object.fromEntries(query.map((userId) => [userId, []])) as KeyQuery));
        }
        await vi.advanceTimersByTimeAsync(1000);
      }
      await vi.advanceTimersByTimeAsync(deadlineMs);
      await Promise.all(answers);

      expect(answers).toHaveLength(queries);
      expect(incomplete).toEqual([]);
      expect(late).toEqual([]);

      const received = countBy(requests.map((request) => request.split(' ')[0] ?? ''));
      const within = (name: string, least: number, most: (id: string) => number): void => {
        for (const id of ids.filter((each) => each.startsWith(name))) {
          expect(received.get(id) ?? 0, id).toBeGreaterThanOrEqual(least);
          expect(received.get(id) ?? 0, id).toBeLessThanOrEqual(most(id));
        }
      };
      const queriesFor = (id: string): number => asked.get(id) ?? 0;

      // G4: one request for each query that names its users, at most. N4: the path that works is asked straight away, so
      // that only those who come before it is known ask on both.
      within('sound', 1000, queriesFor);
      within('stable', 1000, (id) => queriesFor(id) + burst);

      // N5: whoever comes in the first moment may ask, on both paths. Then 5 minutes of silence, a probe on both paths, 10
      // minutes, and another: 300 s and 900 s after the beginning. The next one is due after 2,100 s.
      within('keyless', 6, () => 2 * burst + 2 * 2);

      // N6: again the first moment, and then one probe each after 2, 4, 8 … seconds: at 2, 6, 14, 30, 62, 126, 254, 510 and
      // 990 s after it. The first moment in which its users are asked for may be some seconds after the beginning.
      within('down', 8, () => burst + 9);

      // N8: before the first deadline nothing is known, so all who come may ask, as far as there are places (G4). From then
      // on each probe takes its 10 s and is followed by a pause: probes begin at 12, 26, 44, 70, 112, 186, 324 and 590 s.
      within('hanging', 5, () => places + 8);

      // What a storm would be: as many requests as there are queries.
      for (const id of ids.filter((each) => /keyless|down|hanging/.test(each)))
        expect(queriesFor(id)).toBeGreaterThan(1000);
    },
  );
});

/** So many appservices of a kind, each with an ID of its own. */
function named(name: string, count: number, appservice: FakeAppservice): Record<string, FakeAppservice> {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`${name}${i}`, appservice]));
}

/** An appservice that has one device of each user whom it is asked for. */
async function holder(request: Request): Promise<Response> {
  const query = (await request.json()) as KeyQuery;
  const devices = Object.keys(query).map((userId) => [userId, { D: deviceKeysOf(userId, 'D') }]);
  return Response.json({ device_keys: Object.fromEntries(devices) as DeviceKeysByUser });
}

function idOf(userId: string | undefined): string {
  return userId?.slice(1, userId.indexOf('_')) ?? '';
}

function countBy(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
