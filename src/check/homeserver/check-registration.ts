import { fieldNames } from '../../../generated/names.js';
import { RegistrationError } from '../../errors.js';
import type { UserId } from '../../identifiers.js';
import { knownHomeservers } from '../../registration/homeserver-facts.js';
import { readRegistration } from '../../registration/read-registration.js';
import type { AppserviceRegistration } from '../../types.js';

/** Settings of a registration for checks. */
export interface CheckRegistrationOptions {
  readonly serverName: string;
  /** URL at which the homeserver reaches this program. */
  readonly url: string;
  readonly randomBytes: (count: number) => Uint8Array;
}

const prefix = 'check-homeserver-';

/**
 * Makes a registration that is for checks alone: its ID, tokens and users are its own, so that no bridge loses anything by the
 * failures that checks provoke. It has every flag that a known homeserver wants.
 *
 * @example
 * ```ts
 * const randomBytes = (count: number) => crypto.getRandomValues(new Uint8Array(count));
 * const registration = createCheckRegistration({
 *   serverName: 'example.org',
 *   url: 'http://127.0.0.1:29399',
 *   randomBytes,
 * });
 * ```
 */
export function createCheckRegistration({
  serverName,
  url,
  randomBytes,
}: CheckRegistrationOptions): AppserviceRegistration {
  const hex = (count: number): string =>
    Array.from(randomBytes(count), (byte) => byte.toString(16).padStart(2, '0')).join('');
  const id = prefix + hex(4);
  return readRegistration({
    id,
    url,
    as_token: hex(32),
    hs_token: hex(32),
    sender_localpart: `_${id}_sender`,
    rate_limited: false,
    namespaces: { users: namespacesOf(id, serverName) },
    ...Object.fromEntries(everyFlag().map((flag) => [flag, true])),
  }).registration;
}

/** Lists the flags that some version of a known homeserver wants, in both spellings. */
function everyFlag(): readonly string[] {
  const facts = knownHomeservers.flatMap((homeserver) => homeserver.facts);
  const flags = facts.flatMap(({ registration = [] }) => registration.flat());
  return [...new Set([...flags, ...fieldNames.Registration.receive_ephemeral.unstable])];
}

function namespacesOf(id: string, serverName: string): { readonly exclusive: boolean; readonly regex: string }[] {
  const server = serverName.replace(/[.[\]]/g, '\\$&');
  return [
    { exclusive: true, regex: `@_${id}_.*:${server}` },
    { exclusive: false, regex: `@_${id}-shared_.*:${server}` },
  ];
}

/**
 * Returns the server name of a registration for checks; `undefined` for any other, such as a bridge's.
 *
 * @throws {RegistrationError} for one that was made for checks and then changed: its users may be somebody else's.
 */
export function serverNameOfCheckRegistration(registration: AppserviceRegistration): string | undefined {
  const { id, sender_localpart: sender, namespaces } = registration;
  if (!/^check-homeserver-[0-9a-f]{8}$/.test(id)) return undefined;
  const [first, second, ...others] = namespaces.users ?? [];
  const start = `@_${id}_.*:`;
  const server = first?.regex.startsWith(start) === true ? first.regex.slice(start.length).replaceAll('\\', '') : '';
  const expected = namespacesOf(id, server);
  const isWhole =
    server !== '' &&
    others.length === 0 &&
    (namespaces.aliases ?? []).length + (namespaces.rooms ?? []).length === 0 &&
    sender === `_${id}_sender` &&
    [first, second].every(
      (each, i) => each?.regex === expected[i]?.regex && each?.exclusive === expected[i]?.exclusive,
    );
  if (!isWhole) throw new RegistrationError('namespaces', 'was changed since it was made for checks: make a new one');
  return server;
}

/** The users for whom checks act. */
export interface CheckUsers {
  readonly sender: UserId;
  /** Uploads keys. */
  readonly one: UserId;
  /** Has keys that the appservice serves. */
  readonly two: UserId;
  /** Asks for the keys of the others, and writes to them. */
  readonly three: UserId;
  /** Belongs to a namespace that is not exclusive. It is never registered. */
  readonly shared: UserId;
  /** Belongs to no namespace. It is never registered. */
  readonly outsider: UserId;
}

/** Names the users of a registration for checks. */
export function checkUsersOf({ id }: AppserviceRegistration, serverName: string): CheckUsers {
  return {
    sender: `@_${id}_sender:${serverName}`,
    one: `@_${id}_one:${serverName}`,
    two: `@_${id}_two:${serverName}`,
    three: `@_${id}_three:${serverName}`,
    shared: `@_${id}-shared_one:${serverName}`,
    outsider: `@no-user-of-${id}:${serverName}`,
  };
}
