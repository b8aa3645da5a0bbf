import { timeCalls, type CallCost, type Caller, type CallTiming } from '../harness/calls.js';
import { startChild, type Child } from '../harness/child.js';
import type { Context, Group, Result, Row } from '../harness/group.js';
import { whyMissing } from '../harness/peers.js';
import { summarize, summarizeRatio } from '../harness/statistics.js';
import type { Verdict } from '../harness/target.js';
import type { AppservicesOptions, AppservicesReady } from '../processes/appservices.js';
import type { ClientOrder, ClientReady } from '../processes/client.js';

/** Target 9: processor time of a small call to an appservice, of clients in processes of their own. */
export const transport: Group = {
  name: 'transport',
  about: 'a key query to an appservice, processor time per call: our client, node:http, fetch, openapi-fetch, undici',
  run,
};

const bareHttp = 'node:http with keep-alive';
const bareFetch = 'global fetch';
const ourNode = 'this package, Node transport';
const ourFetch = 'this package, global fetch';
/** By the names that `processes/client.ts` has for them; peers say what they are called themselves. */
const labels: Readonly<Record<string, string>> = {
  'bare-http': bareHttp,
  'bare-fetch': bareFetch,
  'ours-over-fetch': ourFetch,
  'ours-over-http': ourNode,
};
const peers = ['openapi-fetch', 'undici'];
/** The figures of a round vary more than those of most groups, and a round is short. */
const roundsForOne = 5;

async function run({ rounds, quick, progress }: Context): Promise<Result> {
  const { child: server, ready } = await startChild<AppservicesReady>('appservices', [
    JSON.stringify({ count: 1, devices: 1, awake: true } satisfies AppservicesOptions),
  ]);
  const clients: Client[] = [];
  const notes: string[] = [];
  try {
    for (const name of [...Object.keys(labels), ...peers]) {
      const client = await startClient(name, ready.urls[0] ?? '', notes);
      if (client !== undefined) clients.push(client);
    }
    progress('calls, ten at a time');
    const calls = quick ? 300 : 1000;
    const timings = await timeCalls(clients, { rounds: quick ? rounds : roundsForOne * rounds, calls, atOnce: 10 });
    return {
      tables: [
        {
          title: 'a key query of one user with one device, ten under way at a time',
          rows: timings.map((each) => rowOf(each, timings)),
        },
      ],
      verdicts: [verdictOf(timings, ourNode, bareHttp, 1.2), verdictOf(timings, ourFetch, bareFetch, 1.15)],
      notes,
    };
  } finally {
    await Promise.all([server, ...clients.map(({ child }) => child)].map((child) => child.stop()));
  }
}

interface Client extends Caller {
  readonly child: Child;
}

async function startClient(name: string, url: string, notes: string[]): Promise<Client | undefined> {
  try {
    const { child, ready } = await startChild<ClientReady>('client', [name, url]);
    return {
      name: ready.peer ?? labels[name] ?? name,
      makeCalls: (calls, atOnce) => child.ask<CallCost>({ calls, atOnce } satisfies ClientOrder),
      child,
    };
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

function verdictOf(timings: readonly CallTiming[], name: string, reference: string, atMost: number): Verdict {
  const what = `key query to an appservice, ${name}, processor time of ${reference}`;
  const measured = summarizeRatio(processorOf(timings, name), processorOf(timings, reference)).median;
  return { number: 9, what, limit: { atMost }, unit: '×', measured };
}

function processorOf(timings: readonly CallTiming[], name: string): readonly number[] {
  const timing = timings.find((each) => each.name === name);
  if (timing === undefined) throw new RangeError(`${name} was not measured`);
  return timing.processor;
}
