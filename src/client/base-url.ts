import { RegistrationError } from '../errors.js';
import { faultOfUrl, isCalled, socketPathIn } from '../registration/appservice-url.js';
import { requireToken } from '../registration/token.js';
import type { AppserviceRegistration } from '../types.js';
import { socketUrlOf } from './socket-url.js';

/** What of a registration has to be right for the appservice to be called. */
export type Callee = Pick<AppserviceRegistration, 'url' | 'hs_token'>;

/**
 * Returns the URL in front of the paths of the API, without a slash at the end; a registration's URL may have a path and end in
 * slashes, or name a unix socket (N9, G8). `undefined` where it is null or empty: the appservice must never be called.
 *
 * @throws {RegistrationError} when URL or token cannot be used (G8). It shows neither: both may hold secrets (S5).
 */
export function baseUrlOf({ url, hs_token: token }: Callee): string | undefined {
  requireToken('hs_token', token);
  if (!isCalled(url)) return undefined;
  const fault = typeof url === 'string' ? faultOfUrl(url, 'null') : 'must be a string, or null';
  if (fault !== undefined) throw new RegistrationError('url', fault);
  const socket = socketPathIn(url);
  return socket === undefined ? new URL(url).href.replace(/\/+$/, '') : socketUrlOf(socket);
}
