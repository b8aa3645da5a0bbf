import { RegistrationError } from '../errors.js';
import { createSecretHider } from '../hide-secrets.js';
import { applicationServiceOperations } from '../operations.js';
import { createPathMemory, type PathMemory } from '../paths/path-memory.js';
import { plainCopy } from '../registration/plain-copy.js';
import { writeTransaction } from '../transactions/write-transaction.js';
import type {
  AppserviceRegistration,
  KeyClaim,
  KeyClaimResponse,
  KeyQuery,
  KeyQueryResponse,
  Transaction,
} from '../types.js';
import { askedByClaim, askedByQuery, nothingAsked } from './answer-bounds.js';
import { baseUrlOf } from './base-url.js';
import {
  type AppserviceClientOptions,
  type CallOptions,
  clientSettings,
  type SendTransactionOptions,
} from './options.js';
import { keyCounter, oneTimeKeyCounter } from './count-entries.js';
import { createHttpClient, protectFetch } from './raw-client.js';
import type { AppserviceHttpClient, AppservicePaths } from './raw-client-types.js';
import { callNegotiated, type CallSettings, type NegotiatedCall } from './negotiated-call.js';
import { readAnswer } from './read-answer.js';
import { commonHeaders, createRequestMaker } from './request.js';
import { send } from './send.js';

/**
 * Calls one appservice as its homeserver. Every method rejects with a {@link MatrixAppserviceError}, but for the reason of the
 * caller's own signal.
 */
export interface AppserviceClient {
  /**
   * `POST /_matrix/app/v1/keys/query`: asks for the keys of the appservice's users.
   *
   * The answer is a JSON object of limited size, and that is all that was checked: give it to `restrictKeyQuery` before use (M3).
   *
   * @see https://github.com/matrix-org/matrix-spec-proposals/pull/3984
   */
  queryKeys(query: KeyQuery, options?: CallOptions): Promise<KeyQueryResponse>;
  /**
   * `POST /_matrix/app/v1/keys/claim`: claims one-time keys. Never sent again unless the route was unknown (N3).
   *
   * The answer is a JSON object of limited size, and that is all that was checked: give it to `restrictKeyClaim` before use (C4).
   *
   * @see https://github.com/matrix-org/matrix-spec-proposals/pull/3983
   */
  claimKeys(claim: KeyClaim, options?: CallOptions): Promise<KeyClaimResponse>;
  /**
   * `PUT /_matrix/app/v1/transactions/{txnId}`: sends events. Resolves when the appservice has them; otherwise the same transaction
   * has to be sent again under the same ID. When, is the caller's decision: no back-off holds a transaction up, and an unknown route
   * begins none.
   *
   * @throws {RangeError} when `txnId` is empty, `.` or `..`, or not well-formed Unicode: no path can hold these.
   * @see https://spec.matrix.org/v1.19/application-service-api/#put_matrixappv1transactionstxnid
   */
  sendTransaction(txnId: string, transaction: Transaction, options?: SendTransactionOptions): Promise<void>;
  /**
   * `POST /_matrix/app/v1/ping`: finds out whether the appservice is there and accepts the token. A success ends all back-offs; a
   * ping is sent whatever was answered before, and begins none (N5).
   *
   * @see https://spec.matrix.org/v1.19/application-service-api/#pinging
   */
  ping(transactionId?: string, options?: CallOptions): Promise<void>;
  /** Forgets what the appservice answered (N5): for when its registration was read again, or it has asked for a ping. */
  forget(): void;
  /** The API path by path, without negotiation. */
  readonly http: AppserviceHttpClient;
}

/**
 * Makes a client for the appservice of a registration.
 *
 * Paths are negotiated (N1–N5), redirects are never followed, and neither errors nor URLs contain the token (N8). Where the
 * registration's `url` is null or empty, every call rejects with a {@link RegistrationError} and nothing is sent (N9).
 *
 * @throws {RegistrationError} when `hs_token` or `url` cannot be used, or the registration is not plain data (G8).
 * @throws {RangeError} for a number that is not allowed (S8).
 */
