import type { KeyClaim, KeyClaimResponse, KeyQuery, KeyQueryResponse, UserDevices, UserId } from '../types.js';

/**
 * The homeserver's own key store, as the key proxy needs it.
 *
 * What a method rejects with goes to whoever called the proxy.
 */
export interface LocalKeys {
  /** What the homeserver knows of these users; for users of other servers it may ask those. */
  queryKeys(query: KeyQuery): Promise<KeyQueryResponse>;
  /** Takes one-time keys out of the store, at most as many of an algorithm as it is listed, and never a fallback key. */
  claimKeys(claim: KeyClaim): Promise<KeyClaimResponse>;
  /** The fallback keys it holds, one for each algorithm; with `markAsUsed` they count as used from now on. */
  fallbackKeys(claim: KeyClaim, options: { readonly markAsUsed: boolean }): Promise<KeyClaimResponse>;
  /** The user's devices and public cross-signing keys as the homeserver has them, for another server (M9). */
  userDevices(userId: UserId): Promise<UserDevices>;
}
