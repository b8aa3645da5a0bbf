/**
 * Does work that may take no notice of a signal: ends as the work does, or with the signal's reason as soon as that is aborted.
 * An aborted signal has nothing begun at all.
 */
export async function untilAborted<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  return await Promise.race([work(), aborted(signal)]);
}

/** Never fulfilled; rejects with the signal's reason. */
async function aborted(signal: AbortSignal): Promise<never> {
  await new Promise((resolve) => {
    signal.addEventListener('abort', resolve, { once: true });
  });
  throw signal.reason;
}
