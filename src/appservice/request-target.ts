/** The two parts of a request's target that matter here. */
interface RequestTarget {
  /** As it was sent, percent-encoding untouched, but for slashes at its beginning: they are one. */
  readonly path: string;
  /** What follows the `?`, without it; `''` where there is none. */
  readonly query: string;
}

/**
 * Takes a request's target apart, in origin form (`/path?query`) or absolute form (`https://host/path?query`).
 *
 * Several slashes at the beginning of the path count as one: Dendrite writes its paths behind a registration's URL as it is,
 * and that may end in a slash. Nothing else is normalised: `..` is a segment like any other, and a transaction ID may be one.
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

/** A request, as little of it as the handler needs, so that it knows no runtime. */
export interface AppserviceRequest {
  readonly method: string;
  /** The request's target: path and query, or a whole URL. Its percent-encoding must be as it was sent. */
  readonly target: string;
  /** The value of a header, by its name in lower case. */
  header(name: string): string | null | undefined;
  /**
   * Reads the body to its end. It rejects with a `BodyTooLargeError` where the body is larger than `limitBytes`, which
   * may be known before it is read, and with anything else where the connection broke.
   */
  readBody(limitBytes: number): Promise<Uint8Array>;
}
