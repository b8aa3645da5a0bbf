import type { KeyQuery, KeyQueryResponse } from '../types.js';
import { isJsonObject } from '../json-objects.js';
import { changeEntries } from '../keys/change-entries.js';
import { crossSigningMaps } from '../keys/cross-signing-maps.js';

/** The most users that one request is for (G4). */
const usersPerRequest = 500;

/** A key query in parts of at most 500 users, each made when it is asked for; the query itself where it has no more (G4). */
export function* queryChunks(query: KeyQuery): Generator<KeyQuery, void> {
  const users = Object.entries(query);
  if (users.length <= usersPerRequest) yield query;
  else {
    for (let from = 0; from < users.length; from += usersPerRequest) {
      yield Object.fromEntries(users.slice(from, from + usersPerRequest));
    }
  }
}

/** A text that two key queries have in common if they ask for the same, in whatever order. */
export function queryIdentity(query: KeyQuery): string {
  const users = Object.keys(query).sort() as (keyof KeyQuery)[];
  return JSON.stringify(users.map((userId) => [userId, [...(query[userId] ?? [])].sort()]));
}

/**
 * A key query response with the users of the query alone. What the homeserver's own store says of others is nobody's
 * business, least of all another server's (M7); everything else in its answer stays.
 */
export function usersAsked(response: KeyQueryResponse, query: KeyQuery): KeyQueryResponse {
  const asked: KeyQueryResponse = { ...response };
  for (const map of ['device_keys', ...crossSigningMaps] as const) {
    const users: Record<string, unknown> | undefined = asked[map];
    if (!isJsonObject(users)) continue;
    const kept = changeEntries(users, (value, userId) => (Object.hasOwn(query, userId) ? value : undefined));
    // The values are those of that very map.
    Object.assign(asked, { [map]: kept });
  }
  return asked;
}
