import { startChild, type Child } from '../harness/child.js';
import type { Context, Group, Result, Row } from '../harness/group.js';
import { summarize, summarizeRatio } from '../harness/statistics.js';
import { turns } from '../harness/turns.js';
import type { LoadCount } from '../processes/load.js';
import type { ServerReady, ServerUsage } from '../processes/server.js';
import type { LoadName } from '../workloads/load.js';

/** What it costs to stand between clients and a homeserver, for which there is no target. */
export const forwarding: Group = {
  name: 'forwarding',
  about: 'requests that the proxy command passes on, beside the forwarding library alone, and none in between',
  byName: true,
  run,
};

const direct = 'nothing in between';
const library = 'httpxy alone';
const ours = 'the proxy command';
const loadNames: readonly LoadName[] = ['one event', '3.6 MB'];

/** A way to the server, and its figures, one a round: processor time of a request, in milliseconds. */
interface Way {
  readonly name: string;
  readonly port: number;
  /** The process in between. */
  readonly child: Child | undefined;
  readonly between: number[];
  readonly all: number[];
}

async function run({ rounds, quick, progress }: Context): Promise<Result> {
  const children: Child[] = [];
  const start = async (program: string, ...args: string[]): Promise<{ child: Child; port: number }> => {
    const { child, ready } = await startChild<Partial<ServerReady>>(program, args);
    children.push(child);
    return { child, port: ready.port ?? 0 };
  };
  try {
    const { child: generator } = await start('load');
    const { child: server, port } = await start('server', 'bare');
    const url = `http://127.0.0.1:${port}`;
    const forwarders = [
      { name: library, ...(await start('forwarder', 'httpxy', url)) },
      { name: ours, ...(await start('forwarder', 'ours', url)) },
    ];
    const tables: Result['tables'][number][] = [];
    for (const load of loadNames) {
      progress(`requests of ${load}`);
      const ways = [{ name: direct, port, child: undefined }, ...forwarders].map((way): Way => ({
        ...way,
        between: [],
        all: [],
      }));
      const usedMs = async (child: Child | undefined): Promise<number> =>
        child === undefined ? 0 : (await child.ask<ServerUsage>({})).processorMs;
      const loadOnce = async ({ port, child }: Way, durationMs: number): Promise<[between: number, all: number]> => {
        const before = [await usedMs(child), await usedMs(server)] as const;
        const { requests } = await generator.ask<LoadCount>({ port, load, durationMs });
        const between = (await usedMs(child)) - before[0];
        return [between / requests, (between + (await usedMs(server)) - before[1]) / requests];
      };
      for (const way of ways) await loadOnce(way, quick ? 1000 : 3000);
      for (const way of turns(ways, rounds)) {
        const [between, all] = await loadOnce(way, quick ? 300 : 1000);
        way.between.push(between);
        way.all.push(all);
      }
      tables.push({ title: `requests of ${load}, passed on`, rows: ways.map((way) => rowOf(way, ways)) });
    }
    return { tables, verdicts: [], notes: ['the server behind reads, parses and answers, and is no homeserver'] };
  } finally {
    await Promise.all(children.map((child) => child.stop()));
  }
}

function rowOf({ name, between, all }: Way, ways: readonly Way[]): Row {
  const of = (other: string): Way => {
    const way = ways.find((each) => each.name === other);
    if (way === undefined) throw new RangeError(`${other} was not measured`);
    return way;
  };
  const inBetween = {
    'processor time': { ...summarize(between.map((ms) => ms * 1000)), unit: 'µs' },
    'of httpxy alone': { ...summarizeRatio(between, of(library).between), unit: '×' },
  } as const;
  return {
    name,
    figures: {
      ...(name === direct ? {} : inBetween),
      'with the server, of nothing in between': { ...summarizeRatio(all, of(direct).all), unit: '×' },
    },
  };
}
