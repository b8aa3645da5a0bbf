import type { KeyQuery, KeyQueryResponse } from 'matrix-encrypted-appservice/types';
import { userOf } from './registrations.js';

/** What a query asks for: so many users, spread over so many appservices; fewer users ask as many appservices as there are users. */
export interface QuerySize {
  readonly users: number;
  readonly appservices: number;
}

/** So many users of an appservice are asked for in turn that no two queries under way are the same, and none is shared. */
const usersEach = 1000;

/** The query with this number: users of all the appservices in turn. */
export function queryOf({ users, appservices }: QuerySize, index: number): KeyQuery {
  const query: KeyQuery = {};
  const first = index * Math.ceil(users / appservices);
  for (let i = 0; i < users; i++) {
    query[userOf((index + i) % appservices, (first + Math.floor(i / appservices)) % usersEach)] = [];
  }
  return query;
}

/** @throws Error unless the answer has keys of so many users. */
export function requireUsers({ device_keys = {} }: KeyQueryResponse, users: number): void {
  const count = Object.keys(device_keys).length;
  if (count !== users) throw new Error(`${count} users came, and ${users} should have`);
}
