import { RegistrationError } from '../errors.js';
import { faultOfUrl } from '../registration/appservice-url.js';
import { requireToken } from '../registration/token.js';
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
  requireToken('hs_token', token);
  if (url === null) return undefined;
  const fault = typeof url === 'string' ? faultOfUrl(url, 'null') : 'must be a string, or null';
  if (fault !== undefined) throw new RegistrationError('url', fault);
  return new URL(url).href.replace(/\/+$/, '');
}
