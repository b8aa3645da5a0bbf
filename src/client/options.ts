import type { PathMemory } from '../paths/path-memory.js';
import { type Fetch, runtimeFetch } from './fetch.js';
import { mostLevels } from '../http/decode-json.js';
import { numberOption } from '../number-options.js';
import { requireOptionNames, type OptionNames } from '../option-names.js';
import type { SignRequest } from '../federation/request-signer.js';

/** The options of all clients. */
interface CommonClientOptions {
  /** Sends a request; should end with the request's signal. Default: the runtime's `fetch`. */
  readonly fetch?: Fetch | undefined;
  /**
   * Deadline of a whole call in milliseconds, up to the end of the body (N8). Capped at about 25 days. Default: 10,000.
   */
  readonly timeoutMs?: number | undefined;
  /** Maximum body size of any answer, in bytes. Default: 10 MiB. */
  readonly maxBodyBytes?: number | undefined;
  /** Limits of an answer, by the size of its request (S2, S9). */
  readonly limits?: AnswerLimitOptions | undefined;
}

/**
 * The limits of an answer, by the size of its request (S2, S9). An answer that exceeds them is refused, and is a
 * failure (N6).
 *
 * An entry is a device, a cross-signing key or a one-time key. While a body is read, the request limits its size:
 * `baseBytes`, `userBytes` for each user, and `entryBytes` for each listed device and each claimed one-time key. Once
 * it is read, its requested entries do: `unaskedBytes`, and `entryBytes` for each of them.
 */
export interface AnswerLimitOptions {
  /** Levels of nesting, at most 1,024. Default: 512. */
  readonly depth?: number | undefined;
  /** Entries in any answer. Default: 100,000. */
  readonly entries?: number | undefined;
  /** Bytes of a body, for any request. Default: 4 MiB. */
  readonly baseBytes?: number | undefined;
  /** Extra bytes for each requested user. Default: 64 KiB. */
  readonly userBytes?: number | undefined;
  /** Extra bytes for each entry. Default: 4 KiB. */
  readonly entryBytes?: number | undefined;
  /** Bytes not accounted for by requested entries. Default: 256 KiB. */
  readonly unaskedBytes?: number | undefined;
}

/** Options of {@link createAppserviceClient}. */
export interface AppserviceClientOptions extends CommonClientOptions {
  /**
   * Clock of the client's own path memory in milliseconds, for tests. Times in errors are then this clock's own.
   *
   * Default: a monotonic clock, unaffected by changes to the system's time; its times are given out as milliseconds
   * since the Unix epoch (S8).
   */
  readonly now?: (() => number) | undefined;
  /** Random number from 0 up to, not including, 1, for the client's own path memory. Default: `Math.random`. */
  readonly random?: (() => number) | undefined;
  /** Path to ask first while none is known to work (N1). Default: the order of the documents. */
  readonly prefer?: 'stable' | 'unstable' | undefined;
  /**
   * Pauses after errors, timeouts and broken connections (N6): for 2ⁿ seconds after n of them in a row, at most 8
   * minutes. Default: false; the key proxy's is true.
   */
  readonly pauseAfterFailures?: boolean | undefined;
  /** Memory of the appservice's earlier answers (N4, N5), which clients may share. Default: one of its own. */
  readonly paths?: PathMemory | undefined;
}

/** Options of every call. */
export interface CallOptions {
  /** Cancels the call, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Options of `sendTransaction`. */
export interface SendTransactionOptions extends CallOptions {
  /** Names under which fields are sent. Default: `both` (T10). */
  readonly names?: 'stable' | 'unstable' | 'both' | undefined;
}

const commonNames: OptionNames<CommonClientOptions> = {
  fetch: true,
  timeoutMs: true,
  maxBodyBytes: true,
  limits: true,
};

const limitNames: OptionNames<AnswerLimitOptions> = {
  depth: true,
  entries: true,
  baseBytes: true,
  userBytes: true,
  entryBytes: true,
  unaskedBytes: true,
};

/** The names of the options of {@link createAppserviceClient}. */
export const appserviceClientOptionNames: OptionNames<AppserviceClientOptions> = {
  ...commonNames,
  now: true,
  random: true,
  prefer: true,
  pauseAfterFailures: true,
  paths: true,
};

/** Returns the options of {@link createAppserviceClient} among others. */
export function appserviceClientOptionsIn(options: AppserviceClientOptions): AppserviceClientOptions {
  return Object.fromEntries(
    Object.entries(options).filter(([name]) => Object.hasOwn(appserviceClientOptionNames, name)),
  );
}

/** The limits of answers, with all defaults filled in (S2, S9). */
type AnswerLimits = { readonly [Limit in keyof AnswerLimitOptions]-?: number };

/** The settings for all calls of a client. */
export interface ClientSettings {
  readonly fetch: Fetch;
  readonly timeoutMs: number;
  readonly maxBodyBytes: number;
  readonly limits: AnswerLimits;
}

/**
 * Fills in the defaults of the options that all clients have (N8, S2).
 *
 * @throws {RangeError} for a number that is not allowed (S8).
 * @throws {TypeError} for a limit of an unknown name.
 */
export function clientSettings({ fetch, timeoutMs, maxBodyBytes, limits }: CommonClientOptions): ClientSettings {
  if (limits) requireOptionNames('limits', limits, limitNames);
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

/** Options of {@link createFederationClient}. The deadline covers `resolve` and `sign` as well (N8). */
export interface FederationClientOptions extends CommonClientOptions {
  /** Server name of the calling homeserver. A header that `sign` makes for another one is not sent. */
  readonly origin: string;
  /**
   * Makes the `Authorization` header, like the result of `createRequestSigner`. It gets method, target and content
   * exactly as they are sent, once for each request. The call rejects with its rejections.
   */
  readonly sign: SignRequest;
  /**
   * Finds the address of a homeserver: its http or https URL, without user, query and fragment. The call rejects with
   * its rejections.
   *
   * A path goes in front of those of the API, without slashes at its end, and is signed with them: a proxy there must
   * pass the path on unchanged. The URL's host is also the `Host` header's. If the connection must go to another
   * address, or the certificate is for another name, use a custom `fetch`.
   *
   * @see https://spec.matrix.org/v1.19/server-server-api/#resolving-server-names
   */
  readonly resolve: (serverName: string) => Promise<URL>;
}

/** The names of the options of {@link createFederationClient}. */
export const federationClientOptionNames: OptionNames<FederationClientOptions> = {
  ...commonNames,
  origin: true,
  sign: true,
  resolve: true,
};
