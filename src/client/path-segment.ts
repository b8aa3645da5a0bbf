/**
 * Refuses what no single segment of a path can hold: nothing, what is a step in the tree however it is encoded, and half a
 * surrogate pair, which has no encoding.
 *
 * @param name What the value is, for the message, which does not quote it.
 * @throws {RangeError}
 */
export function requirePathSegment(name: string, value: string): void {
  if (['', '.', '..'].includes(value) || /\p{Surrogate}/u.test(value)) {
    throw new RangeError(`${name} must not be empty, "." or "..", or have half a surrogate pair in it`);
  }
}
