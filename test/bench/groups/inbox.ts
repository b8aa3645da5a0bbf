import { startChild, type Child } from '../harness/child.js';
import type { Context, Group, Result, Row } from '../harness/group.js';
import { summarize, summarizeRatio } from '../harness/statistics.js';
import { turns } from '../harness/turns.js';
import type { LoadCount } from '../processes/load.js';
import type { ServerReady, ServerUsage } from '../processes/server.js';

/** What it costs to acknowledge nothing that is not on the disk, for which there is no target. */
export const inbox: Group = {
  name: 'inbox',
  about: 'transactions per second through an inbox on SQLite, beside the handler without a store',
  byName: true,
  run,
};

const withoutStore = 'ours';
const labels: Readonly<Record<string, string>> = {
  [withoutStore]: 'without a store: delivered, then acknowledged',
  'ours-inbox': 'SQLite, synced: acknowledged, and delivered meanwhile',
  'ours-inbox-idle': 'SQLite, synced: acknowledged, delivered by another process',
};

/** A server and its figures, one a round. */
interface Measured {
  readonly name: string;
  readonly port: number;
  readonly child: Child;
  readonly acknowledged: number[];
  readonly processorMs: number[];
}

async function run(context: Context): Promise<Result> {
  const { rounds, quick, progress } = context;
  const servers: Measured[] = [];
  const { child: generator } = await startChild('load');
  const durationMs = quick ? 200 : 500;
  const loadOnce = async ({ child, port }: Measured): Promise<{ acknowledged: number; processorMs: number }> => {
    const before = await child.ask<ServerUsage>({});
    const { requests, seconds } = await generator.ask<LoadCount>({ port, load: 'one event', durationMs });
    // Answered once everything is delivered, so that the next server has the machine to itself.
    const after = await child.ask<ServerUsage>({});
    return { acknowledged: requests / seconds, processorMs: (after.processorMs - before.processorMs) / requests };
  };
  try {
    for (const name of Object.keys(labels)) {
      const { child, ready } = await startChild<ServerReady>('server', [name]);
      servers.push({ name, port: ready.port, child, acknowledged: [], processorMs: [] });
    }
    for (const server of servers) {
      progress(`warm-up, ${labels[server.name] ?? ''}`);
      await loadOnce(server);
    }
    progress('transactions of one event, 16 connections');
    for (const server of turns(servers, rounds)) {
      const { acknowledged, processorMs } = await loadOnce(server);
      server.acknowledged.push(acknowledged);
      server.processorMs.push(processorMs);
    }
  } finally {
    await Promise.all([generator, ...servers.map(({ child }) => child)].map((child) => child.stop()));
  }
  const base = servers.find(({ name }) => name === withoutStore)?.processorMs ?? [];
  const rows = servers.map(({ name, acknowledged, processorMs }): Row => ({
    name: labels[name] ?? name,
    figures: {
      'acknowledged/s': { ...summarize(acknowledged), unit: '/s' },
      'processor time of a transaction': { ...summarize(processorMs.map((ms) => ms * 1000)), unit: 'µs' },
      'of the handler without a store': { ...summarizeRatio(processorMs, base), unit: '×' },
    },
  }));
  return {
    tables: [{ title: 'transactions of one event, over 16 connections', rows }],
    verdicts: [],
    notes: [
      'rates depend on how fast the disk syncs; 16 transactions at most share a commit, as many as are under way',
      'processor time is of receiving and, where the process delivers, of delivering, of which each event is a commit',
    ],
  };
}
