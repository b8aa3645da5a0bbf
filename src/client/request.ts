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

/** The placeholder address of requests that have none yet, or are never sent. */
export const nowhere = 'http://nowhere.invalid';

/**
 * Returns the headers of every request. No answer may come compressed, since its unpacked size cannot be checked (S2).
 *
 * @param authorization Value of that header, the only place for a token (N8). Default: there is none yet.
 */
export function commonHeaders(authorization?: string): Readonly<Record<string, string>> {
  return { 'accept-encoding': 'identity', ...(authorization === undefined ? {} : { authorization }) };
}

/**
 * Prepares the making of requests to one server.
 *
 * @param baseUrl In normal form, without a slash at its end.
 * @param headers The headers of every request.
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

/** The common part of typed requests, which TypeScript cannot infer for all of them at once. */
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
 * A request before it is sent: a plain object, since constructing a `Request` takes a quarter of a small call. A custom
 * `fetch` is given a real one ({@link webRequestOf}).
 */
export interface ClientRequest {
  /** URL in normal form. */
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Text, or the bytes of a file, which must not change during the call. */
  readonly body: string | Uint8Array | null;
  /** Caller's signal, which cancels the call. */
  readonly signal?: AbortSignal | undefined;
}

/** Makes the second argument of `fetch`: the request, without redirects, since the token would go along (N8). */
export function requestInitOf({ method, headers, body }: ClientRequest, { signal }: Cancellation): RequestInit {
  // The types allow no bytes in shared memory. Nor does a runtime: the request then fails before it is sent.
  return { method, headers, body: body as Exclude<RequestInit['body'], undefined>, signal, redirect: 'manual' };
}

/** Makes a web-standard `Request`. */
export function webRequestOf(request: ClientRequest, cancellation: Cancellation): Request {
  return new Request(request.url, requestInitOf(request, cancellation));
}

/**
 * Refuses a value that no single segment of a path can hold.
 *
 * These are the empty string, a step in the tree (`.` and `..`) however encoded, and half a surrogate pair, which has
 * no encoding.
 *
 * @param name The value's name for the message, which does not quote the value.
 * @throws {RangeError}
 */
export function requirePathSegment(name: string, value: string): void {
  if (['', '.', '..'].includes(value) || /\p{Surrogate}/u.test(value)) {
    throw new RangeError(`${name} must not be empty, "." or "..", nor contain half a surrogate pair`);
  }
}
