import { RegistrationError } from '../errors.js';
import { type Finding, jsonPointer } from '../findings.js';
import { createSecretHider, type HideSecrets } from '../hide-secrets.js';
import { serverNameOf } from '../identifiers.js';
import type { AppserviceRegistration } from '../types.js';
import { literalPrefix, PrefixIndex } from './literal-prefix.js';
import { createNamespaceCompiler } from './namespace-pattern.js';
import { RecentResults } from '../recent-results.js';
import { registrationOfSchema } from './registration-of-schema.js';

/** A lookup from users to the appservices that own them. */
export interface ExclusiveNamespaces {
  /**
   * Returns the registration that owns a user: its sender is the user, or one of its exclusive user namespaces matches
   * (G1).
   *
   * `undefined` for users of other servers, for users without an owner, and for anything but a user ID. Where two
   * registrations claim the user, the first in the list owns it (G3).
   */
  readonly ownerOf: (userId: string) => AppserviceRegistration | undefined;
  /**
   * Pairs of registrations that claim the same user exclusively (G3), each pair once.
   *
   * The list grows when `ownerOf` finds another pair; the senders are checked at the start. Pointers are into the list
   * of registrations.
   */
  readonly findings: Finding[];
}

/**
 * Divides the users of a homeserver among its appservices (G1–G3).
 *
 * All expressions are compiled once, here. The registrations are not changed, and later changes to them have no effect.
 * `ownerOf` returns the objects that were passed in.
 *
 * @example
 * ```ts
 * const users = [{ exclusive: true, regex: '@irc_.*' }];
 * const irc = { id: 'irc', url: null, as_token: 'a', hs_token: 'h', sender_localpart: 'bot', namespaces: { users } };
 * createNamespaces([irc], 'example.org').ownerOf('@irc_ann:example.org')?.id; // 'irc'
 * ```
 * @param serverName The homeserver's own name; users of no other have an owner.
 * @throws {RegistrationError} if a registration is not plain data of the schema's shape (G8), an expression does not
 *   compile, or two registrations have the same `id` or `as_token`.
 * @rule G1
 */
export function createNamespaces(
  registrations: readonly AppserviceRegistration[],
  serverName: string,
): ExclusiveNamespaces {
  const given = Array.from(registrations);
  const copies = given.map((registration) => registrationOfSchema(registration));
  refuseDuplicates(copies, 'id', ({ id }) => id);
  refuseDuplicates(copies, 'as_token', ({ as_token: token }) => token);

  const claims = copies.flatMap((registration, index) => claimsOf(registration, index, serverName));
  const claimants = indexClaims(claims);
  const findings: Finding[] = [];
  const reported = new Set<string>();
  // A result never changes, and its findings have been reported.
  const owners = new RecentResults(rememberedUsers, findOwner);

  function ownerOf(userId: string): AppserviceRegistration | undefined {
    if (userId.length > longestUserId || serverNameOf(userId) !== serverName) return undefined;
    return owners.get(userId);
  }

  /**
   * Finds the first registration that claims a user, and reports each other one.
   *
   * @rule G3
   */
  function findOwner(userId: string): AppserviceRegistration | undefined {
    let owner: Claim | undefined;
    let last: Claim | undefined;
    // Claims after the owner's are checked too, since only they show that two claim the user.
    for (const claim of claimants(userId)) {
      if (claim.index === last?.index || !claim.matches(userId)) continue;
      last = claim;
      if (owner === undefined) owner = claim;
      else reportOnce(owner, claim, userId);
    }
    return owner && given[owner.index];
  }

  function reportOnce(owner: Claim, other: Claim, userId: string): void {
    const pair = `${owner.index} ${other.index}`;
    if (reported.has(pair)) return;
    reported.add(pair);
    findings.push(sharedUser(owner.registration, other.registration, other.place, userId));
  }

  for (const { sender } of claims) if (sender !== undefined) ownerOf(sender);
  return { ownerOf, findings };
}

/** The longest possible user ID in bytes, and so in characters. Expressions are not run on longer texts. */
const longestUserId = 255;

/** The least number of users whose owners are cached. */
const rememberedUsers = 5000;

/** A registration's claim to users: its sender, or a namespace. */
interface Claim {
  /** Copy of the registration that was passed in. */
  readonly registration: AppserviceRegistration;
  /** Index of the registration. */
  readonly index: number;
  /** JSON pointer to the claim. */
  readonly place: string;
  readonly matches: (userId: string) => boolean;
  /** Claimed user, if there is only one. */
  readonly sender?: string;
  /** Beginning of every claimed user ID. */
  readonly prefix: string;
}

function claimsOf(registration: AppserviceRegistration, index: number, serverName: string): Claim[] {
  const sender = `@${registration.sender_localpart}:${serverName}`;
  const compile = createNamespaceCompiler(createSecretHider([registration.as_token, registration.hs_token]));
  const place = jsonPointer(index, 'sender_localpart');
  const claims: Claim[] = [
    { registration, index, place, sender, prefix: sender, matches: (userId) => userId === sender },
  ];
  for (const [i, { exclusive, regex }] of (registration.namespaces.users ?? []).entries()) {
    const { matches } = compile(regex, `namespaces.users[${i}].regex`);
    const place = jsonPointer(index, 'namespaces', 'users', i);
    if (exclusive) claims.push({ registration, index, place, prefix: literalPrefix(regex), matches });
  }
  return claims;
}

/** Makes a lookup of the claims that may match a user, in list order. */
function indexClaims(claims: readonly Claim[]): (userId: string) => readonly Claim[] {
  const namespaces = new PrefixIndex<number>();
  const senders = new Map<string, number[]>();
  for (const [order, { prefix, sender }] of claims.entries()) {
    const sameSender = sender === undefined ? undefined : senders.get(sender);
    if (sender === undefined) namespaces.add(prefix, order);
    else if (sameSender === undefined) senders.set(sender, [order]);
    else sameSender.push(order);
  }
  return (userId) => {
    const orders = [...(senders.get(userId) ?? []), ...namespaces.find(userId)];
    return orders.sort((a, b) => a - b).flatMap((order) => claims[order] ?? []);
  };
}

function sharedUser(
  owner: AppserviceRegistration,
  other: AppserviceRegistration,
  pointer: string,
  userId: string,
): Finding {
  const hide = hiderOf(owner, other);
  const message = `${hide(other.id)} claims ${hide(userId)} exclusively, and so does ${hide(owner.id)}, which comes first and owns it`;
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
    if (first !== undefined) throw new RegistrationError(field, duplicate(first, registration));
    seen.set(valueOf(registration), registration);
  }
}

function duplicate(first: AppserviceRegistration, second: AppserviceRegistration): string {
  const hide = hiderOf(first, second);
  if (first.id === second.id) return `two registrations are called ${hide(first.id)}`;
  return `${hide(first.id)} and ${hide(second.id)} have the same`;
}

/** Makes a hider of the tokens of both, which an ID may contain (S5). */
function hiderOf(first: AppserviceRegistration, second: AppserviceRegistration): HideSecrets {
  return createSecretHider([first.as_token, first.hs_token, second.as_token, second.hs_token]);
}
