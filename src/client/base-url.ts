import { RegistrationError } from '../errors.js';
import { faultOfUrl, isCalled, requireToken, socketPathIn } from '../registration/registration-fields.js';
import type { AppserviceRegistration } from '../types.js';

/** The part of a registration that calls depend on. */
type Callee = Pick<AppserviceRegistration, 'url' | 'hs_token'>;

/**
 * Returns the URL in front of the API's paths, without a slash at its end; `undefined` where the appservice must never
 * be called.
 *
 * A registration's URL may have a path and end in slashes, or name a unix socket (N9, G8). Null and empty ones are
 * never called.
 *
 * @throws {RegistrationError} if URL or token cannot be used (G8). It shows neither: both may hold secrets (S5).
 * @rule N9
 */
export function baseUrlOf({ url, hs_token: token }: Callee): string | undefined {
  requireToken('hs_token', token);
  if (!isCalled(url)) return undefined;
  const fault = typeof url === 'string' ? faultOfUrl(url, 'null') : 'must be a string, or null';
  if (fault !== undefined) throw new RegistrationError('url', fault);
  return urlWithoutSlash(url);
}

/** Brings a valid URL of a server or socket into normal form, without a slash at its end. */
export function urlWithoutSlash(url: string): string {
  const socket = socketPathIn(url);
  return socket === undefined ? new URL(url).href.replace(/\/+$/, '') : socketUrlOf(socket);
}

/**
 * Writes the URL of an HTTP server on a unix socket, without a slash at its end.
 *
 * The percent-encoded path of the socket takes the place of the host, as in other tools. The web's `fetch` does not
 * know this scheme.
 *
 * @example socketUrlOf('/run/as.sock'); // http+unix://%2Frun%2Fas.sock
 */
function socketUrlOf(path: string): string {
  return `${socketProtocol}//${encodeURIComponent(path)}`;
}

/** Scheme of these URLs, with its colon. */
export const socketProtocol = 'http+unix:';

/** Tells whether a URL comes from {@link socketUrlOf}, with or without a path after it. */
export function isSocketUrl(url: string): boolean {
  return url.startsWith(`${socketProtocol}//`);
}

/** Returns the socket path that the host of a URL stands for. */
export function socketPathOf(host: string): string {
  return decodeURIComponent(host);
}
