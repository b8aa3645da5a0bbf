import { timeCalls, type CallCost, type CallTiming } from '../harness/calls.js';
import { startChild, type Child } from '../harness/child.js';
import type { Context, Group, Result, Row, Table } from '../harness/group.js';
import { whyMissing } from '../harness/peers.js';
import { summarize, summarizeRatio } from '../harness/statistics.js';
import type { Verdict } from '../harness/target.js';
import type { AppservicesOptions, AppservicesReady } from '../processes/appservices.js';
import type { ClientOrder, ClientReady } from '../processes/client.js';

/** Target 4: processor time of a call to an appservice, small and large, of clients in processes of their own. */
export const transport: Group = {
  name: 'transport',
  about:
    'key queries to an appservice, small and of 300 kB: our client over each transport, node:http, fetch, openapi-fetch, undici',
  run,
};

const bareHttp = 'node:http with keep-alive';
const bareFetch = 'global fetch';
const ourNode = 'this package, Node transport';
const ourUndici = 'this package, undici transport';
const ourFetch = 'this package, global fetch';
/** By the names that `processes/client.ts` has for them; peers say what they are called themselves. */
const labels: Readonly<Record<string, string>> = {
  'bare-http': bareHttp,
  'bare-fetch': bareFetch,
  'ours-over-fetch': ourFetch,
  'ours-over-http': ourNode,
  'ours-over-undici': ourUndici,
};
const peers = ['openapi-fetch', 'undici'];
const undici = 'undici';

/** A query, by the number of users, who have 1.9 kB of keys each. */
interface Workload {
  readonly what: string;
  readonly users: number;
  /** Calls in a round of a full run. */
  readonly calls: number;
  /** Rounds for one of the run: the figures of a round vary more than those of most groups, and a round is short. */
  readonly roundsForOne: number;
  readonly mostOfUndici: number;
}

const workloads: readonly Workload[] = [
  { what: 'small', users: 1, calls: 1000, roundsForOne: 3, mostOfUndici: 1.25 },
  { what: '300 kB', users: 160, calls: 60, roundsForOne: 3, mostOfUndici: 1.15 },
];

async function run({ rounds, quick, progress }: Context): Promise<Result> {
  const { child: server, ready } = await startChild<AppservicesReady>('appservices', [
    JSON.stringify({ count: 1, devices: 1, awake: true } satisfies AppservicesOptions),
  ]);
  const clients: Client[] = [];
  const notes: string[] = [
    'our clients also check, limit and restrict what comes; the fastest of their transports counts',
  ];
  const tables: Table[] = [];
  const verdicts: Verdict[] = [];
  try {
    for (const name of [...Object.keys(labels), ...peers]) {
      const client = await startClient(name, ready.urls[0] ?? '', notes);
      if (client !== undefined) clients.push(client);
    }
    for (const workload of workloads) {
      const { what, users } = workload;
      progress(`calls, ${what}, ten at a time`);
      const timings = await timeCalls(
        clients.map(({ label, ask }) => ({
          name: label,
          makeCalls: (calls, atOnce) => ask({ calls, atOnce, users }),
        })),
        {
          rounds: quick ? rounds : workload.roundsForOne * rounds,
          calls: quick ? Math.ceil(workload.calls / 3) : workload.calls,
          atOnce: 10,
        },
      );
      tables.push({
        title: `a key query of ${users === 1 ? '1 user' : `${users} users`} with a device each, ten under way at a time`,
        rows: timings.map((each) => rowOf(each, timings)),
      });
      verdicts.push(verdictOf(workload, timings, clients.find(({ name }) => name === undici)?.label));
    }
  } finally {
    await Promise.all([server, ...clients.map(({ child }) => child)].map((child) => child.stop()));
  }
  return { tables, verdicts, notes };
}

interface Client {
  readonly name: string;
  /** Its name in the tables. */
  readonly label: string;
  readonly child: Child;
  readonly ask: (order: ClientOrder) => Promise<CallCost>;
}

async function startClient(name: string, url: string, notes: string[]): Promise<Client | undefined> {
  try {
    const { child, ready } = await startChild<ClientReady>('client', [name, url]);
    return { name, label: ready.peer ?? labels[name] ?? name, child, ask: (order) => child.ask<CallCost>(order) };
  } catch (error) {
    if (!peers.includes(name)) throw error;
    notes.push(`${name}: ${whyMissing(error)}`);
    return undefined;
  }
}

function rowOf({ name, wall, processor }: CallTiming, timings: readonly CallTiming[]): Row {
  const inMicroseconds = (samples: readonly number[]): readonly number[] => samples.map((sample) => sample * 1000);
  return {
    name,
    figures: {
      'processor time': { ...summarize(inMicroseconds(processor)), unit: 'µs' },
      'time per call': { ...summarize(inMicroseconds(wall)), unit: 'µs' },
      'of node:http': { ...summarizeRatio(processor, processorOf(timings, bareHttp)), unit: '×' },
      'of fetch': { ...summarizeRatio(processor, processorOf(timings, bareFetch)), unit: '×' },
    },
  };
}

/** @param reference The label of undici, where it is there. */
function verdictOf(
  { what, mostOfUndici }: Workload,
  timings: readonly CallTiming[],
  reference: string | undefined,
): Verdict {
  const ratio = (name: string): number =>
    summarizeRatio(processorOf(timings, name), processorOf(timings, reference ?? '')).median;
  return {
    number: 4,
    what: `client call, ${what}, fastest transport, of undici.request`,
    limit: { atMost: mostOfUndici },
    unit: '×',
    measured:
      reference === undefined
        ? { missing: `${undici} is not there` }
        : Math.min(...[ourNode, ourUndici, ourFetch].map(ratio)),
  };
}

function processorOf(timings: readonly CallTiming[], name: string): readonly number[] {
  const timing = timings.find((each) => each.name === name);
  if (timing === undefined) throw new RangeError(`${name} was not measured`);
  return timing.processor;
}
