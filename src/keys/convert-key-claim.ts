import { isUserId } from '../identifiers.js';
import { own, setOwn } from '../json-objects.js';
import type {
  ClientKeyClaim,
  ClientKeyClaimResponse,
  ClientSeveralKeysClaim,
  FederationKeyClaim,
  FederationKeyClaimResponse,
  FederationSeveralKeysClaim,
  KeyClaim,
  KeyClaimResponse,
} from '../types.js';
import { changeEntries } from './change-entries.js';
import { timeoutField } from './convert-key-query.js';

/**
 * The key claim of an appservice, a bare map to lists of algorithms, from that of a client or of another homeserver, which
 * have it under `one_time_keys` and, on their stable paths, one algorithm for each device (W1, W2, W3).
 *
 * Users whose name does not begin with `@` are left out (W5), and so is `timeout`. The request is not changed.
 */
export function toKeyClaim(
  request: ClientKeyClaim | ClientSeveralKeysClaim | FederationKeyClaim | FederationSeveralKeysClaim,
): KeyClaim {
  const claimed: Readonly<Record<string, Record<string, string | string[]>>> = request.one_time_keys;
  const users = changeEntries(claimed, (devices, userId) =>
    isUserId(userId)
      ? changeEntries(devices, (algorithms) => (typeof algorithms === 'string' ? [algorithms] : algorithms))
      : undefined,
  );
  return { ...users };
}

/**
 * The key claims of another homeserver's stable path, from that of an appservice: as many as the device of which most keys
 * are claimed needs, since each has one algorithm for each device (W2). `[]` if nothing is claimed.
 *
 * The first claim has the first algorithm of every device, and so on. Whoever sends more than one may be given the same
 * fallback key each time. Users whose name does not begin with `@` are left out (W5), as are users and devices of which no
 * key is claimed.
 *
 * @see https://spec.matrix.org/v1.19/server-server-api/#post_matrixfederationv1userkeysclaim
 */
export function toFederationKeyClaims(claim: KeyClaim): FederationKeyClaim[] {
  return roundsOf(claim).map((one_time_keys) => ({ one_time_keys }));
}

/**
 * The key claims of a client's stable path, from that of an appservice: as many as the device of which most keys are claimed
 * needs (W3), as with {@link toFederationKeyClaims}.
 *
 * `timeoutMs` is the time in whole milliseconds that the homeserver may wait for others, 0 for none; without it the homeserver
 * decides.
 *
 * @throws {RangeError} if `timeoutMs` is negative, fractional or not finite (S8).
 * @see https://spec.matrix.org/v1.19/client-server-api/#post_matrixclientv3keysclaim
 */
export function toClientKeyClaims(claim: KeyClaim, options: { timeoutMs?: number | undefined } = {}): ClientKeyClaim[] {
  const timeout = timeoutField(options.timeoutMs);
  return roundsOf(claim).map((one_time_keys) => ({ ...timeout, one_time_keys }));
}

/**
 * The claim of several keys, as another homeserver takes it on the path of MSC3983; a client's is the same, with `timeout` if
 * it wants one (W3). Users whose name does not begin with `@` are left out (W5). The lists are shared with the claim.
 *
 * @see https://github.com/matrix-org/matrix-spec-proposals/pull/3983
 */
export function toSeveralKeysClaim(claim: KeyClaim): FederationSeveralKeysClaim & ClientSeveralKeysClaim {
  return { one_time_keys: toKeyClaim({ one_time_keys: claim }) };
}

/** User → device → algorithm. */
type Round = Record<string, Record<string, string>>;

function roundsOf(claim: KeyClaim): Round[] {
  const rounds: Round[] = [];
  for (const [userId, devices] of Object.entries(claim)) {
    if (!isUserId(userId)) continue;
    for (const [deviceId, algorithms] of Object.entries(devices)) {
      algorithms.forEach((algorithm, index) => {
        const round = (rounds[index] ??= {});
        const ofUser = own(round, userId) ?? {};
        setOwn(ofUser, deviceId, algorithm);
        setOwn(round, userId, ofUser);
      });
    }
  }
  return rounds;
}

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
