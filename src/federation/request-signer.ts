import { isServerName } from '../identifiers.js';
import { signText } from './sign-json.js';
import { signedRequest, signedText } from './signed-text.js';
import type { SigningKey } from './signing-key.js';
import { formatXMatrix } from './x-matrix.js';

/** A request to another homeserver, before it is sent. */
export interface OutgoingRequest {
  /** `GET`, `POST` …, as it is sent. */
  readonly method: string;
  /** Path and query, as they are sent: percent-encoded, from the first slash on. */
  readonly target: string;
  /** The server name of the other homeserver: not of the host that it delegates to. */
  readonly destination: string;
  /** The JSON value that is the body; `undefined` where there is none. */
  readonly content?: unknown;
}

/** Signs a request to another homeserver: gives the value of its `Authorization` header. */
export type SignRequest = (request: OutgoingRequest) => Promise<string>;

/** The homeserver that sends requests, and the key it publishes. */
export interface RequestSigner {
  /** Its server name. */
  readonly origin: string;
  /** `ed25519:` and an identifier of visible ASCII characters. */
  readonly keyId: string;
  readonly key: SigningKey;
}

/**
 * Makes what signs a homeserver's requests (F2). The destination is always named.
 *
 * Signing rejects with a `CanonicalJsonError` when the content has no canonical JSON, and with a `RangeError` when the
 * destination is not a server name, the method is not in capital letters, or the target is not what can be sent as it is: a
 * path with its query, in visible ASCII.
 *
 * @throws {RangeError} when the origin is not a server name, or the key ID cannot stand in a header or is not of ed25519.
 * @see https://spec.matrix.org/v1.19/server-server-api/#request-authentication
 */
export function createRequestSigner({ origin, keyId, key }: RequestSigner): SignRequest {
  if (!isServerName(origin)) throw new RangeError('the origin must be a server name');
  if (!/^ed25519:[\x21-\x7e]+$/.test(keyId)) throw new RangeError('the key ID must be "ed25519:" and visible ASCII');
  return async ({ method, target, destination, content }) => {
    if (!isServerName(destination)) throw new RangeError('the destination must be a server name');
    if (!/^[A-Z]+$/.test(method)) throw new RangeError('the method must be in capital letters, as it is sent');
    if (!/^\/[\x21\x22\x24-\x7e]*$/.test(target))
      throw new RangeError('the target must be a path, with its query, as it is sent');
    const request = signedRequest({ method, target, origin, destination, content });
    return formatXMatrix({ origin, destination, key: keyId, sig: await signText(signedText(request), key) });
  };
}
