import type { HttpRequest, OperationAt, PathsWith } from './http-client.js';
import type { OutgoingRequest } from './outgoing-request.js';
import { requirePathSegment } from './path-segment.js';

/**
 * Makes requests of a document's operations, typed by it.
 *
 * @throws {RangeError} for a parameter that the path cannot hold.
 */
export type RequestMaker<Paths> = <
  Method extends 'get' | 'post' | 'put',
  Path extends PathsWith<Method, Paths> & string,
>(
  method: Method,
  path: Path,
  request: HttpRequest<OperationAt<Paths[Path], Method>>,
) => OutgoingRequest;

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
