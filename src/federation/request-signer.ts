import { isServerName } from '../identifiers.js';
import { signText } from './sign-json.js';
import { signedRequest, signedText } from './signed-text.js';
import type { SigningKey } from './signing-key.js';
import { formatXMatrix } from './x-matrix.js';

/** A request to another homeserver, before it is sent. */
export interface OutgoingRequest {
  /** HTTP method as sent: `GET`, `POST` … */
  readonly method: string;
  /** Path and query as sent: percent-encoded, from the first slash on. */
  readonly target: string;
  /** Server name of the other homeserver, not the host that it delegates to. */
  readonly destination: string;
  /** JSON value of the body; `undefined` where there is none. */
  readonly content?: unknown;
}

/** Signs a request to another homeserver: resolves to the value of its `Authorization` header. */
export type SignRequest = (request: OutgoingRequest) => Promise<string>;

/** The sending homeserver, and the key it publishes. */
export interface RequestSigner {
  /** Server name of the sender. */
  readonly origin: string;
  /** Key ID: `ed25519:` and an identifier of visible ASCII characters. */
  readonly keyId: string;
  readonly key: SigningKey;
}

/**
 * Creates the function that signs a homeserver's requests (F2). The destination is always named.
 *
 * Signing rejects with a `CanonicalJsonError` if the content has no canonical JSON. It rejects with a `RangeError` if
 * the destination is not a server name, or the method is not in capital letters. The same goes for a target that cannot
 * be sent as it is: it must be a path with its query, in visible ASCII.
 *
 * @example
 * ```ts
 * const key = await importSigningKey('YJDBA9Xnr2sVqXD9Vj7XVUnmFZcZrlw8Md7kMW+3XA1');
 * const sign = createRequestSigner({ origin: 'example.org', keyId: 'ed25519:1', key });
 * const target = '/_matrix/federation/v1/version';
 * const authorization = await sign({ method: 'GET', target, destination: 'remote.example' });
 * authorization.startsWith('X-Matrix origin="example.org"'); // true
 * ```
 * @throws {RangeError} if the origin is not a server name, or the key ID is not of ed25519 or cannot stand in a header.
 * @see https://spec.matrix.org/v1.19/server-server-api/#request-authentication
 */
export function createRequestSigner({ origin, keyId, key }: RequestSigner): SignRequest {
  if (!isServerName(origin)) throw new RangeError('the origin must be a server name');
  if (!/^ed25519:[\x21-\x7e]+$/.test(keyId)) throw new RangeError('the key ID must be "ed25519:" and visible ASCII');
  return async ({ method, target, destination, content }) => {
    if (!isServerName(destination)) throw new RangeError('the destination must be a server name');
    if (!/^[A-Z]+$/.test(method)) throw new RangeError('the method must be in capital letters, such as "GET"');
    if (!/^\/[\x21\x22\x24-\x7e]*$/.test(target))
      throw new RangeError('the target must be a path with its query, percent-encoded as it is sent');
    const request = signedRequest({ method, target, origin, destination, content });
    return formatXMatrix({ origin, destination, key: keyId, sig: await signText(signedText(request), key) });
  };
}
