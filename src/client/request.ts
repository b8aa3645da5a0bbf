import type { HttpRequest, OperationAt, PathsWith } from './raw-client-types.js';
import type { Cancellation } from '../async/cancellation.js';

/**
 * Makes requests of a document's operations, typed by it.
 *
 * @throws {RangeError} for a parameter that the path cannot hold.
 */
type RequestMaker<Paths> = <Method extends 'get' | 'post' | 'put', Path extends PathsWith<Method, Paths> & string>(
  method: Method,
  path: Path,
  request: HttpRequest<OperationAt<Paths[Path], Method>>,
) => ClientRequest;

/**
 * What all requests carry. What is unpacked on the way cannot be counted, so no answer may come compressed (S2).
 *
 * @param authorization The value of that header, the only place where a token belongs (N8). Default: there is none yet.
 */
export function commonHeaders(authorization?: string): Readonly<Record<string, string>> {
  return { 'accept-encoding': 'identity', ...(authorization === undefined ? {} : { authorization }) };
}

/**
 * Gets everything ready to make requests of one server.
 *
 * @param baseUrl In normal form, without a slash at its end.
 * @param headers What every request carries.
 */
export function createRequestMaker<Paths>(
  baseUrl: string,
  headers: Readonly<Record<string, string>>,
): RequestMaker<Paths> {
  const jsonHeaders = { ...headers, 'content-type': 'application/json' };
  return (method, path, request) => {
    const { params, body } = request as Untyped;
    const url = baseUrl + (params === undefined ? path : fillIn(path, params.path));
    return {
      url,
      method: method.toUpperCase(),
      headers: body === undefined ? headers : jsonHeaders,
      body: body === undefined ? null : JSON.stringify(body),
    };
  };
}

/** What the types of requests have in common, which TypeScript cannot tell of all of them at once. */
interface Untyped {
  readonly params?: { readonly path: Readonly<Record<string, string>> };
  readonly body?: unknown;
}

function fillIn(path: string, parameters: Readonly<Record<string, string>>): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = parameters[name] ?? '';
    requirePathSegment(name, value);
    return encodeURIComponent(value);
  });
}

/**
 * A request that is yet to be sent. It takes the place of a `Request`, which alone would cost a quarter of a small call; whoever
 * passes in a `fetch` of their own is given a real one ({@link webRequestOf}).
 */
export interface ClientRequest {
  /** In normal form. */
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** Ends the call that the request is for, where the caller gave one. */
  readonly signal?: AbortSignal | undefined;
}

/** What `fetch` is given beside the URL: the request, with no redirect followed, since the token would go along (N8). */
export function requestInitOf({ method, headers, body }: ClientRequest, { signal }: Cancellation): RequestInit {
  return { method, headers, body, signal, redirect: 'manual' };
}

/** The request as the web has it. */
export function webRequestOf(request: ClientRequest, cancellation: Cancellation): Request {
  return new Request(request.url, requestInitOf(request, cancellation));
}

/**
 * Refuses what no single segment of a path can hold: nothing, what is a step in the tree however it is encoded, and half a
 * surrogate pair, which has no encoding.
 *
 * @param name What the value is, for the message, which does not quote it.
 * @throws {RangeError}
 */
export function requirePathSegment(name: string, value: string): void {
  if (['', '.', '..'].includes(value) || /\p{Surrogate}/u.test(value)) {
    throw new RangeError(`${name} must not be empty, "." or "..", or have half a surrogate pair in it`);
  }
}
