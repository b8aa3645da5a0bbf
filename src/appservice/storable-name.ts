import { StoreError } from '../errors.js';

const unstorable = /[\0\p{Surrogate}]/u;

/**
 * Returns a name that every store keeps as it is. PostgreSQL refuses NUL, some SQLite drivers cut at it, and lone surrogates would
 * all become the same character.
 *
 * @throws {StoreError} `UNSTORABLE_NAME`
 */
export function storableName(name: string): string {
  if (isStorableName(name)) return name;
  throw new StoreError(
    'UNSTORABLE_NAME',
    'an ID or name contains NUL or a lone surrogate, which no database can store: leave it out',
  );
}

/** Tells whether every store keeps a name as it is. */
export function isStorableName(name: string): boolean {
  return !unstorable.test(name);
}

/** Makes a text storable: `�` takes the place of each NUL and each half of a surrogate pair. */
export function storableText(text: string): string {
  return text.replace(new RegExp(unstorable, 'gu'), '\ufffd');
}
