/**
 * Writes the URL of an HTTP server that listens on a unix socket, without a slash at its end: the percent-encoded path of the
 * socket takes the place of the host, as other tools have it. The web's `fetch` knows no such URL.
 *
 * @example
 * socketUrlOf('/run/as.sock'); // http+unix://%2Frun%2Fas.sock
 */
export function socketUrlOf(path: string): string {
  return `${socketProtocol}//${encodeURIComponent(path)}`;
}

/** The scheme of these URLs, with its colon. */
export const socketProtocol = 'http+unix:';

/** Tells whether a URL is one that {@link socketUrlOf} wrote, or has a path after it. */
export function isSocketUrl(url: string): boolean {
  return url.startsWith(`${socketProtocol}//`);
}

/** Returns the path of the socket that the host of a URL stands for. */
export function socketPathOf(host: string): string {
  return decodeURIComponent(host);
}
