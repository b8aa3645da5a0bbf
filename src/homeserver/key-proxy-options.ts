import type { AppserviceClientOptions } from '../client/client-options.js';
import type { Finding } from '../findings.js';
import type { AppserviceRegistration } from '../types.js';
import type { FindingContext, KeyProxyFailure } from './ask-appservice.js';
import type { LocalKeys } from './local-keys.js';

/** What a key proxy works with, and how it calls appservices. */
export interface KeyProxyOptions extends AppserviceClientOptions {
  /** The homeserver's own name: only its users belong to appservices. */
  readonly serverName: string;
  readonly registrations: readonly AppserviceRegistration[];
  readonly local: LocalKeys;
  /** Told of each call that gave no information. What it throws is ignored. */
  readonly onFailure?: ((failure: KeyProxyFailure) => void) | undefined;
  /** Told of what was wrong with answers. What it throws is ignored. */
  readonly onFinding?: ((finding: Finding, context: FindingContext) => void) | undefined;
}

/** Options of `queryKeys`. */
export interface QueryKeysOptions {
  /** Ends the waiting for appservices: what they have not said by then counts as no information. */
  readonly signal?: AbortSignal | undefined;
}

/** Options of `claimKeys`. */
export interface ClaimKeysOptions extends QueryKeysOptions {
  /** Whether a fallback key per algorithm comes beside the one-time keys (C5). Default: false. */
  readonly includeFallback?: boolean | undefined;
}
