/** What is to be done when signals are aborted. */
export interface AbortActions {
  /** Has something done when a signal is aborted; the function that it returns calls that off. */
  add(signal: AbortSignal, action: () => void): () => void;
}

/**
 * Makes a list of what is to be done when signals are aborted.
 *
 * However much that is, a signal has one listener, and none when all is called off: a request has many parts, Node warns of
 * many listeners, and a signal of their own for each would cost more than the rest of the work.
 */
export function createAbortActions(): AbortActions {
  const actions = new WeakMap<AbortSignal, Set<() => void>>();

  function doAll(event: Event): void {
    const signal = event.currentTarget as AbortSignal; // it listens to nothing else
    for (const action of actions.get(signal) ?? []) action();
  }

  function listen(signal: AbortSignal): Set<() => void> {
    const all = new Set<() => void>();
    actions.set(signal, all);
    signal.addEventListener('abort', doAll, { once: true });
    return all;
  }

  return {
    add(signal, action) {
      const all = actions.get(signal) ?? listen(signal);
      all.add(action);
      return () => {
        all.delete(action);
        if (all.size > 0 || actions.get(signal) !== all) return;
        actions.delete(signal);
        signal.removeEventListener('abort', doAll);
      };
    },
  };
}
