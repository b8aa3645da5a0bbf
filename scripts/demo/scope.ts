/** A list of resources to close in the end. */
export interface Scope {
  /** Registers how to close something. */
  defer(close: () => unknown): void;
  /** Closes everything, last opened first. */
  close(): Promise<void>;
}

export function createScope(): Scope {
  const deferred: (() => unknown)[] = [];
  return {
    defer(close) {
      deferred.push(close);
    },
    async close() {
      for (let close = deferred.pop(); close; close = deferred.pop()) await close();
    },
  };
}
