import { CanonicalJsonError } from '../errors.js';
import { isPlainObject } from '../json-objects.js';
import { canonicalJson } from './canonical-json.js';

/**
 * Returns the text that an object's signature covers: its canonical JSON without `signatures` and `unsigned` (F1).
 *
 * @throws {CanonicalJsonError} if it is not a JSON object, or has no canonical JSON.
 * @rule F1
 */
export function signedText(object: unknown): string {
  if (!isPlainObject(object)) throw new CanonicalJsonError('', 'is not a JSON object');
  const members = Object.entries(object).filter(([name]) => name !== 'signatures' && name !== 'unsigned');
  return canonicalJson(Object.fromEntries(members));
}

/** The parts of a request that its signature covers. */
interface SignedRequest {
  readonly method: string;
  /** Path and query, as sent. */
  readonly target: string;
  readonly origin: string;
  readonly destination: string;
  /** Parsed body; `undefined` where there is none. */
  readonly content: unknown;
}

/**
 * Builds the JSON object that is signed for a request.
 *
 * @see https://spec.matrix.org/v1.19/server-server-api/#request-authentication
 */
export function signedRequest({ method, target, origin, destination, content }: SignedRequest): object {
  return { method, uri: target, origin, destination, ...(content === undefined ? {} : { content }) };
}
