import { BodyTooLargeError } from '../errors.js';
import type { HttpResponse } from '../http/matrix-response.js';
import { readLimited } from '../http/read-limited.js';
import type { AppserviceRequest } from './request-target.js';

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
  const { connection: _, ...others } = headers; // the runtime's, as said above
  return new Response(body, { status, headers: others });
}

/**
 * Reads the body of a request. Where it says its length it is read in one piece, which costs a fraction of counting it while it
 * comes in: the server has held it to that length, and ends it when the client goes. One that is longer all the same is refused
 * afterwards, by `readRequestBody`. To follow the request's signal as well would cost half as much again.
 */
async function readBody(request: Request, limitBytes: number): Promise<Uint8Array> {
  const declared = declaredBytes(request.headers);
  if (declared === undefined) return readLimited(request.body, limitBytes, request.signal);
  if (declared > limitBytes) {
    request.body?.cancel().catch(() => undefined); // somebody else has it, who will let go of it
    throw new BodyTooLargeError(limitBytes);
  }
  return new Uint8Array(await request.arrayBuffer());
}

/** The length of a body as it came over the wire; `undefined` where it is not known, or may have been unpacked since. */
function declaredBytes(headers: Headers): number | undefined {
  const length = headers.get('content-length');
  const mayDiffer = headers.has('content-encoding') || headers.has('transfer-encoding');
  return length !== null && /^\d+$/.test(length) && !mayDiffer ? Number(length) : undefined;
}
