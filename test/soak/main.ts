import { runScript } from '../../scripts/run-script.js';
import { heapAfterCollection, inMegabytes } from './heap.js';
import { readOptions, usage, type Options } from './options.js';
import { sendTurn } from './requests.js';
import { soakProxy } from './soak-proxy.js';
import { startWorld } from './world.js';

/**
 * `npm run soak`: puts a million requests through the key proxy and the handler in one process, and fails if the heap has grown by
 * more than 10 % between the end of the first tenth and the end. `-- --requests N` sends another number. With `-- --proxy` they
 * go through the proxy command, and 100,000 of them.
 */
const tenths = 10;
/** How many go on at the same time. */
const concurrent = 32;
const mostGrowth = 0.1;

process.exitCode = await runScript(process.argv.slice(2), { usage, readOptions }, soak);

/** Gives the exit status: 0, or 1 if the heap has grown. */
async function soak({ proxy, requests }: Options): Promise<number> {
  if (proxy) return soakProxy(requests, print);
  const world = await startWorld();
  const heaps: number[] = [];
  const startedMs = performance.now();
  let turn = 0;
  try {
    for (let tenth = 1; tenth <= tenths; tenth++) {
      const until = (requests / tenths) * tenth;
      const work = async (): Promise<void> => {
        while (world.counts.total() < until) await sendTurn(world, (turn += 1));
      };
      await Promise.all(Array.from({ length: concurrent }, work));
      const heap = await heapAfterCollection();
      heaps.push(heap);
      const seconds = ((performance.now() - startedMs) / 1000).toFixed(0);
      print(`${world.counts.total()} requests after ${seconds} s: heap ${inMegabytes(heap)}`);
    }
  } finally {
    await world.close();
  }

  print(`requests  ${world.counts.text()}`);
  print(`proxy     ${JSON.stringify(world.proxy.metrics())}`);
  const [first = 0] = heaps;
  const last = heaps.at(-1) ?? Infinity;
  const growth = last / first - 1;
  const sign = growth < 0 ? '' : '+';
  print(
    `heap      ${inMegabytes(first)} after the first tenth, ${inMegabytes(last)} at the end (${sign}${percent(growth)})`,
  );
  if (growth <= mostGrowth) return 0;
  print(`fails: the heap may grow by ${percent(mostGrowth)} at the most`);
  return 1;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
