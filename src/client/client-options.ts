import type { PathMemory } from '../paths/path-memory.js';
import type { Fetch } from './fetch.js';

/** The options that all clients have. */
export interface CommonClientOptions {
  /** Sends a request. It should end with the request's signal. Default: the runtime's `fetch`. */
  readonly fetch?: Fetch | undefined;
  /** For a whole call in milliseconds, with all that is done for it, up to the end of the body (N8). Default: 10,000. */
  readonly timeoutMs?: number | undefined;
  /** For the body of an answer, in bytes. Default: 10 MiB. */
  readonly maxBodyBytes?: number | undefined;
  /** How large the value of an answer may be (S2). */
  readonly limits?:
    | {
        /** Levels of nesting. Default: 512. */
        readonly depth?: number | undefined;
        /** How many devices and keys, of whatever kind. Default: 100,000. */
        readonly entries?: number | undefined;
      }
    | undefined;
}

/** How a client calls an appservice. */
export interface AppserviceClientOptions extends CommonClientOptions {
  /** The time in milliseconds since the Unix epoch, for the client's own path memory. Default: `Date.now`. */
  readonly now?: (() => number) | undefined;
  /** A number from 0 up to, not including, 1, for the client's own path memory. Default: `Math.random`. */
  readonly random?: (() => number) | undefined;
  /** Which path is asked first while none is known to work (N1). Default: the order of the documents. */
  readonly prefer?: 'stable' | 'unstable' | undefined;
  /**
   * Whether the client leaves the appservice alone for a while after errors, timeouts and broken connections (N6): 2ⁿ seconds
   * after n of them in a row, at the most 8 minutes. Default: false; the key proxy's is true.
   */
  readonly pauseAfterFailures?: boolean | undefined;
  /** What the appservice answered before (N4, N5). Clients may share one. Default: one of its own. */
  readonly paths?: PathMemory | undefined;
}

/** Options of every call. */
export interface CallOptions {
  /** Ends the call, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Options of `sendTransaction`. */
export interface SendTransactionOptions extends CallOptions {
  /** The names under which fields are sent. Default: `both` (T10). */
  readonly names?: 'stable' | 'unstable' | 'both' | undefined;
}
