import type { Fetch } from '../client/fetch.js';
import { BodyTooLargeError } from '../errors.js';
import type { HideSecrets } from '../hide-secrets.js';
import { decodeJson } from '../http/decode-json.js';
import { readLimited } from '../http/read-limited.js';
import { isJsonObject, own } from '../json-objects.js';

/** One request, and what came of it. */
export interface RecordedRequest {
  readonly method: string;
  /** With the path of the registration's URL before it. */
  readonly path: string;
  /** The status of the answer; absent where there was none. */
  readonly status?: number;
  /** Up to the beginning of the answer, in milliseconds. */
  readonly durationMs: number;
  /** What the answer says about its error, in its own words: `errcode` and `error`. */
  readonly said?: string;
}

/** How much of an error's body is read, in bytes. */
const longestError = 2 ** 20;

/** How much of what an error says is shown, in characters. */
const longestSaid = 500;

/**
 * A `fetch` that notes each request in `requests`.
 *
 * @param hide Takes secrets out of the path, and of what an answer says before that is cut off: half a token is not known as one (S7).
 */
export function recordRequests(fetch: Fetch, now: () => number, requests: RecordedRequest[], hide: HideSecrets): Fetch {
  return async (request) => {
    const { method } = request;
    const path = hide(new URL(request.url).pathname);
    const startedMs = now();
    try {
      const response = await fetch(request);
      const { status } = response;
      const durationMs = rounded(now() - startedMs);
      const { said, passedOn } = await readError(response, request.signal);
      requests.push({
        method,
        path,
        status,
        durationMs,
        ...(said === undefined ? {} : { said: hide(said).slice(0, longestSaid) }),
      });
      return passedOn;
    } catch (error) {
      requests.push({ method, path, durationMs: rounded(now() - startedMs) });
      throw error;
    }
  };
}

/** To hundredths: what is behind them is noise. */
function rounded(ms: number): number {
  return Math.round(ms * 100) / 100;
}

/** What an error says, and a response that can still be read. Successes and redirects are not touched. */
async function readError(response: Response, signal: AbortSignal): Promise<{ said?: string; passedOn: Response }> {
  const { status, headers } = response;
  if (status < 400 || status > 599 || headers.has('content-encoding')) return { passedOn: response };
  const bytes = await readUpTo(response.body, longestError, signal);
  const decoded = decodeJson(bytes);
  const body = decoded.ok && isJsonObject(decoded.value) ? decoded.value : {};
  const said = [own(body, 'errcode'), own(body, 'error')].filter((part) => typeof part === 'string').join(': ');
  const passedOn = new Response(new Uint8Array(bytes), { status, headers });
  return said === '' ? { passedOn } : { said, passedOn };
}

/** A body; nothing of one that is larger, since what says what went wrong is short. */
async function readUpTo(body: Response['body'], limitBytes: number, signal: AbortSignal): Promise<Uint8Array> {
  try {
    return await readLimited(body, limitBytes, signal);
  } catch (error) {
    if (error instanceof BodyTooLargeError) return new Uint8Array(0);
    throw error;
  }
}
