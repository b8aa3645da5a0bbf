import {
  appserviceClientOptionNames,
  appserviceClientOptionsIn,
  type AppserviceClientOptions,
} from '../client/options.js';
import type { MatrixAppserviceError } from '../errors.js';
import type { Finding } from '../findings.js';
import type { Ed25519 } from '../federation/ed25519.js';
import { requireOptionNames, type OptionNames } from '../option-names.js';
import type { AppserviceRegistration } from '../types.js';
import type { LocalKeys } from './local-keys.js';

/**
 * Options of {@link createKeyProxy}: the store, the registrations, and the way to call appservices.
 *
 * @typeParam Context The host's data about a request, for its own store. Default: none.
 */
export interface KeyProxyOptions<Context = undefined> extends AppserviceClientOptions {
  /** Homeserver's own name: only its users belong to appservices. */
  readonly serverName: string;
  /** Registrations as `readRegistration` returns them; `setRegistrations` replaces them later. */
  readonly registrations: readonly AppserviceRegistration[];
  /** Store of the homeserver's own keys. */
  readonly local: LocalKeys<Context>;
  /**
   * Lets the proxy write into the answers of `local.queryKeys`, whose maps are otherwise copied. Default: false.
   *
   * Set it only if each answer is made for a single query, such as one that was just parsed. Leave it off if the store
   * keeps a part of the answer, gives the same answer to two queries, freezes it, or uses one map in two places of it.
   */
  readonly ownsLocalAnswers?: boolean | undefined;
  /**
   * Maximum number of parallel requests to one appservice, at least 1. Ten times as many wait; further ones get no
   * information at once ({@link QueueFullError}). Default: 50.
   */
  readonly maxConcurrent?: number | undefined;
  /**
   * Time for which the answer to a key query serves the same query again, in milliseconds, capped at 1,000 (G4). With 0
   * no answer is cached. Queries in flight are always shared; claims never are. Default: 0.
   */
  readonly reuseMs?: number | undefined;
  /**
   * Deadline of all calls of appservices for one request, including the time in the queue, in milliseconds. Capped at
   * about 25 days. Default: 10,000.
   */
  readonly timeoutMs?: number | undefined;
  /**
   * Requires each device of an appservice's answer to be signed by itself or by its impersonator (M7a). Default: false.
   *
   * Other devices are dropped and reported (M8). The homeserver's own devices are not checked. A signature costs some
   * tenths of a millisecond, unless the same device was checked recently.
   */
  readonly verifyDevices?: boolean | undefined;
  /** Operations for `verifyDevices`. Default: the runtime's WebCrypto; if that has none, no device passes. */
  readonly ed25519?: Ed25519 | undefined;
  /** Receives each call that gave no information. Its own errors are ignored. */
  readonly onFailure?: ((failure: KeyProxyFailure) => unknown) | undefined;
  /** Receives the findings about answers and registrations. Its own errors are ignored. */
  readonly onFinding?: ((finding: Finding, context: FindingContext) => unknown) | undefined;
}

const optionNames: OptionNames<KeyProxyOptions> = {
  ...appserviceClientOptionNames,
  serverName: true,
  registrations: true,
  local: true,
  ownsLocalAnswers: true,
  maxConcurrent: true,
  reuseMs: true,
  verifyDevices: true,
  ed25519: true,
  onFailure: true,
  onFinding: true,
};

/**
 * Returns the options of a key proxy that go to its clients. They pause by default (N6).
 *
 * @throws {TypeError} for an option of an unknown name.
 */
export function clientOptionsOf<Context>(options: KeyProxyOptions<Context>): AppserviceClientOptions {
  requireOptionNames('createKeyProxy', options, optionNames);
  return { ...appserviceClientOptionsIn(options), pauseAfterFailures: options.pauseAfterFailures ?? true };
}

/** A request to an appservice: a key query (MSC3984) or a key claim (MSC3983). */
export type KeyOperation = 'queryKeys' | 'claimKeys';

/** A call of an appservice that gave no information. */
export interface KeyProxyFailure {
  /** `id` of the appservice's registration. */
  readonly registrationId: string;
  /** Operation that failed. */
  readonly operation: KeyOperation;
  /** Error of the call; a `switch` on its `name` narrows it. It holds no token (S5). */
  readonly error: MatrixAppserviceError;
  /** Time from the call to the failure, in whole milliseconds. */
  readonly durationMs: number;
}

/** The origin of a finding. */
export interface FindingContext {
  /** `id` of the appservice's registration. */
  readonly registrationId: string;
  /** Operation that was answered; `undefined` if the registration itself is at fault (G3). */
  readonly operation: KeyOperation | undefined;
  /** Time from the call to the finding, in whole milliseconds; `undefined` if there was no single call. */
  readonly durationMs: number | undefined;
}

/** Options of every request to a key proxy. */
export interface KeyRequestOptions {
  /** Ends the wait for appservices: missing answers count as no information. `local` gets the signal, too. */
  readonly signal?: AbortSignal | undefined;
}

/** The host's data for its own store; may be left out if it may be `undefined`. */
export type GivenContext<Context> = undefined extends Context
  ? { readonly context?: Context | undefined }
  : { readonly context: Context };

/** Options of `queryKeys` and `userDevices`. */
export type QueryKeysOptions<Context = undefined> = KeyRequestOptions & GivenContext<Context>;

/** Options of `claimKeys`. */
export type ClaimKeysOptions<Context = undefined> = QueryKeysOptions<Context> & {
  /** Adds a fallback key for each algorithm, even if there are enough one-time keys (C5). Default: false. */
  readonly includeFallback?: boolean | undefined;
};

/** The last argument of a request, which may be left out if every option may. */
export type OptionsArgument<Options> =
  Partial<Options> extends Options ? [options?: Options | undefined] : [options: Options];
