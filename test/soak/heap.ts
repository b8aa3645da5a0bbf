import { setImmediate as nextTurn } from 'node:timers/promises';

/** The bytes of the heap that are in use once all that can be collected is. */
export async function heapAfterCollection(): Promise<number> {
  if (!globalThis.gc) throw new Error('run with --expose-gc');
  for (let round = 0; round < 5; round++) {
    globalThis.gc();
    // Finalizers run between turns, and what they let go of is collected the next time.
    await nextTurn();
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** A number of bytes to be read. */
export function inMegabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(2)} MiB`;
}
