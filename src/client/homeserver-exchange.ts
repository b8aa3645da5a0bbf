import { type Cancellation } from '../async/cancellation.js';
import { pause, withDeadline } from '../async/deadline.js';
import { createClock } from '../clock.js';
import { UnrecognizedEndpointError } from '../errors.js';
import type { HideSecrets } from '../hide-secrets.js';
import { isJsonObject, own } from '../json-objects.js';
import { isUnknownRoute } from '../paths/select-path.js';
import { noteErrorAnswer } from './error-answers.js';
import type { Fetch } from './fetch.js';
import { httpErrorOf, readErrorBody, type StatusMeanings } from './read-answer.js';
import type { ClientRequest } from './request.js';
import { type Exchange, send } from './send.js';

/** The limits of one call. */
export interface HomeserverLimits {
  readonly signal: AbortSignal | undefined;
  readonly timeoutMs: number;
  readonly maxBodyBytes: number;
}

/** The settings for all calls of a homeserver client. */
export interface ExchangeSettings {
  readonly fetch: Fetch;
  /** Hides the token, which no error may contain (S5). */
  readonly hide: HideSecrets;
}

/** Not 403: the homeserver may refuse a user or an action. */
const tokenRefused: StatusMeanings = { 401: 'the as_token was refused' };

/** The meaning of a 401 without an errcode: before Matrix 1.17, homeservers demand it from appservices too (G7). */
const interactive: StatusMeanings = { 401: 'the homeserver demands interactive authentication' };

/**
 * Sends a request and returns a successful answer, all under one deadline (N8).
 *
 * A 429 is waited out once, if it says for how long and the deadline allows it: the same request is sent again, so its
 * transaction ID is the same (E5). Nothing else is repeated.
 *
 * @param path Path of the operation, for the error.
 * @param make Makes the request. It may throw for the caller's mistakes.
 * @throws {UnrecognizedEndpointError} if the homeserver does not know the route (N2).
 * @throws {MatrixHttpError} for any other answer that is not a success.
 * @throws The errors of {@link send}.
 */
export function exchangeWithHomeserver(
  path: string,
  make: () => ClientRequest,
  { signal, timeoutMs, maxBodyBytes }: HomeserverLimits,
  { fetch, hide }: ExchangeSettings,
): Promise<Exchange> {
  const clock = createClock(undefined);
  const begunMs = clock.now();
  return withDeadline(timeoutMs, signal, async (cancellation: Cancellation) => {
    const request = make();
    for (let attempt = 1; ; attempt++) {
      const answer = await send(request, { fetch, cancellation, maxBodyBytes });
      if (answer.status >= 200 && answer.status < 300) return answer;
      const body = readErrorBody(answer.body);
      if (isUnknownRoute(answer.status, body)) throw new UnrecognizedEndpointError([path]);
      const error = httpErrorOf(answer, body, hide, meaningsOf(body));
      noteErrorAnswer(error, body);
      const waitMs = answer.status === 429 && attempt === 1 ? error.retryAfterMs : undefined;
      if (waitMs === undefined || clock.elapsedMs(begunMs) + waitMs >= timeoutMs) throw error;
      await pause(waitMs, cancellation);
    }
  });
}

function meaningsOf(body: unknown): StatusMeanings {
  return isJsonObject(body) && own(body, 'flows') !== undefined ? interactive : tokenRefused;
}
