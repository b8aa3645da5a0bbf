import type { KeyQuery } from '../types.js';

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
