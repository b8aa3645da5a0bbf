import { isTurnOver, nextTurn } from '../async/turns.js';
import { setOwn } from '../json-objects.js';
import { isCalled } from '../registration/registration-fields.js';
import { createNamespaces } from '../registration/namespaces.js';
import type { AppserviceRegistration, UserId } from '../types.js';
import type { Observers } from './observers.js';

/** A user map of a request: a key query or a key claim. */
export type UserMap<T> = Record<UserId, T>;

/** The owners of a homeserver's users. */
export interface Owners {
  /** Splits the users of a request by the appservices that own them and may be called (G1, N9). */
  split<T>(request: UserMap<T>): Map<AppserviceRegistration, UserMap<T>>;
  /** Splits a request with possibly many users; other work gets a turn after every thousand (S9). */
  splitInTurns<T>(request: UserMap<T>): Promise<Map<AppserviceRegistration, UserMap<T>>>;
  /** Reports each pair of registrations that was found to claim the same user, once (G3). */
  reportSharedUsers(): void;
}

/**
 * Divides users among appservices. Splitting a request also reports shared users ({@link Owners.reportSharedUsers});
 * none are reported before.
 *
 * @throws {RegistrationError} if two registrations have the same `id` or `as_token`.
 */
export function createOwners(
  registrations: readonly AppserviceRegistration[],
  serverName: string,
  observers: Observers,
): Owners {
  const { ownerOf, findings } = createNamespaces(registrations, serverName);
  let reported = 0;

  /** Findings grow with each lookup. Their pointers begin with the index of the later registration. */
  function reportSharedUsers(): void {
    for (; reported < findings.length; reported++) {
      const finding = findings[reported];
      const registration = registrations[Number(finding?.pointer.split('/')[1])];
      if (finding && registration) {
        observers.reportFindings([finding], {
          registrationId: registration.id,
          operation: undefined,
          durationMs: undefined,
        });
      }
    }
  }

  function put<T>(parts: Map<AppserviceRegistration, UserMap<T>>, userId: string, wanted: T): void {
    const owner = ownerOf(userId);
    if (owner === undefined || !isCalled(owner.url)) return;
    const part = parts.get(owner) ?? {};
    setOwn(part, userId, wanted);
    parts.set(owner, part);
  }

  return {
    reportSharedUsers,
    split<T>(request: UserMap<T>) {
      const parts = new Map<AppserviceRegistration, UserMap<T>>();
      for (const [userId, wanted] of Object.entries<T>(request)) put(parts, userId, wanted);
      reportSharedUsers();
      return parts;
    },
    async splitInTurns<T>(request: UserMap<T>) {
      const parts = new Map<AppserviceRegistration, UserMap<T>>();
      for (const [index, [userId, wanted]] of Object.entries<T>(request).entries()) {
        if (isTurnOver(index)) await nextTurn();
        put(parts, userId, wanted);
      }
      reportSharedUsers();
      return parts;
    },
  };
}
