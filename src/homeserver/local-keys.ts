import type { FederationViewer, KeyQueryViewer } from '../keys/visible-key-query.js';
import type { KeyClaim, KeyClaimResponse, KeyQuery, KeyQueryResponse, UserDevices, UserId } from '../types.js';

/** The request that a method of {@link LocalKeys} is called for. */
export interface LocalRequest<Context> {
  /** The viewer of the keys; `undefined` for a claim, which does not say who makes it. */
  readonly viewer?: KeyQueryViewer | undefined;
  /** Aborted with the caller's own signal, and when the request has failed: the answer is of no use any more. */
  readonly signal: AbortSignal;
  /** The `context` that the host gave the proxy with the request; `undefined` where it gave none. */
  readonly context: Context;
}

/** The request that {@link LocalKeys} is queried for. */
export interface LocalQuery<Context, Viewer extends KeyQueryViewer = KeyQueryViewer> extends LocalRequest<Context> {
  /** The viewer of the keys. The answer is cut afterwards to what they may see (M7). */
  readonly viewer: Viewer;
}

/** The request that fallback keys are claimed for. */
export interface LocalFallbackClaim<Context> extends LocalRequest<Context> {
  /** Tells whether the keys count as used from now on (C3). */
  readonly markAsUsed: boolean;
}

/**
 * The homeserver's own key store, as the key proxy needs it.
 *
 * Each call is for one request, which its last argument describes: no answer is kept or shared with another request, so it may
 * depend on the context. What a method rejects with goes to whoever called the proxy.
 *
 * @typeParam Context What the host tells its store about a request, such as the token of its sender. Default: nothing.
 */
export interface LocalKeys<Context = undefined> {
  /** What the homeserver knows of these users; for users of other servers it may ask those. */
  queryKeys(query: KeyQuery, request: LocalQuery<Context>): Promise<KeyQueryResponse>;
  /** Takes one-time keys out of the store, at most as many of an algorithm as it is listed, and never a fallback key. */
  claimKeys(claim: KeyClaim, request: LocalRequest<Context>): Promise<KeyClaimResponse>;
  /** The fallback keys it holds, one for each algorithm; with `markAsUsed` they count as used from now on. */
  fallbackKeys(claim: KeyClaim, request: LocalFallbackClaim<Context>): Promise<KeyClaimResponse>;
  /** The user's devices and public cross-signing keys as the homeserver has them, for another server (M9). */
  userDevices(userId: UserId, request: LocalQuery<Context, FederationViewer>): Promise<UserDevices>;
}
