import { isUserId } from '../identifiers.js';
import type { ClientKeyClaimResponse, FederationKeyClaimResponse, KeyClaimResponse } from '../types.js';
import { changeEntries } from './change-entries.js';

/**
 * The answer of an appservice, a bare map, from that to a client or to another homeserver, which have it under
 * `one_time_keys` (W1, W2, W3).
 *
 * Users whose name does not begin with `@` are left out (W5), and so is `failures`. The keys are shared, never rebuilt (W4).
 */
export function toKeyClaimResponse(response: ClientKeyClaimResponse | FederationKeyClaimResponse): KeyClaimResponse {
  return usersOf(response.one_time_keys);
}

/**
 * The answer for another homeserver, from that of an appservice (W2). Users whose name does not begin with `@` are left out
 * (W5). The keys are shared, never rebuilt (W4).
 *
 * @see https://spec.matrix.org/v1.19/server-server-api/#post_matrixfederationv1userkeysclaim
 */
export function toFederationKeyClaimResponse(response: KeyClaimResponse): FederationKeyClaimResponse {
  return { one_time_keys: usersOf(response) };
}

/**
 * The answer for a client, from that of an appservice (W3). Users whose name does not begin with `@` are left out (W5). The
 * keys are shared, never rebuilt (W4).
 *
 * `failures` are the homeservers that could not be reached, by server name. Default: the field is left out.
 *
 * @see https://spec.matrix.org/v1.19/client-server-api/#post_matrixclientv3keysclaim
 */
export function toClientKeyClaimResponse(
  response: KeyClaimResponse,
  options: { failures?: ClientKeyClaimResponse['failures'] | undefined } = {},
): ClientKeyClaimResponse {
  const { failures } = options;
  return { ...(failures === undefined ? {} : { failures }), one_time_keys: usersOf(response) };
}

function usersOf(response: KeyClaimResponse): KeyClaimResponse {
  return { ...changeEntries(response, (devices, userId) => (isUserId(userId) ? devices : undefined)) };
}
