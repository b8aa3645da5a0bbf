import { StoreError } from '../errors.js';

const unstorable = /\0|\p{Surrogate}/u;

/**
 * Returns a name that every store keeps as it is. PostgreSQL refuses NUL, some SQLite drivers cut at it, and lone surrogates would
 * all become the same character.
 *
 * @throws {StoreError} `UNSTORABLE_NAME`
 */
export function storableName(name: string): string {
  if (isStorableName(name)) return name;
  throw new StoreError('UNSTORABLE_NAME', 'a name has a NUL or half a surrogate pair in it, and cannot be stored');
}

/** Tells whether every store keeps a name as it is. */
export function isStorableName(name: string): boolean {
  return !unstorable.test(name);
}

/** Makes a text storable: `�` takes the place of each NUL and each half of a surrogate pair. */
export function storableText(text: string): string {
  return text.replace(new RegExp(unstorable, 'gu'), '\ufffd');
}
