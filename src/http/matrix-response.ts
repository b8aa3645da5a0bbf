/** An HTTP response, independent of any runtime. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Whole body, as text. */
  readonly body: string;
}

/** Makes a JSON response. */
export function jsonResponse(
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): HttpResponse {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body };
}

/**
 * Makes the standard error response.
 *
 * @see https://spec.matrix.org/v1.19/client-server-api/#standard-error-response
 */
export function matrixErrorResponse(
  status: number,
  errcode: string,
  error: string,
  headers: Readonly<Record<string, string>> = {},
): HttpResponse {
  return jsonResponse(status, JSON.stringify({ errcode, error }), headers);
}
