/** A Matrix user ID: `@localpart:server.name`. */
export type UserId = `@${string}`;

/**
 * Whether a string can be a user ID: it begins with `@`.
 *
 * No more is demanded, because user IDs in the wild predate every rule about their characters. Names in a user map that
 * fail this are tolerated, and never asked, merged or given out (W5).
 *
 * @see https://spec.matrix.org/v1.19/appendices/#user-identifiers
 * @rule W5
 */
export function isUserId(value: string): value is UserId {
  return value.startsWith('@');
}

/** A user map without the names that are no user IDs, which are tolerated and never asked (W5); itself where it has none. */
export function usersOnly<T>(map: Record<UserId, T>): Record<UserId, T> {
  if (Object.keys(map).every(isUserId)) return map;
  return Object.fromEntries(Object.entries<T>(map).filter(([name]) => isUserId(name)));
}

/**
 * The server name of a user ID: what follows its first colon (a localpart has none; a server name may have a port).
 * `undefined` where there is no such part.
 */
export function serverNameOf(userId: string): string | undefined {
  const colon = userId.indexOf(':');
  return isUserId(userId) && colon !== -1 && colon + 1 < userId.length ? userId.slice(colon + 1) : undefined;
}

const serverName = /^(?:\[[0-9A-Fa-f:.]{2,45}\]|[0-9A-Za-z.-]{1,255})(?::[0-9]{1,5})?$/;

/**
 * Whether a string is a server name: a host name or an IPv6 address in brackets, and perhaps a port.
 *
 * @see https://spec.matrix.org/v1.19/appendices/#server-name
 */
export function isServerName(value: string): boolean {
  return serverName.test(value);
}
