import { bearerTokenOf, isSameToken } from '../http/bearer-token.js';
import { matrixErrorResponse, type HttpResponse } from '../http/matrix-response.js';

/** What a request brought to prove that it comes from the homeserver. */
export interface Credentials {
  /** The `Authorization` header. */
  readonly authorization: string | null | undefined;
  /** The query of the target, without `?`. */
  readonly query: string;
}

/**
 * Refuses a request that does not carry the `hs_token` (A1); `undefined` lets it through.
 *
 * 401 `M_MISSING_TOKEN`: there is no bearer token (another scheme counts as none), and the query's is not accepted
 * alone. 403 `M_FORBIDDEN`: a token is wrong. Whatever the option says, every `access_token` in the query must match.
 *
 * @see https://spec.matrix.org/v1.16/application-service-api/#authorization
 */
export function authenticate(
  { authorization, query }: Credentials,
  expected: { readonly hsToken: string; readonly queryToken: boolean },
): HttpResponse | undefined {
  const headerToken = bearerTokenOf(authorization);
  const queryTokens = query === '' ? [] : new URLSearchParams(query).getAll('access_token');
  if (headerToken === undefined && !(expected.queryToken && queryTokens.length > 0)) {
    return matrixErrorResponse(401, 'M_MISSING_TOKEN', 'the request carries no bearer token');
  }
  const given = headerToken === undefined ? queryTokens : [headerToken, ...queryTokens];
  return given.every((token) => isSameToken(token, expected.hsToken))
    ? undefined
    : matrixErrorResponse(403, 'M_FORBIDDEN', 'the token is wrong');
}
