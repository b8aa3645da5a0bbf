import { startChild, type Child } from '../harness/child.js';
import type { Context, Group, Result, Row, Table } from '../harness/group.js';
import { whyMissing } from '../harness/peers.js';
import { summarize, summarizeRatio } from '../harness/statistics.js';
import type { Verdict } from '../harness/target.js';
import { turns } from '../harness/turns.js';
import type { LoadCount, LoadOrder } from '../processes/load.js';
import type { ServerReady, ServerUsage } from '../processes/server.js';
import type { LoadName } from '../workloads/load.js';

/** Targets 1 and 2: processor time of a transaction, of servers in processes of their own and a generator in another one. */
export const listener: Group = {
  name: 'listener',
  about: 'processor time of a transaction: our listener and fetch entry, a bare node:http server, frameworks, bot SDKs',
  run,
};

const bare = 'bare';
const ours = 'ours';
const onHono = 'hono';
const fastify = 'fastify';
const labels: Readonly<Record<string, string>> = {
  [bare]: 'bare node:http: reads, parses, answers',
  [ours]: 'this package, createNodeListener',
};
const peers = [onHono, 'matrix-bot-sdk', 'matrix-appservice', 'express', fastify];

const loadNames: readonly LoadName[] = ['one event', '100 events', '3.6 MB'];
/** The targets: the most of another server's processor time that ours takes. */
const targets: readonly (readonly [number: number, load: LoadName, reference: string, atMost: number])[] = [
  [1, 'one event', bare, 1.25],
  [1, 'one event', fastify, 0.85],
  [2, '100 events', bare, 1.15],
];

interface Server {
  readonly name: string;
  readonly label: string;
  readonly port: number;
  readonly child: Child;
}

/** Milliseconds of processor time of a request, a figure a round. */
type Costs = ReadonlyMap<string, number[]>;

async function run(context: Context): Promise<Result> {
  const notes = [
    'ours and fastify do the same work: a token in constant time, the checked body, known IDs, a callback for each event; ours also reads every name, and the parts that are new under a known ID',
    'bare and express parse the body and no more; of 3.6 MB, ours reads the counts of 10,000 devices',
    'both bot SDKs check the token, look at the events, and format a line for each request, which goes nowhere here',
    'matrix-bot-sdk is @vector-im/matrix-bot-sdk, without its native crypto; it passes over to-device messages and key counts under their stable names',
  ];
  const servers: Server[] = [];
  const tables: Table[] = [];
  const { child: generator } = await startChild('load');
  const verdicts: Verdict[] = [];
  try {
    for (const name of [...Object.keys(labels), ...peers]) {
      const server = await startServer(name, notes);
      if (server !== undefined) servers.push(server);
    }
    for (const load of loadNames) {
      context.progress(`transactions of ${load}`);
      const costs = await measure(load, servers, generator, context);
      tables.push({ title: `transactions of ${load}`, rows: servers.map((server) => rowOf(server, costs)) });
      verdicts.push(...verdictsOf(load, costs));
    }
  } finally {
    await Promise.all([generator, ...servers.map(({ child }) => child)].map((child) => child.stop()));
  }
  return { tables, verdicts, notes };
}

async function startServer(name: string, notes: string[]): Promise<Server | undefined> {
  try {
    const { child, ready } = await startChild<ServerReady>('server', [name]);
    const { port, peer } = ready;
    const label = name === onHono ? `this package's fetch on ${peer ?? ''}` : (peer ?? labels[name] ?? name);
    return { name, label, port, child };
  } catch (error) {
    if (!peers.includes(name)) throw error;
    notes.push(`${name}: ${whyMissing(error)}`);
    return undefined;
  }
}

/** Servers take turns; a first one of each warms it up and does not count. */
async function measure(
  load: LoadName,
  servers: readonly Server[],
  generator: Child,
  { rounds, quick }: Context,
): Promise<Costs> {
  const costs = new Map(servers.map(({ name }): [string, number[]] => [name, []]));
  const durationMs = quick ? 200 : 400;
  for (const server of servers)
    await costOf(generator, server, { port: server.port, load, durationMs: 5 * durationMs });
  for (const server of turns(servers, rounds)) {
    costs.get(server.name)?.push(await costOf(generator, server, { port: server.port, load, durationMs }));
  }
  return costs;
}

async function costOf(generator: Child, server: Server, order: LoadOrder): Promise<number> {
  const before = await server.child.ask<ServerUsage>({});
  const { requests } = await generator.ask<LoadCount>(order);
  const after = await server.child.ask<ServerUsage>({});
  return (after.processorMs - before.processorMs) / requests;
}

function rowOf({ name, label }: Server, costs: Costs): Row {
  const ofServer = costsOf(costs, name);
  return {
    name: label,
    figures: {
      'processor time': { ...summarize(ofServer.map((ms) => ms * 1000)), unit: 'µs' },
      'of bare': { ...summarizeRatio(ofServer, costsOf(costs, bare)), unit: '×' },
    },
  };
}

function verdictsOf(load: LoadName, costs: Costs): Verdict[] {
  return targets
    .filter((target) => target[1] === load)
    .map(([number, , reference, atMost]) => ({
      number,
      what: `listener, ${load}, processor time of ${reference}${reference === bare ? ' node:http' : ' doing the same'}`,
      limit: { atMost },
      unit: '×',
      measured: costs.has(reference)
        ? summarizeRatio(costsOf(costs, ours), costsOf(costs, reference)).median
        : { missing: `${reference} is not there` },
    }));
}

function costsOf(costs: Costs, name: string): readonly number[] {
  const ofServer = costs.get(name);
  if (ofServer === undefined) throw new RangeError(`${name} was not measured`);
  return ofServer;
}
