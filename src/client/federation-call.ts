import { type Cancellation, untilCancelled } from '../async/cancellation.js';
import { withDeadline } from '../async/deadline.js';
import { UnrecognizedEndpointError } from '../errors.js';
import { parseXMatrix } from '../federation/x-matrix.js';
import { createSecretHider, type HideSecrets } from '../hide-secrets.js';
import { isUnknownRoute } from '../paths/select-path.js';
import { type AnswerBounds, type Asked, boundsOf } from './answer-bounds.js';
import type { ClientSettings, FederationClientOptions } from './options.js';
import type { ClientRequest } from './request.js';
import { httpErrorOf, readErrorBody, type StatusMeanings } from './read-answer.js';
import { type Exchange, send } from './send.js';
import { isServerName } from '../identifiers.js';
import { decodeJson } from '../http/decode-json.js';
import { faultOfHttpUrl } from '../registration/registration-fields.js';

/** The settings for all calls of a federation client. */
export interface FederationSettings
  extends ClientSettings, Pick<FederationClientOptions, 'origin' | 'sign' | 'resolve'> {}

/** One call of one operation. */
export interface FederationCall<Answer> {
  readonly serverName: string;
  /** Path of the operation, as in the document. */
  readonly path: string;
  readonly signal: AbortSignal | undefined;
  /** Measures the request, which limits the answer. */
  readonly asked: () => Asked;
  /** Makes the request, still without an address. */
  readonly request: () => ClientRequest;
  /** Reads the body of a success. */
  readonly read: (body: Uint8Array, bounds: AnswerBounds) => Answer;
}

/** An answer, with the header of its request. */
interface SignedExchange extends Exchange {
  readonly authorization: string;
}

/** Not 403: a homeserver may refuse us whatever we sign. */
const signatureRefused: StatusMeanings = { 401: 'the signature was refused' };

/**
 * Calls an operation of another homeserver on its only path, under one deadline (N8).
 *
 * @throws {UnrecognizedEndpointError} if the other side does not know the route (N2).
 * @throws {MatrixHttpError} for any other answer that is not a success.
 * @throws The errors of {@link exchangeSigned} and `read`.
 */
export function callFederation<Answer>(call: FederationCall<Answer>, settings: FederationSettings): Promise<Answer> {
  const { serverName, path, asked, request, read } = call;
  return withDeadline(settings.timeoutMs, call.signal, async (cancellation) => {
    const bounds = boundsOf(asked(), settings);
    const answer = await exchangeSigned(request(), serverName, cancellation, {
      ...settings,
      maxBodyBytes: bounds.bytes,
    });
    if (answer.status >= 200 && answer.status < 300) return read(answer.body, bounds);
    const body = readErrorBody(answer.body);
    if (isUnknownRoute(answer.status, body)) throw new UnrecognizedEndpointError([path]);
    throw httpErrorOf(answer, body, hiderOf(answer.authorization), signatureRefused);
  });
}

/**
 * Addresses, signs and sends a request, and reads the whole answer.
 *
 * @throws The errors of {@link signRequest} and {@link send}.
 */
export async function exchangeSigned(
  made: ClientRequest,
  serverName: string,
  cancellation: Cancellation,
  { origin, sign, resolve, fetch, maxBodyBytes }: FederationSettings,
): Promise<SignedExchange> {
  const request = await signRequest(made, { serverName, cancellation, origin, sign, resolve });
  const authorization = request.headers['authorization'] ?? '';
  return { ...(await send(request, { fetch, cancellation, maxBodyBytes })), authorization };
}

/** Hides the header and its signature, should the other side send them back (S5). */
function hiderOf(authorization: string): HideSecrets {
  return createSecretHider([authorization, parseXMatrix(authorization)?.sig]);
}

/** The options for addressing and signing a request. */
interface SignRequestOptions extends Pick<FederationClientOptions, 'origin' | 'sign' | 'resolve'> {
  /** Name of the homeserver to ask. */
  readonly serverName: string;
  /** Cancels the work. */
  readonly cancellation: Cancellation;
}

/**
 * Addresses and signs a request.
 *
 * The signature covers the exact bytes, path and query that are sent (F2).
 *
 * @param made Has path, query, method, headers and the serialised body. Its host has no meaning.
 * @throws {RangeError} if `serverName` is not one, or the result of `resolve` or `sign` cannot be used. Neither is
 *   quoted (S5).
 * @throws The rejections of `resolve` and `sign`, and the reason of the cancellation.
 */
async function signRequest(made: ClientRequest, options: SignRequestOptions): Promise<ClientRequest> {
  const { origin, serverName, sign, resolve, cancellation } = options;
  if (!isServerName(serverName)) throw new RangeError('serverName must be a server name');
  const { method, body } = made;
  const url = urlBelow(await untilCancelled(cancellation, () => resolve(serverName)), new URL(made.url));
  const content = typeof body === 'string' ? { content: contentOf(body) } : {};
  const request = { method, target: url.pathname + url.search, destination: serverName, ...content };
  const authorization = await untilCancelled(cancellation, () => sign(request));
  requireAuthorization(authorization, origin);
  return { url: url.href, method, headers: { ...made.headers, authorization }, body };
}

function urlBelow(base: URL, { pathname, search }: URL): URL {
  const { href } = base;
  // The same requirements as for the URL of a registration, which however may be null, or that of a socket.
  if (faultOfHttpUrl(href) !== undefined) {
    throw new RangeError('resolve must return an http or https URL without user, query and fragment');
  }
  return new URL(href.replace(/\/+$/, '') + pathname + search);
}

function contentOf(body: string): unknown {
  const decoded = decodeJson(new TextEncoder().encode(body));
  if (!decoded.ok) throw new RangeError(decoded.message);
  return decoded.value;
}

/** Validates the header here: the web's own `Headers` would quote a value that it refuses. */
function requireAuthorization(authorization: unknown, origin: string): void {
  if (typeof authorization !== 'string' || !/^[\x20-\x7e]+$/.test(authorization))
    throw new RangeError('sign must return visible ASCII characters');
  const signedBy = parseXMatrix(authorization)?.origin ?? origin;
  if (signedBy !== origin) throw new RangeError("sign must sign as the client's origin");
}
