import { BodyTooLargeError } from '../errors.js';
import type { HttpResponse } from '../http/matrix-response.js';
import { readLimited } from '../http/read-limited.js';
import type { AppserviceRequest } from './request.js';

/**
 * Answers a web-standard request.
 *
 * The connection belongs to the runtime there, so `connection` is left out. A `Request` holds a normalised URL: an ID
 * such as `..` in its path is gone before it gets here.
 */
export async function answerFetch(
  handle: (request: AppserviceRequest) => Promise<HttpResponse>,
  request: Request,
): Promise<Response> {
  const { status, headers, body } = await handle({
    method: request.method,
    target: request.url,
    header: (name) => request.headers.get(name),
    readBody: (limitBytes) => readBody(request, limitBytes),
  });
  const { connection: _, ...others } = headers;
  return new Response(body, { status, headers: others });
}

/**
 * Reads the body of a request. One that says how long it is is read at once, since the server that took it in has held it to
 * that; any other is counted while it comes in, which costs several times as much.
 */
async function readBody(request: Request, limitBytes: number): Promise<Uint8Array> {
  const declared = declaredBytes(request.headers);
  if (declared === undefined) return readLimited(request.body, limitBytes, request.signal);
  if (declared > limitBytes) throw new BodyTooLargeError(limitBytes);
  return new Uint8Array(await request.arrayBuffer());
}

/** The length of a body as it came over the wire; `undefined` where it is not known, or may have been unpacked since. */
function declaredBytes(headers: Headers): number | undefined {
  const length = headers.get('content-length');
  return length !== null && /^\d+$/.test(length) && !headers.has('content-encoding') ? Number(length) : undefined;
}
