/** What the signature of a request covers. */
export interface SignedRequest {
  readonly method: string;
  /** Path and query, as they are sent. */
  readonly target: string;
  readonly origin: string;
  readonly destination: string;
  /** The parsed body; `undefined` where there is none. */
  readonly content: unknown;
}

/**
 * The JSON object that is signed for a request.
 *
 * @see https://spec.matrix.org/v1.19/server-server-api/#request-authentication
 */
export function signedRequest({ method, target, origin, destination, content }: SignedRequest): object {
  return { method, uri: target, origin, destination, ...(content === undefined ? {} : { content }) };
}
