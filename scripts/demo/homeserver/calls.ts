import { MatrixHttpError } from 'matrix-encrypted-appservice';
import { jsonResponse, objectOf, refusal, type Requester, type Route, type RoutedRequest } from './routes.js';

/** A call of the homeserver. */
export interface Call {
  /** `operationId` of our documents. */
  readonly name: string;
  /** Counts the calls of that name, from 1. */
  readonly n: number;
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** The JSON body; `undefined` for one that is none. */
  readonly body: unknown;
  /** The user and device that called; `undefined` if they were refused. */
  readonly requester: Requester | undefined;
  /** Status of the answer, once there is one. */
  status: number | undefined;
}

/** Answers a call. A refusal becomes its error response; a fault of a route itself becomes a 500. */
export async function respond(call: Call, answer: () => Response | Promise<Response>): Promise<Response> {
  let response: Response;
  try {
    response = await answer();
  } catch (error) {
    if (!(error instanceof MatrixHttpError)) throw error;
    response = jsonResponse(error.status, { errcode: error.errcode, error: error.message });
  }
  call.status = response.status;
  return response;
}

/** Reads what the route of a call wants of it. */
export function routed(
  route: Route,
  request: Request,
  { path, query, body }: Call,
  more: Pick<RoutedRequest, 'requester' | 'bytes'>,
): RoutedRequest {
  const parameters = (route.path.exec(path) ?? []).slice(1).map(decodeURIComponent);
  const contentType = request.headers.get('content-type') ?? 'application/octet-stream';
  return {
    ...more,
    parameters,
    query,
    contentType,
    path,
    signal: request.signal,
    // Only routes that want JSON read it.
    get body() {
      if (body === undefined && more.bytes.length > 0) throw refusal(400, 'M_NOT_JSON', 'Content not JSON.');
      return objectOf(body ?? {});
    },
  };
}

/** Parses a body; `undefined` for one that is empty, or no JSON. */
export function jsonOf(bytes: Uint8Array): unknown {
  if (bytes.length === 0) return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}
