import { isJsonObject, own } from '../json-objects.js';

/**
 * Returns the algorithm of a key ID: the part before its first colon, so `signed:x` is not a `signed_curve25519` key
 * (C2). `undefined` where there is no colon.
 *
 * @rule C2
 */
export function algorithmOf(keyId: string): string | undefined {
  const colon = keyId.indexOf(':');
  return colon === -1 ? undefined : keyId.slice(0, colon);
}

/** Tells whether a key says `fallback: true`. Fallback keys count for no algorithm (C2). */
export function isFallbackKey(key: unknown): boolean {
  return isJsonObject(key) && own(key, 'fallback') === true;
}
