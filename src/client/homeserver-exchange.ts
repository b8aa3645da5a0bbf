import { type Cancellation } from '../async/cancellation.js';
import { pause, withDeadline } from '../async/deadline.js';
import { createClock } from '../clock.js';
import { UnrecognizedEndpointError } from '../errors.js';
import type { HideSecrets } from '../hide-secrets.js';
import { isUnknownRoute } from '../paths/select-path.js';
import { noteErrorAnswer } from './error-answers.js';
import type { Fetch } from './fetch.js';
import { homeserverErrorOf, nameRequest } from './homeserver-errors.js';
import { readErrorBody } from './read-answer.js';
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

/** A call of one operation. */
export interface HomeserverCall<Result> {
  /** Path of the operation in the documents, for errors. */
  readonly path: string;
  /** Makes the request. It may throw for the caller's mistakes. */
  readonly make: () => ClientRequest;
  /** Reads a successful answer. */
  readonly read: (answer: Exchange) => Result;
}

/**
 * Sends a request and reads a successful answer, all under one deadline (N8).
 *
 * A 429 is waited out once, if it says for how long and the deadline allows it: the same request is sent again, so its
 * transaction ID is the same (E5). Nothing else is repeated. The message of each error begins with the request.
 *
 * @throws {UnrecognizedEndpointError} if the homeserver does not know the route (N2).
 * @throws {MatrixHttpError} for any other answer that is not a success.
 * @throws The errors of {@link send}, of `make` and of `read`.
 */
export async function exchangeWithHomeserver<Result>(
  { path, make, read }: HomeserverCall<Result>,
  { signal, timeoutMs, maxBodyBytes }: HomeserverLimits,
  settings: ExchangeSettings,
): Promise<Result> {
  signal?.throwIfAborted();
  const request = make();
  const clock = createClock(undefined);
  const begunMs = clock.now();
  return namingRequest(request, signal, settings, () =>
    withDeadline(timeoutMs, signal, async (cancellation: Cancellation) => {
      for (let attempt = 1; ; attempt++) {
        const answer = await send(request, { fetch: settings.fetch, cancellation, maxBodyBytes });
        if (answer.status >= 200 && answer.status < 300) return read(answer);
        const body = readErrorBody(answer.body);
        if (isUnknownRoute(answer.status, body)) throw new UnrecognizedEndpointError([path]);
        const error = homeserverErrorOf(answer, body, settings.hide);
        noteErrorAnswer(error, body);
        const waitMs = answer.status === 429 && attempt === 1 ? error.retryAfterMs : undefined;
        if (waitMs === undefined || clock.elapsedMs(begunMs) + waitMs >= timeoutMs) throw error;
        await pause(waitMs, cancellation);
      }
    }),
  );
}

/** Does the work of a request, whose errors then name it. The reason of the caller's signal stays as it is. */
export async function namingRequest<Result>(
  request: ClientRequest,
  signal: AbortSignal | undefined,
  settings: ExchangeSettings,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw error === signal?.reason ? error : nameRequest(error, request, settings.hide);
  }
}
