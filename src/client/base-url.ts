import { RegistrationError } from '../errors.js';
import { isToken } from '../http/bearer-token.js';
import type { AppserviceRegistration } from '../types.js';

/** What of a registration has to be right for the appservice to be called. */
export type Callee = Pick<AppserviceRegistration, 'url' | 'hs_token'>;

/**
 * The URL in front of the paths of the API, without a slash at the end; a registration's URL may have a path and end in slashes
 * (N9). `undefined` where it is `null`: the appservice must never be called.
 *
 * @throws {RegistrationError} when URL or token cannot be used (G8). It shows neither: both may hold secrets (S5).
 */
export function baseUrlOf({ url, hs_token: token }: Callee): string | undefined {
  if (!isToken(token)) throw new RegistrationError('hs_token', 'must be visible ASCII characters without spaces');
  if (url === null) return undefined;
  if (typeof url !== 'string' || !isBaseUrl(url)) {
    throw new RegistrationError('url', 'must be null, or an http or https URL without user, query and fragment');
  }
  return new URL(url).href.replace(/\/+$/, '');
}

function isBaseUrl(url: string): boolean {
  // The parser mends missing slashes, drops tabs and line breaks and takes a backslash for a slash: none of that is a URL here.
  return /^https?:\/\/[^/\\\s?#@]+(?:\/[^\\\s?#]*)?$/i.test(url) && URL.canParse(url);
}
