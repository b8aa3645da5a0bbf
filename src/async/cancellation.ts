import { onAbort } from './abort-actions.js';

/** A lightweight `AbortController`; its signal is created on first access. */
export class Cancellation {
  #cancelled: { readonly reason: unknown } | undefined;
  #controller: AbortController | undefined;
  #actions: Set<() => void> | undefined;
  #kept: object[] | undefined;

  get cancelled(): boolean {
    return this.#cancelled !== undefined;
  }

  /** Reason why the call ended; `undefined` while it lasts. */
  get reason(): unknown {
    return this.#cancelled?.reason;
  }

  /** A signal that is aborted with the same reason when the call ends. */
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

  /** Ends the call when another ends or a signal is aborted, with its reason; the returned function cancels that. */
  follow(other: AbortSignal | Cancellation): () => void {
    const end = (): void => {
      this.cancel(other.reason);
    };
    const isCall = other instanceof Cancellation;
    if (isCall ? other.cancelled : other.aborted) end();
    return isCall ? other.onCancel(end) : onAbort(other, end);
  }

  /** Throws the reason, if there is one. */
  throwIfCancelled(): void {
    if (this.#cancelled) throw this.#cancelled.reason;
  }

  /** Keeps an object from being garbage-collected before this one. */
  keep(object: object): void {
    (this.#kept ??= []).push(object);
  }

  /** Runs an action when the call ends, if it has not ended yet; the returned function cancels that. */
  onCancel(action: () => void): () => void {
    const actions = (this.#actions ??= new Set());
    actions.add(action);
    return () => {
      actions.delete(action);
    };
  }
}

/**
 * Does work that may ignore a cancellation: settles as the work does, or rejects with the reason as soon as there is
 * one. The work is not begun if there is one already.
 *
 * @param discard Releases a result that comes too late.
 */
export function untilCancelled<T>(
  cancellation: Cancellation,
  work: () => Promise<T>,
  discard: (result: T) => void = () => undefined,
): Promise<T> {
  return new Promise((resolve, reject) => {
    cancellation.throwIfCancelled();
    const callOff = cancellation.onCancel(() => {
      // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- a caller's reason may be anything
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
