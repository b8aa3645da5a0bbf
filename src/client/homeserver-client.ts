import { clientServerCalls } from '../../generated/client-server-calls.js';
import type { Finding } from '../findings.js';
import { createSecretHider } from '../hide-secrets.js';
import { numberOption } from '../number-options.js';
import { requireOptionNames, type OptionNames } from '../option-names.js';
import type { MasqueradeIdentity, MasqueradeNames } from '../registration/masquerade.js';
import { faultOfUrl, isToken } from '../registration/registration-fields.js';
import { urlWithoutSlash } from './base-url.js';
import { type Fetch, runtimeFetch } from './fetch.js';
import type {
  HomeserverCallOptions,
  HomeserverHttpClient,
  HomeserverMethods,
  HomeserverOperation,
} from './homeserver-client-types.js';
import { type HomeserverSettings, methodOf, rawHomeserverClient, requestJson } from './homeserver-methods.js';
import type { Acting } from './homeserver-request.js';
import { commonHeaders } from './request.js';

/** Options of {@link createHomeserverClient}. */
export interface HomeserverClientOptions {
  /**
   * Base URL of the homeserver for clients: http or https, with a path if it has one, or `unix:///path` with a `fetch`
   * that reaches sockets.
   */
  readonly url: string;
  /** The `as_token` of the registration. */
  readonly asToken: string;
  /** User and device for whom the client acts (G6). Default: the sender of the registration. */
  readonly as?: MasqueradeIdentity | undefined;
  /** Names under which the device is sent. Default: `both` (G6). */
  readonly names?: MasqueradeNames | undefined;
  /** Sends a request; should end with the request's signal. Default: the runtime's `fetch`. */
  readonly fetch?: Fetch | undefined;
  /**
   * Deadline of a whole call in milliseconds, up to the end of the body and with the wait that a 429 asks for. Capped
   * at about 25 days. Default: 60,000, because a homeserver asks others before it answers.
   */
  readonly timeoutMs?: number | undefined;
  /** Maximum body size of any answer, in bytes. Default: 10 MiB. */
  readonly maxBodyBytes?: number | undefined;
  /** Receives the entries of answers that are left out because they are malformed, and fields that are null (S4). */
  readonly onFinding?: ((finding: Finding) => void) | undefined;
}

/** Options of `request`. */
export interface HomeserverRequestOptions extends HomeserverCallOptions {
  /** Parameters of the query, besides those of the acting user and device. */
  readonly query?: Readonly<Record<string, string>> | undefined;
}

/**
 * Calls a homeserver as an application service.
 *
 * There is one method for each operation of the client-server documents, under its `operationId`. Every method rejects
 * with a {@link MatrixAppserviceError}, with a {@link RangeError} for a mistake of the caller, or with the reason of the
 * caller's own signal.
 *
 * Only a 429 is ever repeated, once. An answer is checked by its schema, and one of the wrong shape is a `PayloadError`
 * with the JSON pointer. Optional fields that are `null` count as absent (S4). A malformed entry that somebody else
 * wrote (a device, a key, an event, a to-device message) is left out alone, and goes to `onFinding`.
 */
export interface HomeserverClient extends HomeserverMethods {
  /** User and device for whom the client acts. */
  readonly identity: MasqueradeIdentity;
  /** Creates the same client, acting for another user and device (G6). `{}` is the sender of the registration. */
  as(identity: MasqueradeIdentity): HomeserverClient;
  /**
   * Makes any other request, and returns the parsed JSON of its answer, unchecked.
   *
   * @param path Path and query below the homeserver's URL, percent-encoded: `/_matrix/client/v3/joined_rooms`.
   * @param body Sent as JSON, or bytes as they are. Default: no body.
   * @throws {RangeError} for a path that does not begin with `/`, or has a fragment.
   * @throws {TypeError} for an option with an unknown name.
   */
  request(method: string, path: string, body?: unknown, options?: HomeserverRequestOptions): Promise<unknown>;
  /** API path by path, for the same user and device: `http.GET(path, { params })`. */
  readonly http: HomeserverHttpClient;
}

