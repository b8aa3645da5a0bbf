import { Agent } from 'node:http';
import { createAppserviceClient } from 'matrix-encrypted-appservice/client';
import { createNodeTransport } from 'matrix-encrypted-appservice/node';
import { timeCalls, type Caller, type CallTiming } from '../harness/calls.js';
import { startChild } from '../harness/child.js';
import type { Context, Group, Result, Row } from '../harness/group.js';
import { loadPeer } from '../harness/peers.js';
import { post } from '../harness/post.js';
import { summarize, summarizeRatio } from '../harness/statistics.js';
import type { Verdict } from '../harness/target.js';
import type { AppservicesReady } from '../processes/appservices.js';
import { registrations, userOf } from '../workloads/registrations.js';

/** Row 9: processor time of a small call to an appservice. */
export const transport: Group = {
  name: 'transport',
  about: 'a key query to an appservice, processor time per call: our client, node:http, fetch, openapi-fetch, undici',
  run,
};

/** What an adapter in `peers/clients/` offers. */
interface ClientAdapter {
  readonly createCall: (url: string, path: string, token: string) => (query: object) => Promise<unknown>;
}

const path = '/_matrix/app/v1/keys/query';
const bareHttp = 'node:http with keep-alive';
const bareFetch = 'global fetch';
const ourNode = 'this package, Node transport';
const ourFetch = 'this package, global fetch';

async function run(context: Context): Promise<Result> {
  const { child, ready } = await startChild<AppservicesReady>('appservices', ['1', '1', '-1', 'awake']);
  const agent = new Agent({ keepAlive: true });
  const nodeTransport = createNodeTransport();
  const notes: string[] = [];
  try {
    const [url = ''] = ready.urls;
    const [registration] = registrations(1, () => url);
    if (registration === undefined) throw new Error('there is one registration');
    const token = registration.hs_token;
    const query = { [userOf(0, 0)]: [] };
    const overFetch = createAppserviceClient(registration, { prefer: 'stable' });
    const overNode = createAppserviceClient(registration, { prefer: 'stable', fetch: nodeTransport });
    const callers: Caller[] = [
      {
        name: bareHttp,
        call: async () =>
          JSON.parse((await post(agent, url + path, token, JSON.stringify(query))).toString()) as unknown,
      },
      { name: bareFetch, call: () => fetchJson(url + path, token, query) },
      { name: ourFetch, call: () => overFetch.queryKeys(query) },
      { name: ourNode, call: () => overNode.queryKeys(query) },
    ];
    for (const name of ['openapi-fetch', 'undici']) {
      const peer = await loadPeer<ClientAdapter>(`clients/${name}.js`);
      if ('adapter' in peer) {
        const call = peer.adapter.createCall(url, path, token);
        callers.push({ name: peer.name, call: () => call(query) });
      } else notes.push(`${peer.name}: ${peer.missing}`);
    }
    context.progress('calls, ten at a time');
    const calls = context.quick ? 300 : 1000;
    const timings = await timeCalls(callers, { rounds: context.rounds, calls, atOnce: 10 });
    return {
      tables: [
        { title: 'a key query 1×1, ten under way at a time', rows: timings.map((each) => rowOf(each, timings)) },
      ],
      verdicts: [verdictOf(timings, ourNode, bareHttp, 1.2), verdictOf(timings, ourFetch, bareFetch, 1.15)],
      notes,
    };
  } finally {
    nodeTransport.close();
    agent.destroy();
    await child.stop();
  }
}

async function fetchJson(url: string, token: string, query: object): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(query),
  });
  if (!response.ok) throw new Error(`answered with ${response.status}`);
  return await response.json();
}

function rowOf({ name, wall, processor }: CallTiming, timings: readonly CallTiming[]): Row {
  const inMicroseconds = (samples: readonly number[]): readonly number[] => samples.map((sample) => sample * 1000);
  return {
    name,
    figures: {
      'processor time': { ...summarize(inMicroseconds(processor)), unit: 'µs' },
      'on the wall': { ...summarize(inMicroseconds(wall)), unit: 'µs' },
      'of node:http': { ...summarizeRatio(processor, processorOf(timings, bareHttp)), unit: '×' },
      'of fetch': { ...summarizeRatio(processor, processorOf(timings, bareFetch)), unit: '×' },
    },
  };
}

function verdictOf(timings: readonly CallTiming[], name: string, reference: string, atMost: number): Verdict {
  const what = `key query to an appservice, ${name}, processor time of ${reference}`;
  const measured = summarizeRatio(processorOf(timings, name), processorOf(timings, reference)).median;
  return { row: 9, what, limit: { atMost }, unit: '×', measured };
}

function processorOf(timings: readonly CallTiming[], name: string): readonly number[] {
  return timings.find((each) => each.name === name)?.processor ?? [];
}
