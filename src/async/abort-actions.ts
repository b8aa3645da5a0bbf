/** The actions that wait for each signal. */
const actionsOf = /*@__PURE__*/ new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Runs an action when a signal is aborted; the function that it returns calls that off.
 *
 * A signal has one listener however many actions wait for it, and none once all are called off: a request has many parts, Node
 * warns of many listeners, and a long-lived signal must not grow with the calls that it is given to. `AbortSignal.any` leaves an
 * entry in its sources for each call.
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
  // It listens to nothing but signals. Node 20 has no `currentTarget` once a `Request` has listened to the same signal.
  const signal = event.target as AbortSignal;
  for (const action of actionsOf.get(signal) ?? []) action();
}
