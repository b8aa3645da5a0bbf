import type { HideSecrets } from '../hide-secrets.js';
import { serverNameOf } from '../identifiers.js';
import { createNamespaces } from '../registration/namespaces.js';
import type { AppserviceRegistration } from '../types.js';
import type { PlacedFinding } from './finding-lines.js';

/** Users whom the registration does not claim exclusively, and for whom no homeserver would ask the appservice (G1). */
export function foreignUsers(
  registration: AppserviceRegistration,
  users: readonly string[],
  hide: HideSecrets,
): PlacedFinding[] {
  return [...new Set(users)].flatMap((user): PlacedFinding[] => {
    // The registration does not say which server it is for: here it is for the user's own.
    const serverName = serverNameOf(user);
    const owner = serverName === undefined ? undefined : createNamespaces([registration], serverName).ownerOf(user);
    if (owner !== undefined) return [];
    const message = `${hide(user)} is in no exclusive namespace of the registration: a homeserver would not ask for this user`;
    return [{ code: 'user-not-exclusive', severity: 'warning', pointer: '', message }];
  });
}
