import { BodyTooLargeError } from '../errors.js';
import type { HttpResponse } from '../http/matrix-response.js';
import { readLimited } from '../http/read-limited.js';
import type { AppserviceRequest } from './request-target.js';

/**
 * Answers a web-standard request.
 *
 * The runtime owns the connection, so the `connection` header is left out. A `Request` holds a normalised URL: an ID
 * such as `..` in its path has already been removed.
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
  const { connection: _, ...others } = headers; // the runtime's, as said above
  return new Response(body, { status, headers: others });
}

/**
 * Reads the body of a request.
 *
 * A body with a declared length is read in one piece, which costs a fraction of counting chunks. The server enforces
 * that length, and ends the body when the client disconnects. A longer one is still refused afterwards, by
 * `readRequestBody`. Following the request's signal as well would cost half as much again.
 */
async function readBody(request: Request, limitBytes: number): Promise<Uint8Array> {
  const declared = declaredBytes(request.headers);
  if (declared === undefined) return readLimited(request.body, limitBytes, request.signal);
  if (declared > limitBytes) {
    request.body?.cancel().catch(() => undefined); // another reader has it, and will release it
    throw new BodyTooLargeError(limitBytes);
  }
  return new Uint8Array(await request.arrayBuffer());
}

/** Returns the length of a body on the wire; `undefined` if it is unknown, or the body may have been unpacked since. */
function declaredBytes(headers: Headers): number | undefined {
  const length = headers.get('content-length');
  const mayDiffer = headers.has('content-encoding') || headers.has('transfer-encoding');
  return length !== null && /^\d+$/.test(length) && !mayDiffer ? Number(length) : undefined;
}
