import { untilCancelled, type Cancellation } from '../async/cancellation.js';
import { isServerName } from '../federation/server-name.js';
import { parseXMatrix } from '../federation/x-matrix.js';
import { decodeJson } from '../http/decode-json.js';
import { faultOfHttpUrl } from '../registration/appservice-url.js';
import type { FederationClientOptions } from './federation-client-options.js';
import type { OutgoingRequest } from './outgoing-request.js';

/** How to address and sign a request. */
export interface SignRequestOptions extends Pick<FederationClientOptions, 'origin' | 'sign' | 'resolve'> {
  /** The homeserver that is asked. */
  readonly serverName: string;
  /** Ends the work. */
  readonly cancellation: Cancellation;
}

/**
 * Makes the request that is sent out of one that has no address yet: what is signed are the very bytes and the very path and
 * query that go out (F2).
 *
 * @param made Has path, query, method, headers and the serialised body. Its host means nothing.
 * @throws {RangeError} when `serverName` is none, and when what `resolve` or `sign` gives cannot be used. Neither is quoted (S5).
 * @throws What `resolve` and `sign` reject with, and the reason of the cancellation.
 */
export async function signRequest(made: OutgoingRequest, options: SignRequestOptions): Promise<OutgoingRequest> {
  const { origin, serverName, sign, resolve, cancellation } = options;
  if (!isServerName(serverName)) throw new RangeError('serverName must be a server name');
  const { method, body } = made;
  const url = urlBelow(await untilCancelled(cancellation, () => resolve(serverName)), new URL(made.url));
  const content = body === null ? {} : { content: contentOf(body) };
  const request = { method, target: url.pathname + url.search, destination: serverName, ...content };
  const authorization = await untilCancelled(cancellation, () => sign(request));
  requireAuthorization(authorization, origin);
  return { url: url.href, method, headers: { ...made.headers, authorization }, body };
}

function urlBelow(base: URL, { pathname, search }: URL): URL {
  const { href } = base;
  // The same demands as on the URL of a registration; only that one may be null, or that of a socket.
  if (faultOfHttpUrl(href) !== undefined) {
    throw new RangeError('resolve must give an http or https URL without user, query and fragment');
  }
  return new URL(href.replace(/\/+$/, '') + pathname + search);
}

function contentOf(body: string): unknown {
  const decoded = decodeJson(new TextEncoder().encode(body));
  if (!decoded.ok) throw new RangeError(decoded.message);
  return decoded.value;
}

/** The web's own `Headers` would quote what it refuses. */
function requireAuthorization(authorization: unknown, origin: string): void {
  if (typeof authorization !== 'string' || !/^[\x20-\x7e]+$/.test(authorization))
    throw new RangeError('sign must give visible ASCII characters');
  const signedBy = parseXMatrix(authorization)?.origin ?? origin;
  if (signedBy !== origin) throw new RangeError("sign must sign for the client's origin");
}
