import { createNodeTransport } from 'matrix-encrypted-appservice/node';
import { keyProxyFor } from '../workloads/key-proxy.js';
import { queryOf, type QuerySize } from '../workloads/key-queries.js';
import { sayFailed, tellParent } from './answer-parent.js';

/** Puts key queries to a proxy for a while, and says how long each waited. The argument is `WaitingOptions` as JSON. */

/** What to measure. */
export interface WaitingOptions {
  readonly urls: readonly string[];
  readonly size: QuerySize;
  readonly timeoutMs: number;
  readonly durationMs: number;
  /** How many queries are under way at a time; the next of each line is put when it has its answer. */
  readonly atOnce: number;
}

/** How long each query waited, in milliseconds, and how many calls to an appservice timed out meanwhile. */
export interface WaitingReport {
  readonly waitedMs: readonly number[];
  readonly timeouts: number;
}

const warmUps = 50;

try {
  const options = JSON.parse(process.argv[2] ?? '') as WaitingOptions; // the parent is ours
  tellParent(await measure(options));
} catch (error) {
  sayFailed(error);
}

async function measure({ urls, size, timeoutMs, durationMs, atOnce }: WaitingOptions): Promise<WaitingReport> {
  const transport = createNodeTransport();
  let timeouts = 0;
  const proxy = keyProxyFor(urls, {
    fetch: transport,
    timeoutMs,
    onFailure: ({ error }) => {
      if (error.name === 'TimeoutError') timeouts++;
    },
  });
  let next = 0;
  const query = (): Promise<unknown> => proxy.queryKeys(queryOf(size, next++), { userId: '@bob:example.org' });
  while (next < warmUps) await query();
  // So that the warming up has taught the proxy nothing of an appservice that hangs.
  for (let index = 0; index < urls.length; index++) proxy.forget(`bridge${index}`);
  timeouts = 0;

  const waitedMs: number[] = [];
  const end = performance.now() + durationMs;
  const line = async (): Promise<void> => {
    while (performance.now() < end) {
      const begin = performance.now();
      await query();
      waitedMs.push(performance.now() - begin);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, line));
  transport.close();
  return { waitedMs, timeouts };
}
