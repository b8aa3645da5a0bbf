import type { PathMemory } from '../paths/path-memory.js';
import type { Fetch } from './fetch.js';

/** The options that all clients have. */
export interface CommonClientOptions {
  /** Sends a request. It should end with the request's signal. Default: the runtime's `fetch`. */
  readonly fetch?: Fetch | undefined;
  /**
   * The deadline of a whole call in milliseconds, with all that is done for it, up to the end of the body (N8). More than about 25
   * days count as that. Default: 10,000.
   */
  readonly timeoutMs?: number | undefined;
  /** The most that the body of an answer may have, in bytes. Default: 10 MiB. */
  readonly maxBodyBytes?: number | undefined;
  /** The most that the value of an answer may have (S2). */
  readonly limits?:
    | {
        /** Levels of nesting, at the most 1,024. Default: 512. */
        readonly depth?: number | undefined;
        /** Devices and keys, of whatever kind. Default: 100,000. */
        readonly entries?: number | undefined;
      }
    | undefined;
}

/** How a client calls an appservice. */
export interface AppserviceClientOptions extends CommonClientOptions {
  /**
   * A clock for the client's own path memory, in milliseconds, such as a test's; times that are given out are its own. Default: a
   * clock that goes on evenly whatever is done to the system's time, whose times are given out as those of the Unix epoch (S8).
   */
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
