import { runProxyProgram } from '../helpers/proxy-program.js';
import { heapAfterCollection } from './heap.js';

/** Runs the built `proxy` command with the arguments given, and tells its parent the memory that it takes whenever it is asked. */

/** What the process says first. */
export interface ProxyReady {
  readonly url: string;
}

/** Memory of the process, in bytes. */
export interface ProxyMemory {
  readonly heap: number;
  readonly resident: number;
}

const url = await runProxyProgram(process.argv.slice(2));
process.on('message', () => {
  void heapAfterCollection().then((heap) => {
    process.send?.({ heap, resident: process.memoryUsage.rss() } satisfies ProxyMemory);
  });
});
process.send?.({ url } satisfies ProxyReady);
