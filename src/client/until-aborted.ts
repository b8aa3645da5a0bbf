/**
 * Does work that may take no notice of a signal: ends as the work does, or with the signal's reason as soon as that is aborted.
 * An aborted signal has nothing begun at all. No listener is left behind: what `AbortSignal.any` made is never collected in Node
 * while it has one.
 */
export async function untilAborted<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  let abort = (): void => undefined;
  const isAborted = new Promise<void>((resolve) => {
    abort = resolve;
  });
  const aborted = isAborted.then((): never => {
    throw signal.reason;
  });
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work(), aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
