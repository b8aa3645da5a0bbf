import { onAbort } from './abort-actions.js';

/** A lightweight `AbortController`; its signal is created on first access. Tells all who work on a call that it is over. */
export class Cancellation {
  #cancelled: { readonly reason: unknown } | undefined;
  #controller: AbortController | undefined;
  #actions: Set<() => void> | undefined;
  #kept: object[] | undefined;

  get cancelled(): boolean {
    return this.#cancelled !== undefined;
  }

  /** The reason why the call is over; `undefined` while it is not. */
  get reason(): unknown {
    return this.#cancelled?.reason;
  }

  /** A signal that is aborted when the call is over, with the same reason. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#cancelled) this.#controller.abort(this.#cancelled.reason);
    }
    return this.#controller.signal;
  }

  /** Ends the call. Only the first reason counts. */
  cancel(reason: unknown): void {
    if (this.#cancelled) return;
    this.#cancelled = { reason };
    this.#controller?.abort(reason);
    for (const action of this.#actions ?? []) action();
  }

  /** Ends the call when a signal is aborted, with its reason; the function that it returns calls that off. */
  follow(signal: AbortSignal): () => void {
    if (signal.aborted) this.cancel(signal.reason);
    return onAbort(signal, () => {
      this.cancel(signal.reason);
    });
  }

  /** Throws the reason, once there is one. */
  throwIfCancelled(): void {
    if (this.#cancelled) throw this.#cancelled.reason;
  }

  /** Keeps an object from being collected as garbage before this is. */
  keep(object: object): void {
    (this.#kept ??= []).push(object);
  }

  /** Runs an action when the call is over, if it is not yet; the function that it returns calls that off. */
  onCancel(action: () => void): () => void {
    const actions = (this.#actions ??= new Set());
    actions.add(action);
    return () => {
      actions.delete(action);
    };
  }
}

/**
 * Does work that may take no notice of a cancellation: ends as the work does, or with the reason as soon as there is one. Where
 * there is one already, the work is not begun.
 *
 * @param discard Lets go of a result that comes too late.
 */
export function untilCancelled<T>(
  cancellation: Cancellation,
  work: () => Promise<T>,
  discard: (result: T) => void = () => undefined,
): Promise<T> {
  return new Promise((resolve, reject) => {
    cancellation.throwIfCancelled();
    const callOff = cancellation.onCancel(() => {
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- a caller's reason may be anything
      reject(cancellation.reason);
    });
    work()
      .then((result) => {
        if (cancellation.cancelled) discard(result);
        else resolve(result);
      }, reject)
      .finally(callOff);
  });
}
