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
 * Converts the key claim of a client or another homeserver to an appservice's (W1, W2, W3).
 *
 * An appservice's is a bare map to lists of algorithms. The others have it under `one_time_keys`, with one algorithm
 * for each device on their stable paths. Users whose name does not begin with `@` are left out (W5), and so is
 * `timeout`. The request is not changed.
 *
 * @example
 * ```ts
 * const request = { one_time_keys: { '@ann:example.org': { PHONE: 'signed_curve25519' } } } as const;
 * toKeyClaim(request); // { '@ann:example.org': { PHONE: ['signed_curve25519'] } }
 * ```
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
 * Converts an appservice's key claim to those for another homeserver's stable path, which has one algorithm for each
 * device (W2).
 *
 * Returns as many claims as the device with the longest list needs, and `[]` if nothing is claimed. The first claim has
 * the first algorithm of every device, the second the next ones. A server may answer each of them with the same
 * fallback key. Users whose name does not begin with `@` are left out (W5), as are users and devices without a claimed
 * key.
 *
 * @example
 * ```ts
 * const claim = { '@ann:example.org': { PHONE: ['a', 'b'], LAPTOP: ['a'] } };
 * const [first, second] = toFederationKeyClaims(claim);
 * second; // { one_time_keys: { '@ann:example.org': { PHONE: 'b' } } }
 * ```
 * @see https://spec.matrix.org/v1.19/server-server-api/#post_matrixfederationv1userkeysclaim
 */
export function toFederationKeyClaims(claim: KeyClaim): FederationKeyClaim[] {
  return roundsOf(claim).map((one_time_keys) => ({ one_time_keys }));
}

/**
 * Converts an appservice's key claim to those of a client's stable path (W3), as many as {@link toFederationKeyClaims}
 * returns.
 *
 * `timeoutMs` is how long the homeserver may wait for other servers, in whole milliseconds; 0 means not at all.
 * Default: the homeserver decides.
 *
 * @example
 * ```ts
 * const claim = { '@ann:example.org': { PHONE: ['a'] } };
 * toClientKeyClaims(claim, { timeoutMs: 5000 }); // [{ one_time_keys: { '@ann:example.org': { PHONE: 'a' } }, timeout: 5000 }]
 * ```
 * @throws {RangeError} if `timeoutMs` is negative, fractional or not finite (S8).
 * @see https://spec.matrix.org/v1.19/client-server-api/#post_matrixclientv3keysclaim
 */
export function toClientKeyClaims(claim: KeyClaim, options: { timeoutMs?: number | undefined } = {}): ClientKeyClaim[] {
  const timeout = timeoutField(options.timeoutMs);
  return roundsOf(claim).map((one_time_keys) => ({ ...timeout, one_time_keys }));
}

/**
 * Converts an appservice's key claim to one claim of several keys, as another homeserver takes it on the path of
 * MSC3983.
 *
 * A client's claim is the same, with an optional `timeout` (W3). Users whose name does not begin with `@` are left out
 * (W5). The lists are shared with the claim.
 *
 * @example
 * ```ts
 * const claim = { '@ann:example.org': { PHONE: ['a', 'a'] } };
 * toSeveralKeysClaim(claim); // { one_time_keys: { '@ann:example.org': { PHONE: ['a', 'a'] } } }
 * ```
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
 * Converts a key claim's answer to a client or another homeserver to an appservice's, which is a bare map (W1, W2, W3).
 *
 * Users whose name does not begin with `@` are left out (W5), and so is `failures`. The keys are shared, never rebuilt
 * (W4).
 *
 * @example
 * ```ts
 * const answer = { one_time_keys: { '@ann:example.org': { PHONE: { 'curve25519:AAAA': 'key' } } } };
 * toKeyClaimResponse(answer); // { '@ann:example.org': { PHONE: { 'curve25519:AAAA': 'key' } } }
 * ```
 */
export function toKeyClaimResponse(response: ClientKeyClaimResponse | FederationKeyClaimResponse): KeyClaimResponse {
  return usersOf(response.one_time_keys);
}

/**
 * Converts an appservice's answer to a key claim to the one for another homeserver (W2).
 *
 * Users whose name does not begin with `@` are left out (W5). The keys are shared, never rebuilt (W4).
 *
 * @example
 * ```ts
 * const answer = { '@ann:example.org': { PHONE: { 'curve25519:AAAA': 'key' } } } as const;
 * toFederationKeyClaimResponse(answer).one_time_keys; // { '@ann:example.org': { PHONE: { 'curve25519:AAAA': 'key' } } }
 * ```
 * @see https://spec.matrix.org/v1.19/server-server-api/#post_matrixfederationv1userkeysclaim
 */
export function toFederationKeyClaimResponse(response: KeyClaimResponse): FederationKeyClaimResponse {
  return { one_time_keys: usersOf(response) };
}

/**
 * Converts an appservice's answer to a key claim to the one for a client (W3).
 *
 * Users whose name does not begin with `@` are left out (W5). The keys are shared, never rebuilt (W4). `failures` lists
 * the homeservers that could not be reached, by server name. Default: the field is absent.
 *
 * @example
 * ```ts
 * toClientKeyClaimResponse({}, { failures: { 'remote.example': {} } }); // { one_time_keys: {}, failures: { 'remote.example': {} } }
 * ```
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
