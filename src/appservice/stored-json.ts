import { StoreError } from '../errors.js';

/**
 * Reads JSON that was checked before it was stored.
 *
 * @throws {StoreError} `CORRUPT` if it is something else by now.
 */
export function storedJson<T>(text: string, isExpected: (value: unknown) => value is T): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Refused below, like JSON of another shape.
  }
  return storedValue(value, isExpected);
}

/**
 * Returns a part of JSON that was checked before it was stored.
 *
 * @throws {StoreError} `CORRUPT` if it is something else by now.
 */
export function storedValue<T>(value: unknown, isExpected: (value: unknown) => value is T): T {
  if (isExpected(value)) return value;
  throw new StoreError(
    'CORRUPT',
    'the store returned something other than what was written: the database is damaged, so restore a backup',
  );
}
