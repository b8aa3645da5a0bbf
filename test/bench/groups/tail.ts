import { createKeyProxy } from 'matrix-encrypted-appservice/homeserver';
import { createNodeTransport } from 'matrix-encrypted-appservice/node';
import type { KeyQuery } from 'matrix-encrypted-appservice/types';
import { startChild } from '../harness/child.js';
import type { Context, Group, Result, Row } from '../harness/group.js';
import { quantile } from '../harness/statistics.js';
import type { AppservicesReady } from '../processes/appservices.js';
import { emptyLocalKeys } from '../workloads/empty-local-keys.js';
import { registrations, userOf } from '../workloads/registrations.js';

/** How long queries wait when one appservice hangs, for which there is no target. */
export const tail: Group = {
  name: 'tail',
  about: 'how long key queries wait when one of 20 appservices hangs: median, 99th percentile, longest',
  run,
};

const appservices = 20;
const users = 20;
const timeoutMs = 2000;
const atOnce = 4;
const warmUps = 50;
const nobody = -1;

async function run(context: Context): Promise<Result> {
  const rows: Row[] = [];
  for (const hanging of [nobody, 7]) {
    const name = hanging === nobody ? 'all answer' : 'one of 20 hangs';
    context.progress(name);
    rows.push({ name, figures: await waits(hanging, context.quick ? 3000 : 15_000) });
  }
  const title = `queries of ${users} users over ${appservices} appservices, ${atOnce} at a time, timeoutMs: ${timeoutMs}`;
  const notes = [
    'the proxy asks the hanging one again after 2, 4, 8 … seconds; whoever asks then waits for the timeout, and only they',
  ];
  return { tables: [{ title, rows }], verdicts: [], notes };
}

async function waits(hanging: number, durationMs: number): Promise<Row['figures']> {
  const { child, ready } = await startChild<AppservicesReady>('appservices', [
    String(appservices),
    '3',
    String(hanging),
  ]);
  const transport = createNodeTransport();
  let timeouts = 0;
  try {
    const proxy = createKeyProxy({
      serverName: 'example.org',
      registrations: registrations(appservices, (index) => ready.urls[index] ?? ''),
      local: emptyLocalKeys,
      timeoutMs,
      fetch: transport,
      onFailure: ({ error }) => {
        if (error.name === 'TimeoutError') timeouts++;
      },
    });
    let next = 0;
    while (next < warmUps) await proxy.queryKeys(queryOf(next++), { userId: '@bob:example.org' });
    proxy.forget(`bridge${hanging}`); // so that the warming up has taught the proxy nothing of the one that hangs
    timeouts = 0;
    const waited: number[] = [];
    const end = performance.now() + durationMs;
    const line = async (): Promise<void> => {
      while (performance.now() < end) {
        const begin = performance.now();
        await proxy.queryKeys(queryOf(next++), { userId: '@bob:example.org' });
        waited.push(performance.now() - begin);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, line));
    const sorted = waited.sort((a, b) => a - b);
    return {
      median: { median: quantile(sorted, 0.5), unit: 'ms' },
      '99 %': { median: quantile(sorted, 0.99), unit: 'ms' },
      longest: { median: quantile(sorted, 1), unit: 'ms' },
      queries: { median: waited.length, unit: '' },
      'calls that timed out': { median: timeouts, unit: '' },
    };
  } finally {
    transport.close();
    await child.stop();
  }
}

function queryOf(index: number): KeyQuery {
  return Object.fromEntries(
    Array.from({ length: users }, (_, i) => [
      userOf(i % appservices, (index + Math.floor(i / appservices)) % 1000),
      [],
    ]),
  );
}
