import { isJsonObject, own } from '../json-objects.js';

/**
 * The algorithm of a key ID: what stands before its first colon, so `signed:x` is not of `signed_curve25519` (C2).
 * `undefined` where there is no colon.
 *
 * @rule C2
 */
export function algorithmOf(keyId: string): string | undefined {
  const colon = keyId.indexOf(':');
  return colon === -1 ? undefined : keyId.slice(0, colon);
}

/** Whether a key is a fallback key: it says `fallback: true`. Fallback keys count for no algorithm (C2). */
export function isFallbackKey(key: unknown): boolean {
  return isJsonObject(key) && own(key, 'fallback') === true;
}
