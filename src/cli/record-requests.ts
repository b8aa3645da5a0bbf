import type { Fetch } from '../client/fetch.js';
import { BodyTooLargeError } from '../errors.js';
import type { HideSecrets } from '../hide-secrets.js';
import { decodeJson } from '../http/decode-json.js';
import { readLimited } from '../http/read-limited.js';
import { isJsonObject, own } from '../json-objects.js';

/** A request, and its outcome. */
export interface RecordedRequest {
  readonly method: string;
  /** Path, including that of the registration's URL. */
  readonly path: string;
  /** Status of the answer; absent if there was none. */
  readonly status?: number;
  /** Time to the beginning of the answer, in milliseconds. */
  readonly durationMs: number;
  /** Answer's own words about its error: `errcode` and `error`. */
  readonly said?: string;
}

/** The most bytes of an error's body that are read. */
const longestError = 2 ** 20;

/** The most characters of an error's words that are shown. */
const longestSaid = 500;

/**
 * Creates a `fetch` that records each request in `requests`.
 *
 * @param hide Hides secrets in the path, and in an answer's words before they are shortened: half a token could not be
 *   found (S7).
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

/** Rounds to hundredths: further digits are noise. */
function rounded(ms: number): number {
  return Math.round(ms * 100) / 100;
}

/**
 * Reads the words of an error, and returns a response that can still be read. Successes and redirects are left alone.
 */
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

/** Reads a body, or nothing of a larger one, since useful error messages are short. */
async function readUpTo(body: Response['body'], limitBytes: number, signal: AbortSignal): Promise<Uint8Array> {
  try {
    return await readLimited(body, limitBytes, signal);
  } catch (error) {
    if (error instanceof BodyTooLargeError) return new Uint8Array(0);
    throw error;
  }
}
