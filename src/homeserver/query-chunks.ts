import type { KeyQuery } from '../types.js';

/** How many users one request is for, at the most (G4). */
const usersPerRequest = 500;

/** A key query in parts of at most 500 users; itself where it has no more (G4). */
export function queryChunks(query: KeyQuery): KeyQuery[] {
  const users = Object.entries(query);
  if (users.length <= usersPerRequest) return [query];
  const count = Math.ceil(users.length / usersPerRequest);
  return Array.from({ length: count }, (_, index) =>
    Object.fromEntries(users.slice(index * usersPerRequest, (index + 1) * usersPerRequest)),
  );
}

/** A text that two key queries have in common if they ask for the same, in whatever order. */
export function queryIdentity(query: KeyQuery): string {
  const users = Object.keys(query).sort() as (keyof KeyQuery)[];
  return JSON.stringify(users.map((userId) => [userId, [...(query[userId] ?? [])].sort()]));
}
