import type { AppserviceRegistration } from 'matrix-encrypted-appservice/registration';

/** Registrations of bridges, each with an exclusive namespace of its own: `@_bridge7_…:example.org`. */
export function registrations(
  count: number,
  urlAt: (index: number) => string = () => 'http://127.0.0.1:9',
): AppserviceRegistration[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `bridge${index}`,
    url: urlAt(index),
    as_token: `as-token-${index}`,
    hs_token: `hs-token-${index}`,
    sender_localpart: `bridge${index}`,
    namespaces: { users: [{ exclusive: true, regex: regexAt(index) }] },
  }));
}

/** The expression of a registration's namespace. */
export function regexAt(index: number): string {
  return `@_bridge${index}_.*:example\\.org`;
}

/** A user of the registration with this number. */
export function userOf(index: number, user: number): `@${string}` {
  return `@_bridge${index}_user${user}:example.org`;
}
