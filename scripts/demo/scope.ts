/** What has been opened and must be closed in the end. */
export interface Scope {
  /** Remembers how to close something. */
  defer(close: () => unknown): void;
  /** Closes everything, what was opened last first. */
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
