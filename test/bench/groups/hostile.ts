import { startChild } from '../harness/child.js';
import type { Context, Group, Result } from '../harness/group.js';
import { summarize } from '../harness/statistics.js';
import type { HostileReady } from '../processes/hostile-appservice.js';
import type { HostileReport } from '../processes/hostile-caller.js';

/** Targets 11 and 12: the cost of an appservice that sends far more than was asked for, and of a long-lived signal. */
export const hostile: Group = {
  name: 'hostile',
  about: 'an answer of 8 MB to a question about one user, and what calls leave on a signal that outlives them',
  run,
};

async function run({ rounds, quick, progress }: Context): Promise<Result> {
  progress('an answer of 8 MB');
  const { child, ready } = await startChild<HostileReady>('hostile-appservice');
  try {
    const quietCalls = quick ? 100_000 : 1_000_000;
    const caller = await startChild<HostileReport>('hostile-caller', [ready.url, `${5 * rounds}`, `${quietCalls}`]);
    await caller.child.stop();
    const { processorMs, longestTurnMs, keptBytes } = caller.ready;
    const held = summarize(longestTurnMs);
    return {
      tables: [
        {
          title: 'key queries through the key proxy, Node transport',
          rows: [
            {
              name: 'answered with 8 MB, from the second on',
              figures: {
                'longest turn': { ...held, unit: 'ms' },
                'whole call': { ...summarize(processorMs), unit: 'ms' },
              },
            },
            {
              name: `${quietCalls} without an owner, one signal`,
              figures: { 'bytes kept by each': { median: keptBytes, unit: '' } },
            },
          ],
        },
      ],
      verdicts: [
        {
          number: 11,
          what: 'answer of 8 MB to a question about one user, event loop held',
          limit: { atMost: 5 },
          unit: 'ms',
          measured: held.median,
        },
        {
          number: 12,
          what: 'key query without an owner, with a long-lived signal, kept by each',
          limit: { atMost: 4 },
          unit: 'B',
          measured: keptBytes,
        },
      ],
      notes: [
        'times are processor time, of a call with a connection of its own, and that of the longest turn of the event loop in it',
      ],
    };
  } finally {
    await child.stop();
  }
}
