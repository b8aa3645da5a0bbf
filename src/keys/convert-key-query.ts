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
 * Converts the key query of a client or another homeserver to an appservice's, which is a bare map (W1, W2, W3).
 *
 * Users whose name does not begin with `@` are left out (W5), and so is `timeout`. The request is not changed; the
 * device lists are shared with it.
 *
 * @example
 * ```ts
 * toKeyQuery({ device_keys: { '@ann:example.org': ['PHONE'] } }); // { '@ann:example.org': ['PHONE'] }
 * ```
 */
export function toKeyQuery(request: ClientKeyQuery | FederationKeyQuery): KeyQuery {
  return usersOf(request.device_keys);
}

/**
 * Converts an appservice's key query to the one for another homeserver (W2).
 *
 * Users whose name does not begin with `@` are left out (W5). The caller makes sure that all of them belong to the
 * homeserver that is asked (M10).
 *
 * @example
 * ```ts
 * toFederationKeyQuery({ '@ann:example.org': [] }); // { device_keys: { '@ann:example.org': [] } }
 * ```
 * @see https://spec.matrix.org/v1.19/server-server-api/#post_matrixfederationv1userkeysquery
 */
export function toFederationKeyQuery(query: KeyQuery): FederationKeyQuery {
  return { device_keys: usersOf(query) };
}

/**
 * Converts an appservice's key query to a client's (W3).
 *
 * `timeoutMs` is how long the homeserver may wait for other servers, in whole milliseconds; 0 means not at all.
 * Default: the homeserver decides. Users whose name does not begin with `@` are left out (W5).
 *
 * @example
 * ```ts
 * toClientKeyQuery({ '@ann:example.org': [] }, { timeoutMs: 5000 }); // { device_keys: { '@ann:example.org': [] }, timeout: 5000 }
 * ```
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
 * Converts another homeserver's answer to a key query to the form that the other functions take (W2).
 *
 * Only the maps of that endpoint are kept: user-signing keys never come over federation (M7), and `failures` is for the
 * asking homeserver to fill in. The maps themselves are shared, not copied.
 *
 * @example
 * ```ts
 * const answer = { device_keys: { '@ann:example.org': {} }, failures: {} };
 * toKeyQueryResponse(answer); // { device_keys: { '@ann:example.org': {} } }
 * ```
 */
export function toKeyQueryResponse(response: FederationKeyQueryResponse): KeyQueryResponse {
  return federationMaps(response);
}

/**
 * Converts a key query response to the one for another homeserver (M7).
 *
 * It has `device_keys` always, `master_keys` and `self_signing_keys` where the response has them, and nothing else.
 * Nothing is cut within the maps: pass the result of `visibleKeyQuery`, which removes signatures and display names. The
 * maps are shared, not copied.
 *
 * @example
 * ```ts
 * const response = { master_keys: {}, user_signing_keys: {} };
 * toFederationKeyQueryResponse(response); // { device_keys: {}, master_keys: {} }
 * ```
 * @see https://spec.matrix.org/v1.19/server-server-api/#post_matrixfederationv1userkeysquery
 */
export function toFederationKeyQueryResponse(response: KeyQueryResponse): FederationKeyQueryResponse {
  return federationMaps(response);
}

/** Copies the maps that are there; null counts as absent (S4). */
function federationMaps(response: KeyQueryResponse): FederationKeyQueryResponse {
  const { device_keys, master_keys, self_signing_keys }: Nullable<KeyQueryResponse> = response;
  return {
    device_keys: device_keys ?? {},
    ...(master_keys && { master_keys }),
    ...(self_signing_keys && { self_signing_keys }),
  };
}

type Nullable<T> = { [Name in keyof T]: T[Name] | null };
