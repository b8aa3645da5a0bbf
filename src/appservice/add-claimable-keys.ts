import { PayloadError } from '../errors.js';
import { jsonPointer } from '../findings.js';
import { isUserId } from '../identifiers.js';
import type { OneTimeKey } from '../types.js';
import { checkedKeys, withFingerprints } from './named-keys.js';
import type { StoreParts } from './store.js';

/** Adds keys in a database transaction of the caller's. @throws {PayloadError} if another key has one of their IDs (C8). */
export type KeyAddition = (parts: Pick<StoreParts, 'claims'>) => Promise<void>;

/**
 * Checks keys of a device, and prepares their addition to the ledger: key ID → key, a fallback key marked `fallback: true`. Resolves with
 * `undefined` where there are none.
 *
 * @throws {PayloadError} if the user ID does not begin with `@`, a key is malformed or cannot be signed, or its ID names no algorithm.
 */
export async function prepareKeyAddition(
  userId: string,
  deviceId: string,
  keys: Readonly<Record<string, OneTimeKey>>,
): Promise<KeyAddition | undefined> {
  if (!isUserId(userId)) {
    throw new PayloadError([{ pointer: '', message: `${userId} is not a user ID: it must begin with @` }]);
  }
  const named = checkedKeys(keys);
  if (named.length === 0) return undefined;
  const claimable = await withFingerprints(named);
  return async ({ claims }) => {
    const clashing = await claims.add(userId, deviceId, claimable);
    if (clashing.length === 0) return;
    throw new PayloadError(
      clashing.map(({ keyId }) => ({
        pointer: jsonPointer(keyId),
        message: `this device already has another key under the ID ${keyId}`,
      })),
    );
  };
}
