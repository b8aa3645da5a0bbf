import type { Cancellation } from '../async/cancellation.js';
import { withDeadline } from '../async/deadline.js';
import { UnrecognizedEndpointError } from '../errors.js';
import { parseXMatrix } from '../federation/x-matrix.js';
import { createSecretHider, type HideSecrets } from '../hide-secrets.js';
import { isUnknownRoute } from '../paths/select-path.js';
import { boundsOf, type AnswerBounds, type Asked } from './answer-bounds.js';
import type { ClientSettings } from './client-settings.js';
import type { FederationClientOptions } from './federation-client-options.js';
import type { OutgoingRequest } from './outgoing-request.js';
import { httpErrorOf, readErrorBody, type StatusMeanings } from './read-answer.js';
import { send, type Exchange } from './send.js';
import { signRequest } from './sign-request.js';

/** What holds for all calls of a federation client. */
export interface FederationSettings
  extends ClientSettings, Pick<FederationClientOptions, 'origin' | 'sign' | 'resolve'> {}

/** One call of one operation. */
export interface FederationCall<Answer> {
  readonly serverName: string;
  /** The path of the operation, as the document has it. */
  readonly path: string;
  readonly signal: AbortSignal | undefined;
  /** The parts of the question, which bound the answer. */
  readonly asked: () => Asked;
  /** Makes the request, which has no address yet. */
  readonly request: () => OutgoingRequest;
  /** Reads the body of a success. */
  readonly read: (body: Uint8Array, bounds: AnswerBounds) => Answer;
}

/** An answer, and the header that it was asked for with. */
export interface SignedExchange extends Exchange {
  readonly authorization: string;
}

/** 403 says no such thing: a homeserver may refuse us whatever we sign. */
const signatureRefused: StatusMeanings = { 401: 'the signature was refused' };

/**
 * Calls an operation of another homeserver on its one path, under one deadline for all that it takes (N8).
 *
 * @throws {UnrecognizedEndpointError} when the other side does not know the route (N2).
 * @throws {MatrixHttpError} for any other answer that is not a success.
 * @throws What {@link exchangeSigned} and `read` throw.
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
 * @throws What {@link signRequest} and {@link send} throw.
 */
export async function exchangeSigned(
  made: OutgoingRequest,
  serverName: string,
  cancellation: Cancellation,
  { origin, sign, resolve, fetch, maxBodyBytes }: FederationSettings,
): Promise<SignedExchange> {
  const request = await signRequest(made, { serverName, cancellation, origin, sign, resolve });
  const authorization = request.headers['authorization'] ?? '';
  return { ...(await send(request, { fetch, cancellation, maxBodyBytes })), authorization };
}

/** Hides what no error may hold, should the other side send it back: the header and the signature in it (S5). */
function hiderOf(authorization: string): HideSecrets {
  return createSecretHider([authorization, parseXMatrix(authorization)?.sig]);
}
