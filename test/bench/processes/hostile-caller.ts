import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createNodeTransport } from 'matrix-encrypted-appservice/node';
import { keyProxyFor } from '../workloads/key-proxy.js';
import { userOf } from '../workloads/registrations.js';
import { sayFailed, tellParent } from './answer-parent.js';

/**
 * Asks a hostile appservice about one user through the key proxy, and asks about a user of no appservice with a signal that
 * outlives all calls. The arguments: the appservice's URL, and the numbers of both kinds of calls.
 */

/** The cost of the calls. */
export interface HostileReport {
  /** Processor time of each call to the hostile appservice, the first one left out. */
  readonly processorMs: readonly number[];
  /** Processor time of the longest turn of the event loop in each of these calls. */
  readonly longestTurnMs: readonly number[];
  /** Bytes that a call with the long-lived signal left in the heap. */
  readonly keptBytes: number;
}

const [url = '', calls = '', quietCalls = ''] = process.argv.slice(2);
const viewer = { userId: '@bob:example.org' } as const;
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void; // what the flag defines

try {
  const costs = await askHostile(Number(calls));
  tellParent({ ...costs, keptBytes: await askQuietly(Number(quietCalls)) } satisfies HostileReport);
} catch (error) {
  sayFailed(error);
}

async function askHostile(count: number): Promise<Omit<HostileReport, 'keptBytes'>> {
  const processorMs: number[] = [];
  const longestTurnMs: number[] = [];
  for (let i = 0; i <= count; i++) {
    // A new proxy each time: one that has failed would not be asked again for a while.
    const transport = createNodeTransport();
    const failures: Error[] = [];
    const proxy = keyProxyFor([url], { fetch: transport, onFailure: ({ error }) => failures.push(error) });
    const before = usedMs();
    const stop = watchTurns();
    await proxy.queryKeys({ [userOf(0, 0)]: [] }, viewer);
    const longest = stop();
    const used = usedMs() - before;
    if (failures.length !== 1) throw new Error('the answer was not refused');
    transport.close();
    if (i === 0) continue;
    processorMs.push(used);
    longestTurnMs.push(longest);
  }
  return { processorMs, longestTurnMs };
}

function usedMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Looks at the clock in every turn of the event loop; the returned function ends that, and gives the longest. */
function watchTurns(): () => number {
  let [last, longest] = [usedMs(), 0];
  const look = (): void => {
    const now = usedMs();
    longest = Math.max(longest, now - last);
    last = now;
    next = setImmediate(look);
  };
  let next = setImmediate(look);
  return () => {
    look();
    clearImmediate(next);
    return longest;
  };
}

async function askQuietly(count: number): Promise<number> {
  const { signal } = new AbortController();
  const proxy = keyProxyFor([url], {});
  const ask = async (times: number): Promise<number> => {
    for (let i = 0; i < times; i++) await proxy.queryKeys({ '@bob:example.org': [] }, viewer, { signal });
    collectGarbage();
    return process.memoryUsage().heapUsed;
  };
  const before = await ask(count / 10);
  return ((await ask(count)) - before) / count;
}
