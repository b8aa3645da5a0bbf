import { timeCalls, type CallCost, type CallTiming } from '../harness/calls.js';
import { startChild } from '../harness/child.js';
import type { Context, Group, Result, Row, Table } from '../harness/group.js';
import { summarize, summarizeRatio } from '../harness/statistics.js';
import type { AppservicesOptions, AppservicesReady } from '../processes/appservices.js';
import type { QueryOrder, QueryWay } from '../processes/query-caller.js';
import type { QuerySize } from '../workloads/key-queries.js';

/** The key proxy end to end, for which there is no target. */
export const proxy: Group = {
  name: 'proxy',
  about: 'key queries through the key proxy: rate and processor time, against the same requests by hand',
  run,
};

const devices = 3;
const atOnce = 4;
const bare = 'node:http: ask, parse, assign';
const labels: Readonly<Record<QueryWay, string>> = {
  'proxy-over-fetch': 'key proxy, global fetch',
  'proxy-over-http': 'key proxy, Node transport',
  assign: bare,
  forward: 'node:http: ask, hand on the bytes',
};
const sizes: readonly QuerySize[] = [1, 10, 100].flatMap((users) =>
  [1, 5, 20].map((appservices) => ({ users, appservices })),
);

async function run({ rounds, quick, progress }: Context): Promise<Result> {
  const appservices = await startChild<AppservicesReady>('appservices', [
    JSON.stringify({ count: 20, devices, awake: true } satisfies AppservicesOptions),
  ]);
  const processes = [appservices.child];
  try {
    const callers = [];
    for (const [way, name] of Object.entries(labels)) {
      const { child } = await startChild('query-caller', [way, ...appservices.ready.urls]);
      processes.push(child);
      callers.push({ name, ask: (order: QueryOrder) => child.ask<CallCost>(order) });
    }
    const tables: Table[] = [];
    for (const size of sizes) {
      progress(`${many(size.users, 'user')} of ${many(size.appservices, 'appservice')}`);
      const timings = await timeCalls(
        callers.map(({ name, ask }) => ({ name, makeCalls: (calls) => ask({ size, calls, atOnce }) })),
        { rounds, calls: callsFor(size, quick), atOnce },
      );
      const title = `${many(size.users, 'user')} with ${devices} devices each, of ${many(size.appservices, 'appservice')}`;
      tables.push({ title, rows: timings.map((timing) => rowOf(timing, timings)) });
    }
    const notes = [
      `${atOnce} queries are under way at a time; a query of one user asks one appservice, whoever's it is, and one of 10 users 10`,
      'processor time is that of the process that asks, whatever the clock',
    ];
    return { tables, verdicts: [], notes };
  } finally {
    await Promise.all(processes.map((child) => child.stop()));
  }
}

function many(count: number, what: string): string {
  return count === 1 ? `1 ${what}` : `${count} ${what}s`;
}

/** So many that a round takes about as long for every size: half a second, or a fifth of it. */
function callsFor({ users, appservices }: QuerySize, quick: boolean): number {
  const requests = Math.min(users, appservices);
  return atOnce + Math.ceil((quick ? 200 : 1000) / (requests + users / 5));
}

function rowOf({ name, wall, processor }: CallTiming, timings: readonly CallTiming[]): Row {
  const ofBare = timings.find((each) => each.name === bare)?.processor ?? [];
  return {
    name,
    figures: {
      'queries/s': { ...summarize(wall.map((ms) => 1000 / ms)), unit: '/s' },
      'processor time': { ...summarize(processor), unit: 'ms' },
      'of ask, parse, assign': { ...summarizeRatio(processor, ofBare), unit: '×' },
    },
  };
}
