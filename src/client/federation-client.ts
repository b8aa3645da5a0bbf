import { isServerName } from '../identifiers.js';
import { serverServerOperations } from '../operations.js';
import { requireOptionNames } from '../option-names.js';
import type {
  FederationKeyClaim,
  FederationKeyClaimResponse,
  FederationKeyQuery,
  FederationKeyQueryResponse,
  UserDevices,
} from '../types.js';
import { askedByClaim, askedByQuery, oneUserAsked, type AnswerBounds } from './answer-bounds.js';
import {
  type CallOptions,
  clientSettings,
  type FederationClientOptions,
  federationClientOptionNames,
} from './options.js';
import { claimedKeyCounter, countUserDevices, keyCounter } from './count-entries.js';
import {
  createFederationHttpClient,
  type FederationHttpClient,
  type FederationPaths,
} from './federation-raw-client.js';
import { callFederation, type FederationCall, type FederationSettings } from './federation-call.js';
import { withoutNullKeys, withoutNullMaps } from './optional-fields.js';
import { commonHeaders, createRequestMaker, nowhere } from './request.js';
import { readAnswer } from './read-answer.js';

/**
 * Calls other homeservers as one of them.
 *
 * Every method rejects with a {@link MatrixAppserviceError}, with a {@link RangeError} for a mistake of the caller,
 * with the rejection of `resolve` or `sign`, or with the reason of the caller's own signal.
 *
 * Requests are never repeated. An unknown route is an `UnrecognizedEndpointError` with the only path (N2). Only the
 * type (a JSON object) and size of an answer are checked: use the guards, such as `isFederationKeyQueryResponse`,
 * before reading it.
 */
export interface FederationClient {
  /**
   * Asks for the keys of the homeserver's users: `POST /_matrix/federation/v1/user/keys/query`. Maps that are `null`
   * are left out (S4).
   *
   * @see https://spec.matrix.org/v1.19/server-server-api/#post_matrixfederationv1userkeysquery
   */
  queryKeys(serverName: string, query: FederationKeyQuery, options?: CallOptions): Promise<FederationKeyQueryResponse>;
  /**
   * Claims one one-time key of each device: `POST /_matrix/federation/v1/user/keys/claim`.
   *
   * @see https://spec.matrix.org/v1.19/server-server-api/#post_matrixfederationv1userkeysclaim
   */
  claimKeys(serverName: string, claim: FederationKeyClaim, options?: CallOptions): Promise<FederationKeyClaimResponse>;
  /**
   * Asks for all devices of a user: `GET /_matrix/federation/v1/user/devices/{userId}`. Cross-signing keys and display
   * names that are `null` are left out (S4).
   *
   * @throws {RangeError} if `userId` is empty, `.` or `..`, or not well-formed Unicode: no path can hold these.
   * @see https://spec.matrix.org/v1.19/server-server-api/#get_matrixfederationv1userdevicesuserid
   */
  userDevices(serverName: string, userId: string, options?: CallOptions): Promise<UserDevices>;
  /** API path by path. Each request names its homeserver: `http.POST(path, { serverName, body })`. */
  readonly http: FederationHttpClient;
}

/**
 * Creates a client for the other homeservers of a federation.
 *
 * A call resolves the homeserver's address, signs the request, and sends it. The body is serialised once, at the time
 * of the call, and the signature covers those bytes (F2). Redirects are never followed, and no error holds the
 * `Authorization` header (N8, S5).
 *
 * @example
 * ```ts
 * const key = await importSigningKey('YJDBA9Xnr2sVqXD9Vj7XVUnmFZcZrlw8Md7kMW+3XA1');
 * const sign = createRequestSigner({ origin: 'example.org', keyId: 'ed25519:1', key });
 * const resolve = async (serverName: string) => new URL(`https://${serverName}:8448`);
 * const client = createFederationClient({ origin: 'example.org', sign, resolve });
 * const devices = await client.userDevices('remote.example', '@bob:remote.example');
 * ```
 * @throws {RangeError} if `origin` is not a server name, and for a number that is not allowed (S8).
 * @throws {TypeError} for an option of an unknown name.
 */
export function createFederationClient(options: FederationClientOptions): FederationClient {
  requireOptionNames('createFederationClient', options, federationClientOptionNames);
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
          // Checked as far as the client's docstring says, and no further.
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
  // Checked as far as the client's docstring says, and no further.
  return withoutNullKeys(readAnswer(body, bounds, countUserDevices)) as unknown as UserDevices;
}
