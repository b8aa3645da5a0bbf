import { MatrixHttpError } from 'matrix-encrypted-appservice';
import type { AppserviceRegistration, UserId } from 'matrix-encrypted-appservice/types';

/** The user and device for whom a request acts. */
export interface Requester {
  readonly userId: UserId;
  readonly deviceId: string | undefined;
  /** The appservice whose token the request has. */
  readonly appservice: AppserviceRegistration | undefined;
}

/** An authenticated request of a known route. */
export interface RoutedRequest {
  readonly requester: Requester;
  /** Decoded parameters of the path, in its order. */
  readonly parameters: readonly string[];
  readonly query: URLSearchParams;
  /** The body as JSON; empty for a request without one. */
  readonly body: Record<string, unknown>;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly contentType: string;
  readonly path: string;
  readonly signal: AbortSignal;
}

/** An operation of the client-server API. */
export interface Route {
  /** Its `operationId`, if our documents have it. */
  readonly name: string;
  readonly method: string;
  readonly path: RegExp;
  /** True if its path ends in the client's transaction ID. */
  readonly takesTransactionId: boolean;
  /** Returns the JSON body of a 200, or another response. Throws a `MatrixHttpError` for a refusal. */
  readonly answer: (request: RoutedRequest) => unknown;
}

/** Defines a route. A parameter of the path, as in `/devices/{deviceId}`, may be empty. */
export function route(name: string, operation: string, answer: Route['answer']): Route {
  const [method = '', path = ''] = operation.split(' ');
  const pattern = path.replace(/\{\w+\}/g, '([^/]*)').replaceAll('.', '\\.');
  return { name, method, path: new RegExp(`^${pattern}$`), takesTransactionId: path.endsWith('{txnId}'), answer };
}

/** Returns a parameter of the path. */
export function parameter({ parameters }: RoutedRequest, index: number): string {
  return parameters[index] ?? '';
}

/** Returns the value as an object. @throws {MatrixHttpError} 400 `M_BAD_JSON` if it is none. */
export function objectOf(value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new MatrixHttpError(400, 'M_BAD_JSON', { message: 'an object is missing' });
}

/** Makes a refusal. */
export function refusal(status: number, errcode: string, message: string): MatrixHttpError {
  return new MatrixHttpError(status, errcode, { message });
}

export function jsonResponse(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } });
}