export function createAppserviceClient(
  given: AppserviceRegistration,
  options: AppserviceClientOptions = {},
): AppserviceClient {
  const registration = plainCopy(given);
  const { now, random, paths = createPathMemory({ now, random }) } = options;
  const baseUrl = baseUrlOf(registration);
  const settings = settingsOf(registration, options);
  const { fetch, maxBodyBytes } = settings;
  // A raw request is made before it is refused, so it needs a URL, and this one leads nowhere.
  const url = baseUrl ?? 'http://appservice.invalid';
  const headers = commonHeaders(`Bearer ${registration.hs_token}`);
  const make = createRequestMaker<AppservicePaths>(url, headers);
  const { queryKeys, claimKeys, sendTransaction, ping } = applicationServiceOperations;

  function call<Path extends string, Answer>(
    of: Omit<NegotiatedCall<Path, Answer>, 'paths'> & { readonly paths?: PathMemory },
  ): Promise<Answer> {
    return baseUrl === undefined ? refuse() : callNegotiated({ paths, ...of }, settings);
  }

  const sendRaw =
    baseUrl === undefined
      ? refuse
      : protectFetch(settings.timeoutMs, (request, cancellation) =>
          send(request, { fetch, cancellation, maxBodyBytes }),
        );

  return {
    queryKeys: (query, { signal } = {}) =>
      call({
        operation: queryKeys,
        signal,
        asked: () => askedByQuery(query),
        request: (path) => make('post', path, { body: query }),
        read: (body, bounds) => readAnswer(body, bounds, keyCounter(query)) as KeyQueryResponse,
      }),
    claimKeys: (claim, { signal } = {}) =>
      call({
        operation: claimKeys,
        signal,
        asked: () => askedByClaim(claim),
        request: (path) => make('post', path, { body: claim }),
        read: (body, bounds) => readAnswer(body, bounds, oneTimeKeyCounter(claim)) as KeyClaimResponse,
      }),
    sendTransaction: async (txnId, transaction, { names, signal } = {}) => {
      const body = writeTransaction(transaction, names);
      await call({
        operation: sendTransaction,
        // A memory for this call alone: transactions have a schedule of their own, which a back-off would only upset.
        paths: createPathMemory(),
        signal,
        asked: nothingAsked,
        request: (path) => make('put', path, { params: { path: { txnId } }, body }),
        read: (body, bounds) => readAnswer(body, bounds),
      });
    },
    ping: async (transactionId, { signal } = {}) => {
      const body = transactionId === undefined ? {} : { transaction_id: transactionId };
      await call({
        operation: ping,
        // A memory for this call alone: what ends back-offs must not be held up by one.
        paths: createPathMemory(),
        signal,
        asked: nothingAsked,
        request: (path) => make('post', path, { body }),
        read: (body, bounds) => readAnswer(body, bounds),
      });
      paths.forget(registration.id);
    },
    forget: () => {
      paths.forget(registration.id);
    },
    // The same object under narrower types: a public declaration names no dependency.
    http: createHttpClient<AppservicePaths>(url, sendRaw, headers) as unknown as AppserviceHttpClient,
  } satisfies AppserviceClient & Record<keyof typeof applicationServiceOperations, unknown>;
}

function refuse(): Promise<never> {
  return Promise.reject(new RegistrationError('url', 'is null or empty: this appservice must not be called'));
}

function settingsOf(registration: AppserviceRegistration, options: AppserviceClientOptions): CallSettings {
  const { id, as_token: asToken, hs_token: hsToken } = registration;
  const hide = createSecretHider([asToken, hsToken]);
  const { prefer, pauseAfterFailures } = options;
  return { ...clientSettings(options), registrationId: id, prefer, pauseAfterFailures, hide };
}
