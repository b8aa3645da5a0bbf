import { LateAbort } from '../http/late-abort.js';

/**
 * Tells all that works on a call that it is over. What `AbortController` and `AbortSignal` do, which on Node 20 cost more than the
 * rest of a small call; a signal is made for those alone who ask for one.
 */
export class Cancellation {
  readonly #abort = new LateAbort();
  readonly #actions = new Set<() => void>();
  readonly #kept: object[] = [];

  get cancelled(): boolean {
    return this.#abort.aborted;
  }

  /** Why the call is over; `undefined` while it is not. */
  get reason(): unknown {
    return this.#abort.reason;
  }

  /** Aborted when the call is over, with the same reason. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Only the first reason counts. */
  cancel(reason: unknown): void {
    if (this.cancelled) return;
    this.#abort.abort(reason);
    for (const action of this.#actions) action();
  }

  /** Throws the reason, once there is one. */
  throwIfCancelled(): void {
    if (this.cancelled) throw this.reason;
  }

  /** Keeps an object from being collected as garbage before this is. */
  keep(object: object): void {
    this.#kept.push(object);
  }

  /** Has something done when the call is over, if it is not yet; the function that it returns calls that off. */
  onCancel(action: () => void): () => void {
    this.#actions.add(action);
    return () => {
      this.#actions.delete(action);
    };
  }
}
