import { isJsonObject } from '../json-objects.js';
import { changeEntries } from '../keys/change-entries.js';
import { crossSigningMaps } from '../keys/key-query-maps.js';
import type { KeyQuery, KeyQueryResponse } from '../types.js';

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
