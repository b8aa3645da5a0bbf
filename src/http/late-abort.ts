/**
 * Aborts a signal that is made when it is looked at. On Node 20 making one costs as much as parsing a small body, and most
 * handlers need none.
 */
export class LateAbort {
  #controller: AbortController | undefined;
  #aborted: { readonly reason: unknown } | undefined;

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#aborted) this.#controller.abort(this.#aborted.reason);
    }
    return this.#controller.signal;
  }

  get aborted(): boolean {
    return this.#aborted !== undefined;
  }

  /** `undefined` before it is aborted. */
  get reason(): unknown {
    return this.#aborted?.reason;
  }

  /** Only the first reason counts. */
  abort(reason: unknown): void {
    this.#aborted ??= { reason };
    this.#controller?.abort(reason);
  }
}
