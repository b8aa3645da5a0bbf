import type { Cancellation } from '../async/cancellation.js';
import { withDeadline } from '../async/deadline.js';
import type { HideSecrets } from '../hide-secrets.js';
import type { Operation } from '../operations.js';
import type { PathMemory } from '../paths/path-memory.js';
import { isUnknownRoute } from '../paths/select-path.js';
import { boundsOf, type AnswerBounds, type Asked } from './answer-bounds.js';
import type { CallOptions, ClientSettings } from './options.js';
import type { ClientRequest } from './request.js';
import { httpErrorOf, readErrorBody } from './read-answer.js';
import { send } from './send.js';

/** The settings for all calls of an appservice client. */
export interface CallSettings extends ClientSettings {
  readonly registrationId: string;
  readonly prefer: 'stable' | 'unstable' | undefined;
  readonly pauseAfterFailures: boolean | undefined;
  /** Hides the secrets that no error may contain (S5). */
  readonly hide: HideSecrets;
}

/** Options of calls within this package. */
export interface InnerCallOptions extends CallOptions {
  /** Ends the call, in place of a signal: who makes the request has made its only deadline already (N8). */
  readonly cancellation?: Cancellation | undefined;
}

/** One call of one operation. */
export interface NegotiatedCall<Path extends string, Answer> {
  readonly operation: Operation & { readonly stablePath: Path };
  readonly paths: PathMemory;
  /** Measures the request, which limits the answer. */
  readonly asked: () => Asked;
  readonly request: (path: Path) => ClientRequest;
  /** Reads the body of a success. */
  readonly read: (body: Uint8Array, bounds: AnswerBounds) => Answer;
}

/**
 * Calls an operation on a path that the other side knows, under one deadline for all attempts (N1–N5, N8).
 *
 * @throws {MatrixHttpError} for an answer that is neither a success nor an unknown route.
 * @throws The errors of {@link PathMemory.negotiate}, {@link send} and `read`.
 */
export function callNegotiated<Path extends string, Answer>(
  { operation, paths, asked, request, read }: NegotiatedCall<Path, Answer>,
  settings: CallSettings,
  { signal, cancellation: given }: InnerCallOptions = {},
): Promise<Answer> {
  const { registrationId, prefer, pauseAfterFailures, fetch, timeoutMs, hide } = settings;
  const attempt = (cancellation: Cancellation): Promise<Answer> => {
    const bounds = boundsOf(asked(), settings);
    return paths.negotiate({ registrationId, operation, prefer, pauseAfterFailures }, async (path) => {
      // All paths of an operation have the same types, since the documents derive them from the stable one: a request
      // to any of them is typed by that.
      const answer = await send(request(path as Path), { fetch, cancellation, maxBodyBytes: bounds.bytes });
      if (answer.status >= 200 && answer.status < 300)
        return { unknownRoute: false, answer: read(answer.body, bounds) };
      const body = readErrorBody(answer.body);
      if (isUnknownRoute(answer.status, body)) return { unknownRoute: true };
      throw httpErrorOf(answer, body, hide);
    });
  };
  return given === undefined ? withDeadline(timeoutMs, signal, attempt) : attempt(given);
}
