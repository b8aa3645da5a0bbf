/** The path and the query of a request's target. */
interface RequestTarget {
  /** Path as sent, with its percent-encoding, except that several slashes at its beginning become one. */
  readonly path: string;
  /** Query without its `?`; `''` if there is none. */
  readonly query: string;
}

/**
 * Splits a request's target, in origin form (`/path?query`) or absolute form (`https://host/path?query`).
 *
 * Several slashes at the beginning of the path count as one: Dendrite appends its paths to a registration's URL as it
 * is, and that may end in a slash. Nothing else is normalised: `..` is an ordinary segment, and may be a transaction
 * ID.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9112#section-3.2
 */
export function parseRequestTarget(target: string): RequestTarget {
  const start = target.startsWith('/') ? 0 : (/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i.exec(target)?.[0].length ?? 0);
  const fragment = target.indexOf('#', start);
  const end = fragment === -1 ? target.length : fragment;
  const question = target.indexOf('?', start);
  if (question === -1 || question > end) return { path: pathOf(target.slice(start, end)), query: '' };
  return { path: pathOf(target.slice(start, question)), query: target.slice(question + 1, end) };
}

function pathOf(sent: string): string {
  return sent.startsWith('//') ? sent.replace(/^\/+/, '/') : sent;
}

/** A request, reduced to the handler's needs and independent of any runtime. */
export interface AppserviceRequest {
  readonly method: string;
  /** Target of the request: path and query, or a whole URL, with its percent-encoding as it was sent. */
  readonly target: string;
  /** Returns the value of a header, by its name in lower case. */
  header(name: string): string | null | undefined;
  /**
   * Reads the body to its end. Rejects with a `BodyTooLargeError` if the body is larger than `limitBytes`, which may be
   * known in advance, and with any other error if the connection broke.
   */
  readBody(limitBytes: number): Promise<Uint8Array>;
}
