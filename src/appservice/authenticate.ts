import { bearerTokenOf, isSameToken } from '../http/bearer-token.js';
import { matrixErrorResponse, type HttpResponse } from '../http/matrix-response.js';

/** The parts of a request that may carry the `hs_token`. */
export interface Credentials {
  /** `Authorization` header. */
  readonly authorization: string | null | undefined;
  /** Query of the target, without `?`. */
  readonly query: string;
}

/**
 * Refuses a request that does not carry the `hs_token` (A1); `undefined` lets it through.
 *
 * 401 `M_MISSING_TOKEN`: there is no bearer token (another scheme counts as none), and one in the query is not enough.
 * 403 `M_FORBIDDEN`: a token is wrong. With either setting of the option, every `access_token` in the query must match.
 *
 * @see https://spec.matrix.org/v1.19/application-service-api/#authorization
 * @rule A1
 */
export function authenticate(
  { authorization, query }: Credentials,
  { hsToken, queryToken }: { readonly hsToken: string; readonly queryToken: boolean },
): HttpResponse | undefined {
  const headerToken = bearerTokenOf(authorization);
  const queryTokens = query === '' ? [] : tokensIn(query);
  if (headerToken === undefined && !(queryToken && queryTokens.length > 0)) {
    return matrixErrorResponse(401, 'M_MISSING_TOKEN', 'the request carries no bearer token');
  }
  const isRight =
    (headerToken === undefined || isSameToken(headerToken, hsToken)) &&
    queryTokens.every((text) => isQueryToken(text, hsToken));
  return isRight ? undefined : matrixErrorResponse(403, 'M_FORBIDDEN', 'the token is wrong');
}

/**
 * Returns the text after each `access_token=` of a query, up to the query's end: an unescaped token may contain `&`.
 */
function tokensIn(query: string): string[] {
  const texts: string[] = [];
  let start = 0;
  for (const parameter of query.split('&')) {
    const [name = ''] = parameter.split('=', 1);
    if (percentDecoded(name) === 'access_token') texts.push(query.slice(start + name.length).replace(/^=/, ''));
    start += parameter.length + 1;
  }
  return texts;
}

/**
 * Tells whether the text begins with the token, as it is or percent-encoded, and the parameter ends there. Some
 * homeservers write the token into the URL unescaped, where form decoding would turn the `+` of base64 into a space.
 */
function isQueryToken(text: string, hsToken: string): boolean {
  const [value = ''] = text.split('&', 1);
  const asItStands = /^(?:&|$)/.test(text.slice(hsToken.length)) ? text.slice(0, hsToken.length) : value;
  return isSameToken(asItStands, hsToken) || isSameToken(percentDecoded(value), hsToken);
}

/** Decodes percent-encoding; returns the text itself if it is broken. */
function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
