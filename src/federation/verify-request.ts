import { type CanonicalJsonError, PayloadError } from '../errors.js';
import { isJsonObject } from '../json-objects.js';
import { type Ed25519Options, isEd25519KeyId } from './ed25519.js';
import { mostLevelsOf, parseSignedBody, type SignedBodyOptions } from './parse-signed-body.js';
import { isServerName } from '../identifiers.js';
import { signedRequest, signedText } from './signed-text.js';
import { invalid, type Verdict } from './verdict.js';
import { doesNotHold, verifySignature } from './verify-json.js';
import { parseXMatrixHeaders, type XMatrix } from './x-matrix.js';

/** A key that a homeserver publishes. */
export interface ServerKey {
  /** Public key, in unpadded base64. */
  readonly key: string;
  /** End of validity in milliseconds since the Unix epoch. Default: for ever. */
  readonly validUntilMs?: number | undefined;
}

/** A request from another homeserver, as received. */
export interface IncomingRequest {
  readonly method: string;
  /** Path and query as sent, not decoded. */
  readonly target: string;
  /**
   * Value of the `Authorization` header, or of all of them. Several may be joined with commas, as `Headers` does.
   * Node's `headers` has only the first; `headersDistinct` has all.
   */
  readonly authorization: string | readonly string[] | undefined;
  /** Whole body. An empty one counts as absent. */
  readonly body?: Uint8Array | undefined;
  /** Server name of the receiver. */
  readonly serverName: string;
  /** Looks up a key that the origin publishes for requests; `undefined` if it has none of that ID. */
  readonly keysOf: (origin: string, keyId: string) => Promise<ServerKey | undefined>;
  /** Clock in milliseconds since the Unix epoch. Default: `Date.now`. */
  readonly now?: (() => number) | undefined;
}

/** The sender and content of a request, or the answer that refuses it. */
export type RequestVerdict =
  | { readonly valid: true; readonly origin: string; readonly content: unknown }
  | { readonly valid: false; readonly status: number; readonly errcode: string; readonly reason: string };

/**
 * Checks the signature of a request from another homeserver, and parses its body (F2).
 *
 * Refused with 401 `M_UNAUTHORIZED`: no readable header, another destination, a signature that does not hold, or a key
 * that is unknown, expired or not ed25519. Refused with 400: a body that is not strict JSON (`M_NOT_JSON`), or has no
 * canonical JSON (`M_BAD_JSON`). A request that names no destination is checked as if it named this server. Keys are
 * looked up last, so that other refusals cost no lookup.
 *
 * One valid header of several is enough; the first ten different ones are checked. If none is valid, the reason lists
 * the fault of each.
 *
 * @example
 * ```ts
 * const request = { method: 'GET', target: '/', authorization: undefined, serverName: 'example.org' };
 * const verdict = await verifyRequest({ ...request, keysOf: async () => undefined });
 * verdict.valid || verdict.reason; // 'there is no Authorization header'
 * ```
 * @throws {RangeError} if `depth` is not a whole number above 0, or `Infinity` (S8).
 * @throws The rejection of `keysOf`, unless another header is valid.
 * @throws The rejection of the ed25519 operations, if the runtime does not support them.
 * @see https://spec.matrix.org/v1.19/server-server-api/#request-authentication
 * @rule F2
 */
export async function verifyRequest(
  request: IncomingRequest,
  options: Ed25519Options & SignedBodyOptions = {},
): Promise<RequestVerdict> {
  mostLevelsOf(options.depth); // a mistake of the caller, not a fault of the request
  const { method, target, authorization, serverName: destination } = request;
  if (authorization === undefined) return unauthorized('there is no Authorization header');
  const headers = parseXMatrixHeaders(authorization);
  if (headers.length === 0) return unauthorized('the Authorization header is not a valid X-Matrix header');
  const reasons = new Set<string>();
  const usable = headers.filter((header) => {
    const fault = faultOf(header, destination);
    if (fault !== undefined) reasons.add(fault);
    return fault === undefined;
  });
  if (usable.length === 0) return unauthorized([...reasons].join('; '));

  let content: unknown;
  const signed: [XMatrix, string][] = [];
  try {
    content = readContent(request.body, options);
    // Nothing else in the signed text differs between headers, and a body can be large.
    const texts = new Map<string, string>();
    for (const header of usable) {
      const { origin } = header;
      const text = texts.get(origin) ?? signedText(signedRequest({ method, target, origin, destination, content }));
      texts.set(origin, text);
      signed.push([header, text]);
    }
  } catch (error) {
    return badRequest(error);
  }

  let failure: Promise<Verdict> | undefined;
  for (const [header, text] of signed) {
    const checking = checkHeader(header, text, request, options);
    const verdict = await checking.catch(() => undefined);
    if (verdict === undefined) failure ??= checking;
    else if (verdict.valid) return { valid: true, origin: header.origin, content };
    else reasons.add(verdict.reason);
  }
  // A header that could not be checked may be valid: this rejects with the obstacle.
  await failure;
  return unauthorized([...reasons].join('; '));
}

/** Returns the reason to refuse a header without looking its key up; `undefined` where there is none. */
function faultOf({ destination, key }: XMatrix, serverName: string): string | undefined {
  if (destination !== undefined && destination !== serverName) {
    // Only a server name is repeated: anything else is unfit for a log.
    const named = isServerName(destination) ? destination : 'its name is malformed';
    return `the request is meant for another server: ${named} (this is ${serverName})`;
  }
  return isEd25519KeyId(key) ? undefined : 'the key is not an ed25519 key';
}

async function checkHeader(
  { origin, key: keyId, sig: signature }: XMatrix,
  text: string,
  { keysOf, now = Date.now }: IncomingRequest,
  options: Ed25519Options,
): Promise<Verdict> {
  const key = await keysOf(origin, keyId);
  if (!isJsonObject(key)) return invalid('the key is unknown');
  const { validUntilMs = Infinity } = key;
  // Any other value from a database, such as null, must not count as "for ever".
  if (typeof validUntilMs !== 'number' || !(now() <= validUntilMs)) return invalid('the key has expired');
  const verdict = await verifySignature(text, { signature, publicKey: key.key }, options);
  if (verdict.valid || verdict.reason !== doesNotHold) return verdict;
  return invalid(`${doesNotHold}; often a proxy has decoded the target, which must be the one that was sent`);
}

function readContent(body: Uint8Array | undefined, options: SignedBodyOptions): unknown {
  return body === undefined || body.byteLength === 0 ? undefined : parseSignedBody(body, options);
}

function unauthorized(reason: string): RequestVerdict {
  return { valid: false, status: 401, errcode: 'M_UNAUTHORIZED', reason };
}

function badRequest(error: unknown): RequestVerdict {
  // Parsing a body and writing it as canonical JSON throw nothing else.
  const { message: reason } = error as PayloadError | CanonicalJsonError;
  return { valid: false, status: 400, errcode: error instanceof PayloadError ? 'M_NOT_JSON' : 'M_BAD_JSON', reason };
}
