import { isUserId } from '../identifiers.js';
import { setOwn } from '../json-objects.js';
import type { ExclusiveNamespaces } from '../registration/namespaces.js';
import type { AppserviceRegistration, UserId } from '../types.js';

/** A user map of a request: a key query or a key claim. */
export type UserMap<T> = Record<UserId, T>;

/** The users of a request that belong to appservices which may be called, by appservice (G1, N9). */
export function splitByOwner<T>(
  request: UserMap<T>,
  namespaces: ExclusiveNamespaces,
): Map<AppserviceRegistration, UserMap<T>> {
  const parts = new Map<AppserviceRegistration, UserMap<T>>();
  for (const [userId, wanted] of Object.entries(request) as [UserId, T][]) {
    const owner = namespaces.ownerOf(userId);
    if (owner === undefined || owner.url === null) continue;
    const part = parts.get(owner) ?? {};
    setOwn(part, userId, wanted);
    parts.set(owner, part);
  }
  return parts;
}

/** The request without names that are no user IDs: they are tolerated, and never asked (W5). */
export function usersOnly<T>(request: UserMap<T>): UserMap<T> {
  return Object.fromEntries(Object.entries(request).filter(([name]) => isUserId(name)));
}
