import { MatrixHttpError } from '../errors.js';
import { serverNameOf } from '../identifiers.js';
import type { KeyClaim, KeyQuery } from '../types.js';

/** The most users of one request (S9). */
const mostUsers = 50_000;

/** The most listed devices of a key query, or claimed keys of a claim: the same as our handler accepts (S2). */
const mostEntries = 100_000;

/**
 * Refuses a key query that is too large to be answered in reasonable time (S9).
 *
 * @throws {MatrixHttpError} 400 `M_INVALID_PARAM`.
 */
export function refuseLargeQuery(query: KeyQuery): void {
  refuseLarge(query, (devices) => devices.length);
}

/**
 * Refuses a key claim that is too large to be answered in reasonable time (S9).
 *
 * @throws {MatrixHttpError} 400 `M_INVALID_PARAM`.
 */
export function refuseLargeClaim(claim: KeyClaim): void {
  refuseLarge(claim, (devices) => Object.values(devices).reduce((sum, algorithms) => sum + algorithms.length, 0));
}

function refuseLarge<T>(request: Readonly<Record<string, T>>, entriesOf: (user: T) => number): void {
  // Listing a million names takes long enough, so this comes first.
  if (Object.keys(request).length > mostUsers) throw tooLarge(`is for more than ${mostUsers} users`);
  let entries = 0;
  for (const user of Object.values(request)) {
    entries += entriesOf(user);
    if (entries > mostEntries) throw tooLarge(`has more than ${mostEntries} devices or keys in it`);
  }
}

function tooLarge(fault: string): MatrixHttpError {
  return new MatrixHttpError(400, 'M_INVALID_PARAM', { message: `the request ${fault}` });
}

/**
 * Refuses users of other servers: "Requested users must be local to the receiving homeserver" (federation
 * `/user/keys/query`; M10).
 * @rule M10
 */
export function refuseUsersOfOthers(query: KeyQuery, serverName: string): void {
  if (Object.keys(query).every((userId) => serverNameOf(userId) === serverName)) return;
  // The user is not named: the other server knows it, and its name may be of any length.
  throw new MatrixHttpError(400, 'M_INVALID_PARAM', {
    message: `the request has users of other servers than ${serverName}`,
  });
}
