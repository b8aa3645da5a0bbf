import { type CanonicalJsonError, PayloadError } from '../errors.js';
import { isJsonObject } from '../json-objects.js';
import type { Ed25519Options } from './ed25519.js';
import { isEd25519KeyId } from './ed25519-key-id.js';
import { parseSignedBody, type SignedBodyOptions } from './parse-signed-body.js';
import { signedRequest } from './signed-request.js';
import { signedText } from './signed-text.js';
import { verifySignature } from './verify-signature.js';
import { parseXMatrix } from './x-matrix.js';

/** A key that a homeserver publishes. */
export interface ServerKey {
  /** The public key, in unpadded base64. */
  readonly key: string;
  /** In milliseconds since the Unix epoch. Absent: for ever. */
  readonly validUntilMs?: number | undefined;
}

/** A request from another homeserver, as it came. */
export interface IncomingRequest {
  readonly method: string;
  /** Path and query as they were sent, not decoded. */
  readonly target: string;
  /** The value of the `Authorization` header. */
  readonly authorization: string | undefined;
  /** The whole body. Without a byte it counts as absent. */
  readonly body?: Uint8Array | undefined;
  /** Our own server name. */
  readonly serverName: string;
  /** Looks a key up that the origin publishes for requests; `undefined` where it has none of that ID. */
  readonly keysOf: (origin: string, keyId: string) => Promise<ServerKey | undefined>;
  /** The time in milliseconds since the Unix epoch. Default: `Date.now`. */
  readonly now?: (() => number) | undefined;
}

/** Who sent a request and what is in it, or the answer that refuses it. */
export type RequestVerdict =
  | { readonly valid: true; readonly origin: string; readonly content: unknown }
  | { readonly valid: false; readonly status: number; readonly errcode: string; readonly reason: string };

/**
 * Checks the signature of a request from another homeserver, and reads its body (F2).
 *
 * Refused with 401 `M_UNAUTHORIZED`: no header or one that cannot be read, another server's name as destination, a key
 * that is unknown, expired or not ed25519, and a signature that does not hold. Refused with 400: a body that is not strict
 * JSON (`M_NOT_JSON`), or has no canonical JSON (`M_BAD_JSON`). A request that names no destination is checked as if it
 * named us. Keys are looked up last, so that what can be refused without costs no lookup.
 *
 * @throws What `keysOf` rejects with, and what the ed25519 operations reject with where the runtime does not have them.
 * @see https://spec.matrix.org/v1.16/server-server-api/#request-authentication
 */
export async function verifyRequest(
  request: IncomingRequest,
  options: Ed25519Options & SignedBodyOptions = {},
): Promise<RequestVerdict> {
  const { method, target, authorization, serverName, keysOf, now = Date.now } = request;
  if (authorization === undefined) return unauthorized('there is no Authorization header');
  const header = parseXMatrix(authorization);
  if (header === undefined) return unauthorized('the Authorization header is not a valid X-Matrix header');
  const { origin, destination = serverName, key: keyId, sig: signature } = header;
  if (destination !== serverName) return unauthorized('the request is meant for another server');
  if (!isEd25519KeyId(keyId)) return unauthorized('the key is not an ed25519 key');
  let content: unknown;
  let text: string;
  try {
    content = readContent(request.body, options);
    text = signedText(signedRequest({ method, target, origin, destination, content }));
  } catch (error) {
    return badRequest(error);
  }
  const key = await keysOf(origin, keyId);
  if (!isJsonObject(key)) return unauthorized('the key is unknown');
  const { validUntilMs = Infinity } = key;
  // Whatever else comes out of a database in its place, null for one, must not count as "for ever".
  if (typeof validUntilMs !== 'number' || !(now() <= validUntilMs)) return unauthorized('the key has expired');
  const verdict = await verifySignature(text, { signature, publicKey: key.key }, options);
  return verdict.valid ? { valid: true, origin, content } : unauthorized(verdict.reason);
}

function readContent(body: Uint8Array | undefined, options: SignedBodyOptions): unknown {
  return body === undefined || body.byteLength === 0 ? undefined : parseSignedBody(body, options);
}

function unauthorized(reason: string): RequestVerdict {
  return { valid: false, status: 401, errcode: 'M_UNAUTHORIZED', reason };
}

function badRequest(error: unknown): RequestVerdict {
  // Reading a body and writing it as canonical JSON throw nothing else.
  const { message: reason } = error as PayloadError | CanonicalJsonError;
  return { valid: false, status: 400, errcode: error instanceof PayloadError ? 'M_NOT_JSON' : 'M_BAD_JSON', reason };
}
