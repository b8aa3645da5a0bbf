import type { IncomingMessage, RequestListener } from 'node:http';
import { json } from 'node:stream/consumers';
import { MatrixHttpError } from 'matrix-encrypted-appservice';
import { isObject } from './objects.js';

export interface Route {
  readonly method: string;
  readonly path: RegExp;
  /** Returns the body of the answer, given the request's body and the matches of the groups of `path`. */
  answer(body: unknown, ...parameters: string[]): unknown;
}

/**
 * Serves JSON routes to the one client that has the access token. A `MatrixHttpError` becomes the error response that
 * it describes.
 */
export function createJsonListener(accessToken: string, routes: readonly Route[]): RequestListener {
  async function answer(request: IncomingMessage): Promise<unknown> {
    if (request.headers.authorization !== `Bearer ${accessToken}`) throw new MatrixHttpError(401, 'M_UNKNOWN_TOKEN');
    for (const route of routes) {
      const match = route.method === request.method ? route.path.exec(request.url ?? '') : null;
      if (match) return route.answer(await readJson(request), ...match.slice(1).map(decodeURIComponent));
    }
    throw new MatrixHttpError(404, 'M_UNRECOGNIZED');
  }

  return (request, response) => {
    const send = (status: number, body: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    answer(request).then(
      (body) => {
        send(200, body);
      },
      (error: unknown) => {
        if (error instanceof MatrixHttpError) send(error.status, { errcode: error.errcode, error: error.message });
        else send(500, { errcode: 'M_UNKNOWN', error: String(error) });
      },
    );
  };
}

/** Returns the value as an object. @throws {MatrixHttpError} 400 `M_BAD_JSON` if it is none. */
export function objectOf(value: unknown): Record<string, unknown> {
  if (!isObject(value)) throw new MatrixHttpError(400, 'M_BAD_JSON');
  return value;
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  try {
    return await json(request);
  } catch {
    throw new MatrixHttpError(400, 'M_NOT_JSON');
  }
}
