import { startChild, type Child } from '../harness/child.js';
import type { Context, Group, Result, Row, Table } from '../harness/group.js';
import { whyMissing } from '../harness/peers.js';
import { summarize, summarizeRatio } from '../harness/statistics.js';
import type { Verdict } from '../harness/target.js';
import { turns } from '../harness/turns.js';
import type { LoadCount, LoadOrder } from '../processes/load.js';
import type { ServerReady, ServerUsage } from '../processes/server.js';
import type { LoadName } from '../workloads/load.js';

/** Targets 7 and 8: transactions per second, of servers in processes of their own and a generator in another one. */
export const listener: Group = {
  name: 'listener',
  about: 'transactions per second: our listener and fetch entry, a bare node:http server, frameworks, bot SDKs',
  run,
};

const bare = 'bare';
const ours = 'ours';
const onHono = 'hono';
const botSdk = 'matrix-bot-sdk';
const labels: Readonly<Record<string, string>> = {
  [bare]: 'bare node:http: reads, parses, answers',
  [ours]: 'this package, createNodeListener',
};
const peers = [onHono, botSdk, 'matrix-appservice', 'express', 'fastify'];

const loadNames: readonly LoadName[] = ['one event', '100 events', '3.6 MB'];
const leastOfBare: Readonly<Record<LoadName, number>> = { 'one event': 0.8, '100 events': 0.95, '3.6 MB': 0.7 };

interface Server {
  readonly name: string;
  readonly label: string;
  readonly port: number;
  readonly child: Child;
}

/** Requests per second, a figure a round: of time on the wall, and of the server's processor time. */
interface Rates {
  readonly wall: number[];
  readonly processor: number[];
}

async function run(context: Context): Promise<Result> {
  const notes = [
    'bare, express and fastify parse the body and no more',
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
      const rates = await measure(load, servers, generator, context);
      tables.push({ title: `transactions of ${load}`, rows: servers.map((server) => rowOf(server, rates, context)) });
      verdicts.push(...verdictsOf(load, rates, context));
    }
  } finally {
    await Promise.all([generator, ...servers.map(({ child }) => child)].map((child) => child.stop()));
  }
  return { tables, verdicts: verdicts.sort((a, b) => a.number - b.number), notes };
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
): Promise<ReadonlyMap<string, Rates>> {
  const rates = new Map(servers.map(({ name }): [string, Rates] => [name, { wall: [], processor: [] }]));
  const durationMs = quick ? 300 : 1000;
  const warmUpMs = quick ? 1000 : 3000;
  for (const server of servers) await loadOnce(generator, server, { port: server.port, load, durationMs: warmUpMs });
  for (const server of turns(servers, rounds)) {
    const { wall, processor } = await loadOnce(generator, server, { port: server.port, load, durationMs });
    rates.get(server.name)?.wall.push(wall);
    rates.get(server.name)?.processor.push(processor);
  }
  return rates;
}

async function loadOnce(
  generator: Child,
  server: Server,
  order: LoadOrder,
): Promise<{ wall: number; processor: number }> {
  const before = await server.child.ask<ServerUsage>({});
  const { requests, seconds } = await generator.ask<LoadCount>(order);
  const after = await server.child.ask<ServerUsage>({});
  return { wall: requests / seconds, processor: (requests * 1000) / (after.processorMs - before.processorMs) };
}

function rowOf({ name, label }: Server, rates: ReadonlyMap<string, Rates>, { clock }: Context): Row {
  const { wall, processor } = ratesOf(rates, name);
  return {
    name: label,
    figures: {
      'requests/s': { ...summarize(wall), unit: '/s' },
      'processor time of a request': { ...summarize(processor.map((rate) => 1e6 / rate)), unit: 'µs' },
      'of bare': { ...summarizeRatio(ratesOf(rates, name)[clock], ratesOf(rates, bare)[clock]), unit: '×' },
    },
  };
}

function verdictsOf(load: LoadName, rates: ReadonlyMap<string, Rates>, { clock }: Context): Verdict[] {
  const measured = (name: string, reference: string): Verdict['measured'] => {
    const missing = [name, reference].find((each) => !rates.has(each));
    if (missing !== undefined) return { missing: `${missing} is not there` };
    return summarizeRatio(ratesOf(rates, name)[clock], ratesOf(rates, reference)[clock]).median;
  };
  const verdict = (number: number, what: string, atLeast: number, name: string, reference: string): Verdict => ({
    number,
    what,
    limit: { atLeast },
    unit: '×',
    measured: measured(name, reference),
  });
  const ofListener = verdict(7, `listener, ${load}, requests/s of a bare server`, leastOfBare[load], ours, bare);
  if (load !== 'one event') return [ofListener];
  return [
    ofListener,
    verdict(8, 'fetch entry on Hono, one event, requests/s of a bare server', 0.45, onHono, bare),
    verdict(8, 'fetch entry on Hono, one event, requests/s of matrix-bot-sdk', 2.5, onHono, botSdk),
  ];
}

function ratesOf(rates: ReadonlyMap<string, Rates>, name: string): Rates {
  const ofServer = rates.get(name);
  if (ofServer === undefined) throw new RangeError(`${name} was not measured`);
  return ofServer;
}
