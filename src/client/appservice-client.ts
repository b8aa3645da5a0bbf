import { RegistrationError } from '../errors.js';
import { createSecretHider } from '../hide-secrets.js';
import { applicationServiceOperations } from '../operations.js';
import { requireOptionNames } from '../option-names.js';
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
  appserviceClientOptionNames,
  type CallOptions,
  clientSettings,
  type SendTransactionOptions,
} from './options.js';
import { keyCounter, oneTimeKeyCounter } from './count-entries.js';
import { createHttpClient, protectFetch } from './raw-client.js';
import type { AppserviceHttpClient, AppservicePaths } from './raw-client-types.js';
import { callNegotiated, type CallSettings, type InnerCallOptions, type NegotiatedCall } from './negotiated-call.js';
import { readAnswer } from './read-answer.js';
import { commonHeaders, createRequestMaker, nowhere } from './request.js';
import { send } from './send.js';

/**
 * Calls one appservice as its homeserver.
 *
 * Every method rejects with a {@link MatrixAppserviceError}, or with the reason of the caller's own signal.
 */
export interface AppserviceClient {
  /**
   * Asks for the keys of the appservice's users: `POST /_matrix/app/v1/keys/query`.
   *
   * Only the type (a JSON object) and size of the answer are checked: pass it to `restrictKeyQuery` before use (M3).
   *
   * @see https://github.com/matrix-org/matrix-spec-proposals/pull/3984
   */
  queryKeys(query: KeyQuery, options?: CallOptions): Promise<KeyQueryResponse>;
  /**
   * Claims one-time keys: `POST /_matrix/app/v1/keys/claim`. Only sent again after an unknown route (N3).
   *
   * Only the type (a JSON object) and size of the answer are checked: pass it to `restrictKeyClaim` before use (C4).
   *
   * @see https://github.com/matrix-org/matrix-spec-proposals/pull/3983
   */
  claimKeys(claim: KeyClaim, options?: CallOptions): Promise<KeyClaimResponse>;
  /**
   * Sends events: `PUT /_matrix/app/v1/transactions/{txnId}`. Resolves when the appservice has accepted them.
   *
   * After a rejection, send the same transaction again under the same ID, at a time of your choice: no back-off delays
   * a transaction, and an unknown route begins none.
   *
   * @throws {RangeError} if `txnId` is empty, `.` or `..`, or not well-formed Unicode: no path can hold these.
   * @see https://spec.matrix.org/v1.19/application-service-api/#put_matrixappv1transactionstxnid
   */
  sendTransaction(txnId: string, transaction: Transaction, options?: SendTransactionOptions): Promise<void>;
  /**
   * Checks that the appservice is there and accepts the token: `POST /_matrix/app/v1/ping`.
   *
   * A success ends all back-offs. A ping is sent despite them, and begins none (N5).
   *
   * @see https://spec.matrix.org/v1.19/application-service-api/#pinging
   */
  ping(transactionId?: string, options?: CallOptions): Promise<void>;
  /**
   * Forgets the appservice's earlier answers (N5). Call it when its registration was reloaded, or it has asked for a
   * ping.
   */
  forget(): void;
  /** API path by path, without negotiation. */
  readonly http: AppserviceHttpClient;
}

/**
 * Creates a client for the appservice of a registration.
 *
 * Paths are negotiated (N1–N5), redirects are never followed, and neither errors nor URLs contain the token (N8). If
 * the registration's `url` is null or empty, every call rejects with a {@link RegistrationError} and nothing is sent
 * (N9).
 *
 * @example
 * ```ts
 * const { registration } = await readRegistrationFile('registration.yaml');
 * const client = createAppserviceClient(registration, { timeoutMs: 5000 });
 * const query = { '@irc_ann:example.org': [] };
 * const { answer } = restrictKeyQuery(await client.queryKeys(query), query);
 * ```
 * @throws {RegistrationError} if `hs_token` or `url` cannot be used, or the registration is not plain data (G8).
 * @throws {RangeError} for a number that is not allowed (S8).
 * @throws {TypeError} for an option of an unknown name.
 */
