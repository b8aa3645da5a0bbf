import { isUserId } from '../identifiers.js';
import { numberOption } from '../number-options.js';
import type {
  ClientKeyQuery,
  FederationKeyQuery,
  FederationKeyQueryResponse,
  KeyQuery,
  KeyQueryResponse,
} from '../types.js';
import { changeEntries } from './change-entries.js';

/**
 * The key query of an appservice, a bare map, from that of a client or of another homeserver, which have it under
 * `device_keys` (W1, W2, W3).
 *
 * Users whose name does not begin with `@` are left out (W5), and so is `timeout`. The request is not changed; the lists of
 * devices are shared with it.
 */
export function toKeyQuery(request: ClientKeyQuery | FederationKeyQuery): KeyQuery {
  return usersOf(request.device_keys);
}

/**
 * The key query of another homeserver, from that of an appservice (W2).
 *
 * Users whose name does not begin with `@` are left out (W5). That all of them are users of the homeserver that is asked is
 * up to the caller (M10).
 *
 * @see https://spec.matrix.org/v1.19/server-server-api/#post_matrixfederationv1userkeysquery
 */
export function toFederationKeyQuery(query: KeyQuery): FederationKeyQuery {
  return { device_keys: usersOf(query) };
}

/**
 * The key query of a client, from that of an appservice (W3).
 *
 * `timeoutMs` is the time in whole milliseconds that the homeserver may wait for others, 0 for none; without it the homeserver
 * decides. Users whose name does not begin with `@` are left out (W5).
 *
 * @throws {RangeError} if `timeoutMs` is negative, fractional or not finite (S8).
 * @see https://spec.matrix.org/v1.19/client-server-api/#post_matrixclientv3keysquery
 */
export function toClientKeyQuery(query: KeyQuery, options: { timeoutMs?: number | undefined } = {}): ClientKeyQuery {
  return { ...timeoutField(options.timeoutMs), device_keys: usersOf(query) };
}

/** The `timeout` of a client's request, or nothing where the homeserver decides. */
export function timeoutField(timeoutMs: number | undefined): { timeout?: number } {
  if (timeoutMs === undefined) return {};
  return {
    timeout: numberOption('timeoutMs', timeoutMs, 0, { whole: true, zero: true, most: Number.MAX_SAFE_INTEGER }),
  };
}

function usersOf(query: KeyQuery): KeyQuery {
  return { ...changeEntries(query, (deviceIds, userId) => (isUserId(userId) ? deviceIds : undefined)) };
}

/**
 * The answer of another homeserver as what all our functions work with (W2).
 *
 * Only the maps that such an answer can have are taken over: user-signing keys never come from elsewhere (M7), and
 * `failures` is the asking homeserver's own. The maps themselves are shared, not copied.
 */
export function toKeyQueryResponse(response: FederationKeyQueryResponse): KeyQueryResponse {
  return federationMaps(response);
}

/**
 * The answer for another homeserver: `device_keys`, which is always there, `master_keys` and `self_signing_keys` (M7).
 *
 * It cuts nothing within the maps. Whose signatures and display names the other homeserver may see is the business of
 * `visibleKeyQuery`, whose result goes in here. The maps are shared, not copied.
 *
 * @see https://spec.matrix.org/v1.19/server-server-api/#post_matrixfederationv1userkeysquery
 */
export function toFederationKeyQueryResponse(response: KeyQueryResponse): FederationKeyQueryResponse {
  return federationMaps(response);
}

/** Takes over the maps that are there; one that is null is not (S4). */
function federationMaps(response: KeyQueryResponse): FederationKeyQueryResponse {
  const { device_keys, master_keys, self_signing_keys }: Nullable<KeyQueryResponse> = response;
  return {
    device_keys: device_keys ?? {},
    ...(master_keys && { master_keys }),
    ...(self_signing_keys && { self_signing_keys }),
  };
}

type Nullable<T> = { [Name in keyof T]: T[Name] | null };
