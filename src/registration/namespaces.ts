import { RegistrationError } from '../errors.js';
import { type Finding, jsonPointer } from '../findings.js';
import { serverNameOf } from '../identifiers.js';
import type { AppserviceRegistration } from '../types.js';
import { compileNamespace, type NamespacePattern } from './namespace-pattern.js';

/** Which user belongs to which appservice. */
export interface ExclusiveNamespaces {
  /**
   * The registration that owns a user: the one whose sender it is, or one of whose exclusive user namespaces matches it (G1).
   *
   * `undefined` for users of other servers, for users of nobody, and for what is not a user ID. Where two registrations claim the
   * user, the first in the list owns it (G3).
   */
  readonly ownerOf: (userId: string) => AppserviceRegistration | undefined;
  /**
   * Pairs of registrations that claim the same user exclusively (G3), each pair once. The list grows when `ownerOf` comes upon
   * another pair; the senders are checked when the namespaces are made. Pointers are into the list of registrations.
   */
  readonly findings: Finding[];
}

/**
 * Divides the users of a homeserver among its appservices (G1–G3).
 *
 * All expressions are compiled here, once. The registrations are neither copied nor changed, and a later change to one of them
 * is not seen.
 *
 * @param serverName the homeserver's own; users of no other have an owner.
 * @throws {RegistrationError} where two registrations have the same `id` or `as_token`, or an expression does not compile.
 */
export function createNamespaces(
  registrations: readonly AppserviceRegistration[],
  serverName: string,
): ExclusiveNamespaces {
  refuseDuplicates(registrations, 'id', (registration) => registration.id);
  refuseDuplicates(registrations, 'as_token', (registration) => registration.as_token);

  const claims = registrations.map((registration, index) => claimOf(registration, index, serverName));
  const findings: Finding[] = [];
  const reported = new Set<string>();

  function ownerOf(userId: string): AppserviceRegistration | undefined {
    if (userId.length > longestUserId || serverNameOf(userId) !== serverName) return undefined;
    let owner: Claim | undefined;
    // Whoever comes after the owner is asked as well, since only that shows that two claim the user.
    for (const claim of claims) {
      const place = placeOf(userId, claim);
      if (place === undefined) continue;
      if (owner === undefined) owner = claim;
      else reportOnce(owner, claim, place, userId);
    }
    return owner?.registration;
  }

  function reportOnce(owner: Claim, other: Claim, place: string, userId: string): void {
    const pair = `${owner.index} ${other.index}`;
    if (reported.has(pair)) return;
    reported.add(pair);
    findings.push(sharedUser(owner.registration.id, other.registration.id, place, userId));
  }

  for (const { sender } of claims) ownerOf(sender);
  return { ownerOf, findings };
}

/** In bytes, and so in characters at the most. Expressions are not run on what is longer: it is nobody's ID. */
const longestUserId = 255;

/** What one registration claims. */
interface Claim {
  readonly registration: AppserviceRegistration;
  readonly index: number;
  readonly sender: string;
  readonly namespaces: readonly { readonly place: string; readonly pattern: NamespacePattern }[];
}

function claimOf(registration: AppserviceRegistration, index: number, serverName: string): Claim {
  const sender = `@${registration.sender_localpart}:${serverName}`;
  const namespaces = (registration.namespaces.users ?? []).flatMap(({ exclusive, regex }, i) => {
    const pattern = compileNamespace(regex, `namespaces.users[${i}].regex`);
    return exclusive ? [{ pattern, place: jsonPointer(index, 'namespaces', 'users', i) }] : [];
  });
  return { registration, index, sender, namespaces };
}

/** JSON pointer to what claims the user; `undefined` when nothing does. */
function placeOf(userId: string, { sender, index, namespaces }: Claim): string | undefined {
  if (userId === sender) return jsonPointer(index, 'sender_localpart');
  return namespaces.find(({ pattern }) => pattern.matches(userId))?.place;
}

function sharedUser(owner: string, other: string, pointer: string, userId: string): Finding {
  const message = `${other} claims ${userId} exclusively, and so does ${owner}, which stands first and owns it`;
  return { code: 'shared-exclusive-user', severity: 'warning', pointer, message };
}

function refuseDuplicates(
  registrations: readonly AppserviceRegistration[],
  field: string,
  valueOf: (registration: AppserviceRegistration) => string,
): void {
  const seen = new Map<string, AppserviceRegistration>();
  for (const registration of registrations) {
    const first = seen.get(valueOf(registration));
    // The value itself may be a token, and is never shown.
    if (first !== undefined) throw new RegistrationError(field, duplicate(first.id, registration.id));
    seen.set(valueOf(registration), registration);
  }
}

function duplicate(first: string, second: string): string {
  return first === second ? `two registrations are called ${first}` : `${first} and ${second} have the same`;
}
