import { CanonicalJsonError } from '../errors.js';
import { isPlainObject } from '../json-objects.js';
import { canonicalJson } from './canonical-json.js';

/**
 * What a signature of an object covers: its canonical JSON without `signatures` and `unsigned` (F1).
 *
 * @throws {CanonicalJsonError} when it is not a JSON object, or has no canonical JSON.
 * @rule F1
 */
export function signedText(object: unknown): string {
  if (!isPlainObject(object)) throw new CanonicalJsonError('', 'is not a JSON object');
  const members = Object.entries(object).filter(([name]) => name !== 'signatures' && name !== 'unsigned');
  return canonicalJson(Object.fromEntries(members));
}

/** What the signature of a request covers. */
interface SignedRequest {
  readonly method: string;
  /** Path and query, as they are sent. */
  readonly target: string;
  readonly origin: string;
  readonly destination: string;
  /** The parsed body; `undefined` where there is none. */
  readonly content: unknown;
}

/**
 * The JSON object that is signed for a request.
 *
 * @see https://spec.matrix.org/v1.19/server-server-api/#request-authentication
 */
export function signedRequest({ method, target, origin, destination, content }: SignedRequest): object {
  return { method, uri: target, origin, destination, ...(content === undefined ? {} : { content }) };
}
