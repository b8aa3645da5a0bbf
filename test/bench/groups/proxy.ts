import { timeCalls, type CallCost, type CallTiming } from '../harness/calls.js';
import { startChild } from '../harness/child.js';
import type { Context, Group, Result, Row, Table } from '../harness/group.js';
import { summarize, summarizeRatio } from '../harness/statistics.js';
import type { Verdict } from '../harness/target.js';
import type { AppservicesOptions, AppservicesReady } from '../processes/appservices.js';
import type { QueryOrder, QueryWay } from '../processes/query-caller.js';
import type { QuerySize } from '../workloads/key-queries.js';

/** Target 3: processor time of key queries through the key proxy, in processes of their own. */
export const proxy: Group = {
  name: 'proxy',
  about: 'processor time of key queries through the key proxy, against the same requests by hand',
  run,
};

const devices = 3;
const atOnce = 4;
const bare = 'node:http: ask, parse, assign';
const ours = 'key proxy, Node transport';
const labels: Readonly<Record<QueryWay, string>> = {
  'proxy-over-fetch': 'key proxy, global fetch',
  'proxy-over-http': ours,
  'proxy-over-undici': 'key proxy, undici transport',
  assign: bare,
  forward: 'node:http: ask, hand on the bytes',
};
/** What is asked, and the most of asking, parsing and assigning that it may take. */
const targets: readonly (readonly [size: QuerySize, atMost: number])[] = [
  [{ users: 1, appservices: 1 }, 1.8],
  [{ users: 100, appservices: 5 }, 1.8],
  [{ users: 300, appservices: 20 }, 2.2],
];

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
    const verdicts: Verdict[] = [];
    for (const [size, atMost] of targets) {
      progress(`${many(size.users, 'user')} of ${many(size.appservices, 'appservice')}`);
      const timings = await timeCalls(
        callers.map(({ name, ask }) => ({ name, makeCalls: (calls) => ask({ size, calls, atOnce }) })),
        { rounds, calls: callsFor(size, quick), atOnce },
      );
      const title = `${many(size.users, 'user')} with ${devices} devices each, of ${many(size.appservices, 'appservice')}`;
      tables.push({ title, rows: timings.map((timing) => rowOf(timing, timings)) });
      verdicts.push({
        number: 3,
        what: `key proxy, ${size.users}×${size.appservices}, of asking, parsing and assigning over node:http`,
        limit: { atMost },
        unit: '×',
        measured: summarizeRatio(processorOf(timings, ours), processorOf(timings, bare)).median,
      });
    }
    const notes = [
      `${atOnce} queries are under way at a time`,
      'the target is for the Node transport, since the peer uses node:http, too',
    ];
    return { tables, verdicts, notes };
  } finally {
    await Promise.all(processes.map((child) => child.stop()));
  }
}

function many(count: number, what: string): string {
  return count === 1 ? `1 ${what}` : `${count} ${what}s`;
}

/** So many that a round takes about as long for every size: a third of a second, or of that. */
function callsFor({ users, appservices }: QuerySize, quick: boolean): number {
  const requests = Math.min(users, appservices);
  return atOnce + Math.ceil((quick ? 200 : 600) / (requests + users / 5));
}

function rowOf({ name, processor }: CallTiming, timings: readonly CallTiming[]): Row {
  return {
    name,
    figures: {
      'processor time': { ...summarize(processor), unit: 'ms' },
      'of ask, parse, assign': { ...summarizeRatio(processor, processorOf(timings, bare)), unit: '×' },
    },
  };
}

function processorOf(timings: readonly CallTiming[], name: string): readonly number[] {
  return timings.find((each) => each.name === name)?.processor ?? [];
}
