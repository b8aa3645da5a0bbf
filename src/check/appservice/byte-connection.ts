/** A connection that carries bytes, such as a socket. */
export interface ByteConnection {
  /** Sends bytes. Rejects once the other side has closed. */
  readonly write: (bytes: Uint8Array) => Promise<void>;
  /** The bytes that arrive. It ends, or throws, when the other side closes. */
  readonly received: AsyncIterable<Uint8Array>;
  /** Closes both directions at once. */
  readonly close: () => void;
}

/**
 * Opens a connection to the server of a URL: `http:`, `https:` or `unix:`. Rejects with an error whose `code` is the
 * runtime's, such as `ECONNREFUSED`. When the signal is aborted it gives up, and closes an open connection.
 */
export type Connect = (url: string, signal: AbortSignal) => Promise<ByteConnection>;

/** Waits. Once the signal is aborted it rejects, or resolves. */
export type Delay = (timeMs: number, signal?: AbortSignal) => Promise<void>;
