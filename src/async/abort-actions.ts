/** Actions waiting for each signal. */
const actionsOf = /*@__PURE__*/ new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Runs an action when a signal is aborted; the returned function cancels that.
 *
 * A signal has one listener for any number of actions, and none once all are cancelled. A request has many parts, and
 * Node warns of many listeners. `AbortSignal.any` would leave an entry in its sources for each call, so a long-lived
 * signal would grow.
 *
 * @rule S6
 */
export function onAbort(signal: AbortSignal, action: () => void): () => void {
  const actions = actionsOf.get(signal) ?? listen(signal);
  actions.add(action);
  return () => {
    actions.delete(action);
    if (actions.size > 0 || actionsOf.get(signal) !== actions) return;
    actionsOf.delete(signal);
    signal.removeEventListener('abort', runActions);
  };
}

function listen(signal: AbortSignal): Set<() => void> {
  const actions = new Set<() => void>();
  actionsOf.set(signal, actions);
  signal.addEventListener('abort', runActions, { once: true });
  return actions;
}

function runActions(event: Event): void {
  // Only signals are listened to. Node 20 has no `currentTarget` once a `Request` has listened to the same signal.
  const signal = event.target as AbortSignal;
  for (const action of actionsOf.get(signal) ?? []) action();
}
