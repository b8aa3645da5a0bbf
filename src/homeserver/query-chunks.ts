import type { KeyQuery, KeyQueryResponse } from '../types.js';
import { isJsonObject } from '../json-objects.js';
import { changeEntries } from '../keys/change-entries.js';
import { crossSigningMaps } from '../keys/cross-signing-maps.js';

/** The most users of one request (G4). */
const usersPerRequest = 500;

/**
 * Splits a key query into parts of at most 500 users, each made on demand; a query within that is returned itself (G4).
 */
export function* queryChunks(query: KeyQuery): Generator<KeyQuery, void> {
  const users = Object.entries(query);
  if (users.length <= usersPerRequest) yield query;
  else {
    for (let from = 0; from < users.length; from += usersPerRequest) {
      yield Object.fromEntries(users.slice(from, from + usersPerRequest));
    }
  }
}

/** Makes a text that is equal for queries that ask for the same, in any order. */
export function queryIdentity(query: KeyQuery): string {
  const users = Object.keys(query).sort() as (keyof KeyQuery)[];
  return JSON.stringify(users.map((userId) => [userId, [...(query[userId] ?? [])].sort()]));
}

/**
 * Removes all users that are not in the query from a key query response; all else stays. The homeserver's own store may
 * list others, which must reach no one, least of all another server (M7).
 */
export function usersAsked(response: KeyQueryResponse, query: KeyQuery): KeyQueryResponse {
  const asked: KeyQueryResponse = { ...response };
  for (const map of ['device_keys', ...crossSigningMaps] as const) {
    const users: Record<string, unknown> | undefined = asked[map];
    if (!isJsonObject(users)) continue;
    const kept = changeEntries(users, (value, userId) => (Object.hasOwn(query, userId) ? value : undefined));
    // The values are those of this very map.
    Object.assign(asked, { [map]: kept });
  }
  return asked;
}
