import type { FederationViewer, KeyQueryViewer } from '../keys/visible-key-query.js';
import type { KeyClaim, KeyClaimResponse, KeyQuery, KeyQueryResponse, UserDevices, UserId } from '../types.js';

/** The request behind a call of {@link LocalKeys}. */
export interface LocalRequest<Context> {
  /** Viewer of the keys; `undefined` for a claim, which does not name its sender. */
  readonly viewer?: KeyQueryViewer | undefined;
  /** Aborted with the caller's own signal, and when the request has failed and no longer needs the answer. */
  readonly signal: AbortSignal;
  /** Host's `context` for the request; `undefined` if it gave none. */
  readonly context: Context;
}

/** The query behind a call of {@link LocalKeys}. */
export interface LocalQuery<Context, Viewer extends KeyQueryViewer = KeyQueryViewer> extends LocalRequest<Context> {
  /** Viewer of the keys. The answer is cut afterwards to what they may see (M7). */
  readonly viewer: Viewer;
}

/** The claim behind a call for fallback keys. */
export interface LocalFallbackClaim<Context> extends LocalRequest<Context> {
  /** Tells whether the keys count as used from now on (C3). */
  readonly markAsUsed: boolean;
}

/**
 * The homeserver's own key store, as the key proxy needs it.
 *
 * Each call serves one request, described by its last argument. Answers are not cached or shared between requests, so
 * they may depend on the context. A rejection goes to the caller of the proxy.
 *
 * @typeParam Context The host's data about a request, such as the token of its sender. Default: none.
 */
export interface LocalKeys<Context = undefined> {
  /** Returns the homeserver's keys of these users; it may ask other servers for theirs. */
  queryKeys(query: KeyQuery, request: LocalQuery<Context>): Promise<KeyQueryResponse>;
  /** Takes one-time keys out of the store: at most one for each mention of an algorithm, and never a fallback key. */
  claimKeys(claim: KeyClaim, request: LocalRequest<Context>): Promise<KeyClaimResponse>;
  /** Returns its fallback keys, one for each algorithm; with `markAsUsed` they count as used from now on. */
  fallbackKeys(claim: KeyClaim, request: LocalFallbackClaim<Context>): Promise<KeyClaimResponse>;
  /** Returns the user's devices and public cross-signing keys as the homeserver has them, for another server (M9). */
  userDevices(userId: UserId, request: LocalQuery<Context, FederationViewer>): Promise<UserDevices>;
}
