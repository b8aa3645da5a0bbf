/** A Matrix user ID: `@localpart:server.name`. */
export type UserId = `@${string}`;

/**
 * Tells whether a string can be a user ID: it begins with `@`.
 *
 * Nothing more is required, because user IDs in the field predate every rule about their characters. Names in a user
 * map that fail this are tolerated, and never asked, merged or given out (W5).
 *
 * @example
 * ```ts
 * ['@ann:example.org', 'ann'].filter(isUserId); // ['@ann:example.org']
 * ```
 * @see https://spec.matrix.org/v1.19/appendices/#user-identifiers
 * @rule W5
 */
export function isUserId(value: string): value is UserId {
  return value.startsWith('@');
}

/**
 * Removes names that are not user IDs from a user map: they are tolerated and never asked (W5). Returns a map without
 * them as it is.
 */
export function usersOnly<T>(map: Record<UserId, T>): Record<UserId, T> {
  if (Object.keys(map).every(isUserId)) return map;
  return Object.fromEntries(Object.entries<T>(map).filter(([name]) => isUserId(name)));
}

/**
 * Returns the server name of a user ID: the part after its first colon (a localpart has none; a server name may have a
 * port). `undefined` where there is no such part.
 */
export function serverNameOf(userId: string): string | undefined {
  const colon = userId.indexOf(':');
  return isUserId(userId) && colon !== -1 && colon + 1 < userId.length ? userId.slice(colon + 1) : undefined;
}

const serverName = /^(?:\[[0-9A-Fa-f:.]{2,45}\]|[0-9A-Za-z.-]{1,255})(?::[0-9]{1,5})?$/;

/**
 * Tells whether a string is a server name: a host name or an IPv6 address in brackets, with an optional port.
 *
 * @see https://spec.matrix.org/v1.19/appendices/#server-name
 */
export function isServerName(value: string): boolean {
  return serverName.test(value);
}