/**
 * Creates a client with which an application service calls its homeserver.
 *
 * Redirects are never followed, and no error holds the token (N8, S5).
 *
 * @example
 * ```ts
 * const client = createHomeserverClient({ url: 'http://127.0.0.1:8008', asToken: 'a-long-random-token' });
 * const ghost = client.as({ userId: '@irc_ann:example.org', deviceId: 'GHOST' });
 * const { room_id: roomId } = await ghost.createRoom({ preset: 'private_chat' });
 * const content = { msgtype: 'm.text', body: 'Hello' };
 * await ghost.sendEvent({ roomId, eventType: 'm.room.message', txnId: '1' }, content);
 * ```
 * @throws {RangeError} if `url` or `asToken` cannot be used, neither of which is quoted, and for a number or name that is
 *   not allowed (S8).
 * @throws {TypeError} for an option of the wrong kind, or an unknown name.
 */
export function createHomeserverClient(options: HomeserverClientOptions): HomeserverClient {
  requireOptionNames('createHomeserverClient', options, optionNames);
  const { url, asToken, as = {}, names = 'both', onFinding } = options;
  requireUrl(url);
  requireAsToken(asToken);
  if (!['stable', 'unstable', 'both'].includes(names)) {
    throw new RangeError('names must be "stable", "unstable" or "both"');
  }
  for (const [name, given] of Object.entries({ fetch: options.fetch, onFinding })) {
    if (given !== undefined && typeof given !== 'function') throw new TypeError(`${name} must be a function`);
  }
  const settings: HomeserverSettings = {
    baseUrl: urlWithoutSlash(url),
    headers: commonHeaders(`Bearer ${asToken}`),
    names,
    fetch: options.fetch ?? runtimeFetch,
    hide: createSecretHider([asToken]),
    timeoutMs: numberOption('timeoutMs', options.timeoutMs, 60_000),
    maxBodyBytes: numberOption('maxBodyBytes', options.maxBodyBytes, 10 * 2 ** 20, { whole: true }),
    onFinding: onFinding ?? (() => undefined),
  };
  return clientFor(as, settings);
}

const optionNames: OptionNames<HomeserverClientOptions> = {
  url: true,
  asToken: true,
  as: true,
  names: true,
  fetch: true,
  timeoutMs: true,
  maxBodyBytes: true,
  onFinding: true,
};

/** @throws {RangeError} */
function requireUrl(url: unknown): asserts url is string {
  const fault = typeof url === 'string' ? faultOfUrl(url) : 'must be a string: the base URL of the homeserver';
  if (fault !== undefined) throw new RangeError(`url ${fault}`);
  if (/\/_matrix(?:\/|$)/.test(String(url))) {
    throw new RangeError('url must be the base URL of the homeserver, without `/_matrix/client` and all that follows');
  }
}

/** @throws {RangeError} */
function requireAsToken(asToken: unknown): void {
  if (isToken(asToken)) return;
  const isMissing = asToken === undefined || asToken === null;
  throw new RangeError(
    `asToken ${isMissing ? 'is missing: it is the `as_token` of the registration' : 'must be visible ASCII characters, without spaces'}`,
  );
}

/** All operations: the compiler finds one that is missing in the table. */
const operations = /*@__PURE__*/ Object.keys(
  clientServerCalls satisfies Readonly<Record<HomeserverOperation, unknown>>,
) as HomeserverOperation[];

function clientFor(identity: MasqueradeIdentity, settings: HomeserverSettings): HomeserverClient {
  const { names } = settings;
  const acting: Acting = { identity: plainIdentity(identity), names };
  let http: HomeserverHttpClient | undefined;
  const client: Record<string, unknown> & Omit<HomeserverClient, HomeserverOperation> = {
    identity: acting.identity,
    as: (other) => clientFor(other, settings),
    request: async (method, path, body, { query = {}, ...options } = {}) =>
      requestJson({ method, path, body, query }, options, acting, settings),
    get http() {
      return (http ??= rawHomeserverClient(acting, settings));
    },
  };
  for (const id of operations) client[id] = methodOf(id, clientServerCalls[id], acting, settings);
  // The compiler cannot follow the loop: the table has each operation, with the parts that its type is made from.
  return client as unknown as HomeserverClient;
}

/**
 * Copies an identity, so that later changes of the object have no effect.
 *
 * @throws {TypeError} for anything else, which would act for the sender.
 */
function plainIdentity(identity: unknown): MasqueradeIdentity {
  if (typeof identity !== 'object' || identity === null) {
    throw new TypeError('as must be an object with `userId` and `deviceId`, or one of them');
  }
  const { userId, deviceId } = identity as { readonly [Name in keyof MasqueradeIdentity]: unknown };
  for (const [name, given] of Object.entries({ userId, deviceId })) {
    if (given !== undefined && typeof given !== 'string') throw new TypeError(`${name} of \`as\` must be a string`);
  }
  return { userId, deviceId } as MasqueradeIdentity;
}