export function createAppserviceClient(
  registration: AppserviceRegistration,
  options: AppserviceClientOptions = {},
): AppserviceClient {
  requireOptionNames('createAppserviceClient', options, appserviceClientOptionNames);
  return createInnerClient(plainCopy(registration), options);
}

/** A client whose calls of keys may be given a cancellation. */
interface InnerClient extends AppserviceClient {
  queryKeys(query: KeyQuery, options?: InnerCallOptions): Promise<KeyQueryResponse>;
  claimKeys(claim: KeyClaim, options?: InnerCallOptions): Promise<KeyClaimResponse>;
}

/** Creates a client for code of this package, which has checked registration and options. */
export function createInnerClient(registration: AppserviceRegistration, options: AppserviceClientOptions): InnerClient {
  const { now, random, paths = createPathMemory({ now, random }) } = options;
  const baseUrl = baseUrlOf(registration);
  const settings = settingsOf(registration, options);
  const { fetch, maxBodyBytes } = settings;
  // A raw request is built before it is refused, so it needs a URL.
  const url = baseUrl ?? nowhere;
  const headers = commonHeaders(`Bearer ${registration.hs_token}`);
  const make = createRequestMaker<AppservicePaths>(url, headers);

  function call<Path extends string, Answer>(
    options: InnerCallOptions | undefined,
    of: Omit<NegotiatedCall<Path, Answer>, 'paths'> & { readonly paths?: PathMemory },
  ): Promise<Answer> {
    return baseUrl === undefined ? refuse() : callNegotiated({ paths, ...of }, settings, options);
  }

  const sendRaw =
    baseUrl === undefined
      ? refuse
      : protectFetch(settings.timeoutMs, (request, cancellation) =>
          send(request, { fetch, cancellation, maxBodyBytes }),
        );

  return {
    queryKeys: (query, options) =>
      call(options, {
        operation: applicationServiceOperations.queryKeys,
        asked: () => askedByQuery(query),
        request: (path) => make('post', path, { body: query }),
        read: (body, bounds) => readAnswer(body, bounds, keyCounter(query)) as KeyQueryResponse,
      }),
    claimKeys: (claim, options) =>
      call(options, {
        operation: applicationServiceOperations.claimKeys,
        asked: () => askedByClaim(claim),
        request: (path) => make('post', path, { body: claim }),
        read: (body, bounds) => readAnswer(body, bounds, oneTimeKeyCounter(claim)) as KeyClaimResponse,
      }),
    sendTransaction: async (txnId, transaction, options) => {
      const body = writeTransaction(transaction, options?.names);
      await call(options, {
        operation: applicationServiceOperations.sendTransaction,
        // A memory for this call only: transactions have their own schedule, which a back-off would disturb.
        paths: createPathMemory(),
        asked: nothingAsked,
        request: (path) => make('put', path, { params: { path: { txnId } }, body }),
        read: readAnswer,
      });
    },
    ping: async (transactionId, options) => {
      const body = transactionId === undefined ? {} : { transaction_id: transactionId };
      await call(options, {
        operation: applicationServiceOperations.ping,
        // A memory for this call only: a back-off must not delay the call that ends it.
        paths: createPathMemory(),
        asked: nothingAsked,
        request: (path) => make('post', path, { body }),
        read: readAnswer,
      });
      paths.forget(registration.id);
    },
    forget: () => {
      paths.forget(registration.id);
    },
    // The same object under narrower types: public declarations mention no dependency.
    http: createHttpClient<AppservicePaths>(url, sendRaw, headers) as unknown as AppserviceHttpClient,
  } satisfies InnerClient & Record<keyof typeof applicationServiceOperations, unknown>;
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
