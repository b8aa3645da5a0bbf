import { startChild } from '../harness/child.js';
import type { Context, Group, Result, Row } from '../harness/group.js';
import type { AppservicesOptions, AppservicesReady } from '../processes/appservices.js';
import type { LargeQueryReport } from '../processes/large-query.js';
import { quantile } from '../harness/statistics.js';

/** How large a process becomes, for which there is no target. */
export const memory: Group = {
  name: 'memory',
  about: 'peak resident size of a 10,000×3 key query through the key proxy, against the size of its text',
  byName: true,
  run,
};

const users = 10_000;
const samples = 3;

async function run(context: Context): Promise<Result> {
  const { child, ready } = await startChild<AppservicesReady>('appservices', [
    JSON.stringify({ count: 1, devices: 3 } satisfies AppservicesOptions),
  ]);
  const rows: Row[] = [];
  try {
    const [url = ''] = ready.urls;
    for (const way of ['fetch', 'node']) {
      context.progress(`${users} users, ${way}`);
      const idle = await peakOf(url, 1, way);
      const full = await peakOf(url, users, way);
      rows.push({
        name: way === 'node' ? 'key proxy, Node transport' : 'key proxy, global fetch',
        figures: {
          text: { median: full.textBytes / 1e6, unit: 'MB' },
          peak: { median: full.peakBytes / 1e6, unit: 'MB' },
          'of the text': { median: full.peakBytes / full.textBytes, unit: '×' },
          'peak with 1 user': { median: idle.peakBytes / 1e6, unit: 'MB' },
        },
      });
    }
  } finally {
    await child.stop();
  }
  const notes = [
    'each in a process of its own, which loads TypeScript; the appservices are another one, and the store holds nothing',
    'the text is what a server is given; the appservice sends user-signing keys besides',
  ];
  return { tables: [{ title: `a key query of ${users} users with 3 devices each`, rows }], verdicts: [], notes };
}

/** The median of a few processes. */
async function peakOf(url: string, count: number, way: string): Promise<LargeQueryReport> {
  const reports: LargeQueryReport[] = [];
  for (let i = 0; i < samples; i++) {
    const { child, ready } = await startChild<LargeQueryReport>('large-query', [url, String(count), way]);
    await child.stop();
    reports.push(ready);
  }
  const middle = (figure: keyof LargeQueryReport): number =>
    quantile(
      reports.map((report) => report[figure]).sort((a, b) => a - b),
      0.5,
    );
  return { peakBytes: middle('peakBytes'), textBytes: middle('textBytes') };
}
