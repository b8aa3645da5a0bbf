import { withDeadline } from '../../async/deadline.js';
import { urlWithoutSlash } from '../../client/base-url.js';
import type { Fetch } from '../../client/fetch.js';
import { commonHeaders } from '../../client/request.js';
import { send } from '../../client/send.js';
import { TimeoutError } from '../../errors.js';
import type { HideSecrets } from '../../hide-secrets.js';
import { decodeJson } from '../../http/decode-json.js';
import { isJsonObject, type JsonObject, own } from '../../json-objects.js';
import { isUnknownRoute } from '../../paths/select-path.js';
import { masqueradeParameters, type MasqueradeIdentity, type MasqueradeNames } from '../../registration/masquerade.js';

/** An answer of the homeserver, whatever its status. */
export interface AskedAnswer {
  readonly status: number;
  /** Empty for a body that is no JSON object. */
  readonly body: JsonObject;
  readonly durationMs: number;
  /** Value of the header `server`. */
  readonly server: string | undefined;
  /** Tells whether the homeserver does not know the route (N2). */
  readonly isUnknownRoute: boolean;
}

/** The parts of a request besides its method and path. */
export interface AskOptions {
  readonly as?: MasqueradeIdentity | undefined;
  readonly names?: MasqueradeNames | undefined;
  readonly query?: Readonly<Record<string, string>> | undefined;
  readonly body?: object | undefined;
  readonly timeoutMs?: number | undefined;
  /** Lets it be sent even after the run was interrupted, as cleaning up must. */
  readonly always?: boolean | undefined;
}

/**
 * Sends a request with the `as_token`, and returns the answer whatever its status. A 429 is waited out.
 *
 * @throws {MatrixAppserviceError} if there is no answer.
 */
export type AskHomeserver = (method: string, path: string, options?: AskOptions) => Promise<AskedAnswer>;

/** The parts of {@link AskHomeserver}. */
export interface AskParts {
  readonly url: string;
  readonly asToken: string;
  readonly fetch: Fetch;
  readonly now: () => number;
  readonly delay: (ms: number, signal?: AbortSignal) => Promise<void>;
  readonly signal?: AbortSignal | undefined;
}

const timeoutMs = 30_000;
const maxBodyBytes = 10 * 2 ** 20;
/** The longest wait for which a rate limit is obeyed. */
const longestWaitMs = 30_000;

/** Makes a function that asks a homeserver. It is raw on purpose: statuses, names and shapes are what checks look at. */
export function createHomeserverAsk({ url, asToken, fetch, now, delay, signal }: AskParts): AskHomeserver {
  const base = urlWithoutSlash(url);
  const headers = { ...commonHeaders(`Bearer ${asToken}`), 'content-type': 'application/json' };

  async function once(method: string, path: string, options: AskOptions): Promise<AskedAnswer> {
    const { as = {}, names, query = {}, body } = options;
    const parameters = new URLSearchParams([...new URLSearchParams(query), ...masqueradeParameters(as, names)]);
    const text = parameters.toString().replaceAll('+', '%20');
    const request = {
      url: `${base}${path}${text === '' ? '' : `?${text}`}`,
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
    };
    const caller = options.always === true ? undefined : signal;
    const startMs = now();
    const exchange = await withDeadline(options.timeoutMs ?? timeoutMs, caller, (cancellation) =>
      send(request, { fetch, cancellation, maxBodyBytes }),
    );
    const decoded = decodeJson(exchange.body);
    const value = decoded.ok ? decoded.value : undefined;
    return {
      status: exchange.status,
      body: isJsonObject(value) ? value : {},
      durationMs: now() - startMs,
      server: exchange.headers.get('server') ?? undefined,
      isUnknownRoute: isUnknownRoute(exchange.status, value),
    };
  }

  return async (method, path, options = {}) => {
    const answer = await once(method, path, options);
    const waitMs = own(answer.body, 'retry_after_ms');
    if (answer.status !== 429 || typeof waitMs !== 'number' || !(waitMs <= longestWaitMs)) return answer;
    await delay(waitMs, options.always === true ? undefined : signal);
    return once(method, path, options);
  };
}

/** The most characters of an answer's words that are shown. */
const longestSaid = 160;

/** Quotes status and words of an answer in one line: `403 M_FORBIDDEN: …`. */
export function saidBy({ status, body }: AskedAnswer, hide: HideSecrets): string {
  const words = [own(body, 'errcode'), own(body, 'error')].filter((part) => typeof part === 'string').join(': ');
  const text = hide(words).replace(/\s+/g, ' ');
  return `${status.toString()}${text === '' ? '' : ` ${text.slice(0, longestSaid).replace(/[.\s]+$/, '')}`}`;
}

/**
 * Writes a path of the client-server API; the parts are percent-encoded. A lone surrogate, which the homeserver may have
 * said and no path can have, is replaced.
 */
export function clientPath(parts: TemplateStringsArray, ...values: readonly string[]): string {
  const encoded = parts.map(
    (part, i) =>
      part + (i < values.length ? encodeURIComponent((values[i] ?? '').replace(/[\uD800-\uDFFF]/gu, '\uFFFD')) : ''),
  );
  return `/_matrix/client/v3/${encoded.join('')}`;
}

/** Tells whether a request had no answer in time. */
export function isTimeout(error: unknown): boolean {
  return error instanceof TimeoutError;
}
