import type { PathMemory } from '../paths/path-memory.js';
import { type Fetch, runtimeFetch } from './fetch.js';
import { mostLevels } from '../http/decode-json.js';
import { numberOption } from '../number-options.js';
import type { SignRequest } from '../federation/request-signer.js';

/** The options that all clients have. */
interface CommonClientOptions {
  /** Sends a request. It should end with the request's signal. Default: the runtime's `fetch`. */
  readonly fetch?: Fetch | undefined;
  /**
   * The deadline of a whole call in milliseconds, with all that is done for it, up to the end of the body (N8). More than about 25
   * days count as that. Default: 10,000.
   */
  readonly timeoutMs?: number | undefined;
  /** The most that the body of any answer may have, in bytes. Default: 10 MiB. */
  readonly maxBodyBytes?: number | undefined;
  /** The most that an answer may have, by what was asked (S2, S9). */
  readonly limits?: AnswerLimitOptions | undefined;
}

/**
 * The most that an answer may have, by what was asked (S2, S9). One that has more is refused, and is a failure (N6).
 *
 * An entry is a device, a cross-signing key or a one-time key. While a body is read, its size is limited by the question:
 * `baseBytes`, `userBytes` for each user, and `entryBytes` for each device that is listed and each one-time key that is claimed. Then
 * by the entries that have come and were asked for: `unaskedBytes`, and `entryBytes` for each of them.
 */
export interface AnswerLimitOptions {
  /** Levels of nesting, at the most 1,024. Default: 512. */
  readonly depth?: number | undefined;
  /** Entries in any answer. Default: 100,000. */
  readonly entries?: number | undefined;
  /** Bytes of a body, whatever was asked. Default: 4 MiB. */
  readonly baseBytes?: number | undefined;
  /** Bytes more for each user that was asked for. Default: 64 KiB. */
  readonly userBytes?: number | undefined;
  /** Bytes more for each entry. Default: 4 KiB. */
  readonly entryBytes?: number | undefined;
  /** Bytes that the entries in an answer do not account for. Default: 256 KiB. */
  readonly unaskedBytes?: number | undefined;
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

/** The limits of answers, every one of them decided (S2, S9). */
type AnswerLimits = { readonly [Limit in keyof AnswerLimitOptions]-?: number };

/** What holds for all calls of a client. */
export interface ClientSettings {
  readonly fetch: Fetch;
  readonly timeoutMs: number;
  readonly maxBodyBytes: number;
  readonly limits: AnswerLimits;
}

/**
 * The options that all clients have, with their defaults (N8, S2).
 *
 * @throws {RangeError} for a number that is not allowed (S8).
 */
export function clientSettings({ fetch, timeoutMs, maxBodyBytes, limits }: CommonClientOptions): ClientSettings {
  return {
    fetch: fetch ?? runtimeFetch,
    timeoutMs: numberOption('timeoutMs', timeoutMs, 10_000),
    maxBodyBytes: numberOption('maxBodyBytes', maxBodyBytes, 10 * 2 ** 20, { whole: true }),
    limits: {
      depth: numberOption('limits.depth', limits?.depth, 512, { whole: true, most: mostLevels }),
      entries: numberOption('limits.entries', limits?.entries, 100_000, { whole: true }),
      baseBytes: numberOption('limits.baseBytes', limits?.baseBytes, 4 * 2 ** 20, { whole: true }),
      userBytes: numberOption('limits.userBytes', limits?.userBytes, 64 * 1024, { whole: true }),
      entryBytes: numberOption('limits.entryBytes', limits?.entryBytes, 4 * 1024, { whole: true }),
      unaskedBytes: numberOption('limits.unaskedBytes', limits?.unaskedBytes, 256 * 1024, { whole: true }),
    },
  };
}

/** How a client calls other homeservers. The deadline covers `resolve` and `sign` as well (N8). */
export interface FederationClientOptions extends CommonClientOptions {
  /** The server name of the homeserver that asks. A header that `sign` makes for another one is not sent. */
  readonly origin: string;
  /**
   * Gives the value of the `Authorization` header, such as what `createRequestSigner` makes. It gets method, target and content
   * exactly as they are sent, and is called once for each request. What it rejects with, the call rejects with.
   */
  readonly sign: SignRequest;
  /**
   * Finds out where a homeserver is: its http or https URL, without user, query and fragment. What it rejects with, the call
   * rejects with.
   *
   * A path is put in front of those of the API, without slashes at its end, and is signed with them: whatever stands there has to
   * pass the path on unchanged. The URL's host is the `Host` header's as well; if the connection has to go to another address or
   * the certificate is for another name, `fetch` has to see to that.
   *
   * @see https://spec.matrix.org/v1.19/server-server-api/#resolving-server-names
   */
  readonly resolve: (serverName: string) => Promise<URL>;
}
