import { isServerName } from '../identifiers.js';
import { serverServerOperations } from '../operations.js';
import type {
  FederationKeyClaim,
  FederationKeyClaimResponse,
  FederationKeyQuery,
  FederationKeyQueryResponse,
  UserDevices,
} from '../types.js';
import { askedByClaim, askedByQuery, oneUserAsked, type AnswerBounds } from './answer-bounds.js';
import { type CallOptions, clientSettings, type FederationClientOptions } from './options.js';
import { claimedKeyCounter, countUserDevices, keyCounter } from './count-entries.js';
import {
  createFederationHttpClient,
  type FederationHttpClient,
  type FederationPaths,
  nowhere,
} from './federation-raw-client.js';
import { callFederation, type FederationCall, type FederationSettings } from './federation-call.js';
import { withoutNullKeys, withoutNullMaps } from './optional-fields.js';
import { commonHeaders, createRequestMaker } from './request.js';
import { readAnswer } from './read-answer.js';

/**
 * Calls other homeservers as one of them. Every method rejects with a {@link MatrixAppserviceError}, but for a {@link RangeError}
 * where the caller is wrong, what `resolve` and `sign` reject with, and the reason of the caller's own signal.
 *
 * Nothing is ever sent again. An unknown route is an `UnrecognizedEndpointError` with the one path there is (N2). Answers are JSON
 * objects of limited size, and that is all that was checked: ask the guards, such as `isFederationKeyQueryResponse`, before use.
 */
export interface FederationClient {
  /**
   * `POST /_matrix/federation/v1/user/keys/query`: asks for the keys of the homeserver's users. Maps that come as `null` are left
   * out (S4).
   *
   * @see https://spec.matrix.org/v1.19/server-server-api/#post_matrixfederationv1userkeysquery
   */
  queryKeys(serverName: string, query: FederationKeyQuery, options?: CallOptions): Promise<FederationKeyQueryResponse>;
  /**
   * `POST /_matrix/federation/v1/user/keys/claim`: claims one one-time key of each device.
   *
   * @see https://spec.matrix.org/v1.19/server-server-api/#post_matrixfederationv1userkeysclaim
   */
  claimKeys(serverName: string, claim: FederationKeyClaim, options?: CallOptions): Promise<FederationKeyClaimResponse>;
  /**
   * `GET /_matrix/federation/v1/user/devices/{userId}`: asks for all devices of a user. Cross-signing keys and display names
   * that come as `null` are left out (S4).
   *
   * @throws {RangeError} when `userId` is empty, `.` or `..`, or not well-formed Unicode: no path can hold these.
   * @see https://spec.matrix.org/v1.19/server-server-api/#get_matrixfederationv1userdevicesuserid
   */
  userDevices(serverName: string, userId: string, options?: CallOptions): Promise<UserDevices>;
  /** The API path by path. Each request names its homeserver: `http.POST(path, { serverName, body })`. */
  readonly http: FederationHttpClient;
}

/**
 * Makes a client for the other homeservers of a federation.
 *
 * A call asks `resolve` where the homeserver is, has the request signed, and sends it. Its body is serialised once, at the time
 * of the call, and what is signed is read back from those bytes (F2). Redirects are never followed, and no error holds the
 * `Authorization` header (N8, S5).
 *
 * @throws {RangeError} when `origin` is not a server name, and for a number that is not allowed (S8).
 */
export function createFederationClient(options: FederationClientOptions): FederationClient {
  const { origin, sign, resolve } = options;
  if (!isServerName(origin)) throw new RangeError('the origin must be a server name');
  const settings: FederationSettings = { ...clientSettings(options), origin, sign, resolve };
  const { queryKeys, claimKeys, userDevices } = serverServerOperations;
  const make = createRequestMaker<FederationPaths>(nowhere, commonHeaders());

  function call<Answer>(of: FederationCall<Answer>): Promise<Answer> {
    return callFederation(of, settings);
  }

  return {
    queryKeys: (serverName, query, { signal } = {}) =>
      call({
        serverName,
        path: queryKeys.stablePath,
        signal,
        request: () => make('post', queryKeys.stablePath, { body: query }),
        asked: () => askedByQuery(query.device_keys),
        read: (body, bounds) =>
          // Checked as far as the docstring of the client says, and no further.
          withoutNullMaps(readAnswer(body, bounds, keyCounter(query.device_keys))) as FederationKeyQueryResponse,
      }),
    claimKeys: (serverName, claim, { signal } = {}) =>
      call({
        serverName,
        path: claimKeys.stablePath,
        signal,
        request: () => make('post', claimKeys.stablePath, { body: claim }),
        asked: () => askedByClaim(claim.one_time_keys),
        read: (body, bounds) =>
          readAnswer(body, bounds, claimedKeyCounter(claim.one_time_keys)) as FederationKeyClaimResponse,
      }),
    userDevices: (serverName, userId, { signal } = {}) =>
      call({
        serverName,
        path: userDevices.stablePath,
        signal,
        request: () => make('get', userDevices.stablePath, { params: { path: { userId } } }),
        asked: oneUserAsked,
        read: readUserDevices,
      }),
    http: createFederationHttpClient(settings),
  };
}

function readUserDevices(body: Uint8Array, bounds: AnswerBounds): UserDevices {
  // Checked as far as the docstring of the client says, and no further.
  return withoutNullKeys(readAnswer(body, bounds, countUserDevices)) as unknown as UserDevices;
}
