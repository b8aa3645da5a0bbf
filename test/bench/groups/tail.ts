import { startChild } from '../harness/child.js';
import type { Context, Group, Result, Row } from '../harness/group.js';
import { quantile } from '../harness/statistics.js';
import type { AppservicesOptions, AppservicesReady } from '../processes/appservices.js';
import type { WaitingOptions, WaitingReport } from '../processes/waiting-caller.js';

/** How long queries wait when one appservice hangs, for which there is no target. */
export const tail: Group = {
  name: 'tail',
  about: 'how long key queries wait when one of 20 appservices hangs: median, 99th percentile, longest',
  byName: true,
  run,
};

const appservices = 20;
const users = 20;
const timeoutMs = 2000;
const atOnce = 4;

async function run({ quick, progress }: Context): Promise<Result> {
  const rows: Row[] = [];
  for (const [name, hanging] of [['all answer'], ['one of 20 hangs', 7]] as const) {
    progress(name);
    rows.push({ name, figures: figuresOf(await waits(hanging, quick ? 3000 : 15_000)) });
  }
  const title = `queries of ${users} users of ${appservices} appservices, timeoutMs: ${timeoutMs}`;
  const notes = [
    'the proxy asks the hanging one again after 2, 4, 8 … seconds; only queries put just then wait for the timeout',
    `${atOnce} queries are under way at a time, and a new one is put when one is answered: callers who do not wait would meet more slow ones`,
  ];
  return { tables: [{ title, rows }], verdicts: [], notes };
}

async function waits(hanging: number | undefined, durationMs: number): Promise<WaitingReport> {
  const options: AppservicesOptions = { count: appservices, devices: 3, hanging };
  const { child, ready } = await startChild<AppservicesReady>('appservices', [JSON.stringify(options)]);
  try {
    const { urls } = ready;
    const waiting: WaitingOptions = { urls, size: { users, appservices }, timeoutMs, durationMs, atOnce };
    const caller = await startChild<WaitingReport>('waiting-caller', [JSON.stringify(waiting)]);
    await caller.child.stop();
    return caller.ready;
  } finally {
    await child.stop();
  }
}

function figuresOf({ waitedMs, timeouts }: WaitingReport): Row['figures'] {
  const sorted = [...waitedMs].sort((a, b) => a - b);
  return {
    median: { median: quantile(sorted, 0.5), unit: 'ms' },
    '99 %': { median: quantile(sorted, 0.99), unit: 'ms' },
    longest: { median: quantile(sorted, 1), unit: 'ms' },
    queries: { median: sorted.length, unit: '' },
    'calls that timed out': { median: timeouts, unit: '' },
  };
}
