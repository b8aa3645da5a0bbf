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
    readBody: (limitBytes) => readLimited(request.body, limitBytes, request.signal),
  });
  const response = new Response(body, { status, headers });
  response.headers.delete('connection');
  return response;
}
