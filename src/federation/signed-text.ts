import { CanonicalJsonError } from '../errors.js';
import { isPlainObject } from '../json-objects.js';
import { canonicalJson } from './canonical-json.js';

/**
 * What a signature of an object covers: its canonical JSON without `signatures` and `unsigned` (F1).
 *
 * @throws {CanonicalJsonError} when it is not a JSON object, or has no canonical JSON.
 */
export function signedText(object: unknown): string {
  if (!isPlainObject(object)) throw new CanonicalJsonError('', 'is not a JSON object');
  const members = Object.entries(object).filter(([name]) => name !== 'signatures' && name !== 'unsigned');
  return canonicalJson(Object.fromEntries(members));
}
