import { jsonPointer, type Finding } from '../findings.js';
import { hideNothing, type HideSecrets } from '../hide-secrets.js';
import { isJsonObject, own, type JsonObject } from '../json-objects.js';
import type { KeyQueryResponse, UserId } from '../types.js';

/**
 * Reports the self-signing and user-signing keys of these users that the master key beside them has not signed (M8).
 *
 * Clients do not trust them. It happens when a homeserver and an appservice each hold a part of a user's keys. Only the
 * presence of the signature is checked here. A user without a master key is not reported.
 *
 * @param hide Removes secrets from pointers. Default: none are known.
 * @rule M8
 */
export function unsignedCrossSigningKeys(
  response: KeyQueryResponse,
  userIds: readonly UserId[],
  hide: HideSecrets = hideNothing,
): Finding[] {
  return userIds.flatMap((userId) => {
    const masterKey: unknown = own(response.master_keys, userId);
    if (!isJsonObject(masterKey) || !isJsonObject(masterKey['keys'])) return [];
    const masterKeyIds = Object.keys(masterKey['keys']);
    return (['self_signing_keys', 'user_signing_keys'] as const).flatMap((map): Finding[] => {
      const key: unknown = own(response[map], userId);
      if (!isJsonObject(key) || isSignedBy(key, masterKeyIds, userId)) return [];
      const message = "the user's master key has not signed this key, so clients will not trust it";
      const pointer = hide(jsonPointer(map, userId));
      return [{ code: 'unsigned-cross-signing-key', severity: 'warning', pointer, message }];
    });
  });
}

function isSignedBy({ signatures }: JsonObject, masterKeyIds: readonly string[], userId: UserId): boolean {
  const byUser = isJsonObject(signatures) ? own(signatures, userId) : undefined;
  return isJsonObject(byUser) && masterKeyIds.some((keyId) => Object.hasOwn(byUser, keyId));
}
