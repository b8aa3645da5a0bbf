import type { AppserviceClientOptions } from '../client/options.js';
import type { MatrixAppserviceError } from '../errors.js';
import type { Finding } from '../findings.js';
import type { Ed25519 } from '../federation/ed25519.js';
import type { AppserviceRegistration } from '../types.js';
import type { LocalKeys } from './local-keys.js';

/**
 * The store and the registrations of a key proxy, and the way it calls appservices.
 *
 * @typeParam Context What the host tells its own store about a request. Default: nothing.
 */
export interface KeyProxyOptions<Context = undefined> extends AppserviceClientOptions {
  /** The homeserver's own name: only its users belong to appservices. */
  readonly serverName: string;
  /** The appservices, as `readRegistration` gives them; `setRegistrations` replaces them later. */
  readonly registrations: readonly AppserviceRegistration[];
  /** The homeserver's own keys. */
  readonly local: LocalKeys<Context>;
  /**
   * Whether each answer of `local.queryKeys` is made for this query alone, as one is that was just parsed: then the appservices' keys
   * are written into its maps, which are otherwise copied. Leave it off where the store keeps a part of the answer, gives the same
   * answer to two queries, freezes it, or uses one map in two places of it. Default: false.
   */
  readonly ownsLocalAnswers?: boolean | undefined;
  /**
   * The most requests that one appservice gets at once, at least 1. Ten times as many wait; who comes then has no information at
   * once ({@link QueueFullError}). Default: 50.
   */
  readonly maxConcurrent?: number | undefined;
  /**
   * The time for which the answer to a key query serves others who ask the same, in milliseconds; more than 1,000 counts as that, and
   * with 0 no answer is kept (G4). What is being asked is shared in any case; claims never are. Default: 0.
   */
  readonly reuseMs?: number | undefined;
  /**
   * The deadline of all that appservices are asked for one request, the waiting in line included, in milliseconds. More than about 25
   * days count as that. Default: 10,000.
   */
  readonly timeoutMs?: number | undefined;
  /**
   * Demands that a device of an appservice's answer be signed by itself or by its impersonator (M7a), or else is dropped and reported
   * (M8); the homeserver's own devices are never looked at. A signature costs some tenths of a millisecond, unless the same device was seen lately. Default: false.
   */
  readonly verifyDevices?: boolean | undefined;
  /** The ed25519 operations for `verifyDevices`. Default: the runtime's WebCrypto; where that has none, no device passes. */
  readonly ed25519?: Ed25519 | undefined;
  /** Told of each call that gave no information. What it throws or rejects with is ignored. */
  readonly onFailure?: ((failure: KeyProxyFailure) => unknown) | undefined;
  /** Told of what was wrong with answers and registrations. What it throws or rejects with is ignored. */
  readonly onFinding?: ((finding: Finding, context: FindingContext) => unknown) | undefined;
}

/** What is put to an appservice: a key query (MSC3984) or a key claim (MSC3983). */
export type KeyOperation = 'queryKeys' | 'claimKeys';

/** Why an appservice gave no information. */
export interface KeyProxyFailure {
  /** The `id` of the appservice's registration. */
  readonly registrationId: string;
  /** What was asked of it. */
  readonly operation: KeyOperation;
  /** Why it gave no information: a `switch` on its `name` narrows it. It holds no token (S5). */
  readonly error: MatrixAppserviceError;
  /** From the call to the failure, in whole milliseconds. */
  readonly durationMs: number;
}

/** What a finding is about. */
export interface FindingContext {
  /** The `id` of the appservice's registration. */
  readonly registrationId: string;
  /** The operation whose answer it was; `undefined` where the registration itself is at fault (G3). */
  readonly operation: KeyOperation | undefined;
  /** From the call to the finding, in whole milliseconds; `undefined` where there was no one call. */
  readonly durationMs: number | undefined;
}

/** Options of every request to a key proxy. */
export interface KeyRequestOptions {
  /** Ends the waiting for appservices: what they have not said by then counts as no information. `local` gets it, too. */
  readonly signal?: AbortSignal | undefined;
}

/** The context that the host gives its own store with a request; it may be left out where it may be `undefined`. */
export type GivenContext<Context> = undefined extends Context
  ? { readonly context?: Context | undefined }
  : { readonly context: Context };

/** Options of `queryKeys` and `userDevices`. */
export type QueryKeysOptions<Context = undefined> = KeyRequestOptions & GivenContext<Context>;

/** Options of `claimKeys`. */
export type ClaimKeysOptions<Context = undefined> = QueryKeysOptions<Context> & {
  /** Whether each algorithm also gets a fallback key, one-time keys or not (C5). Default: false. */
  readonly includeFallback?: boolean | undefined;
};

/** The last argument of a request, which may be left out where each option may. */
export type OptionsArgument<Options> =
  Partial<Options> extends Options ? [options?: Options | undefined] : [options: Options];
