import type { FederationKeyQueryResponse, KeyQueryResponse } from '../types.js';

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
