/** The values that a numeric option may have besides positive numbers. */
export interface AllowedNumbers {
  /** Refuses fractions, for counts, bytes and levels. Default: false. */
  readonly whole?: boolean;
  /** Allows zero. Default: false. */
  readonly zero?: boolean;
  /** Largest allowed value. Default: `Infinity`, which is then allowed too. */
  readonly most?: number;
}

/**
 * Validates a numeric option when it is set (S8).
 *
 * @param name The option as its user writes it: `limits.depth`.
 * @param fallback The value for an option that is `undefined`.
 * @throws {RangeError} for NaN and any number that is not allowed. It names the option and the allowed range.
 * @throws {TypeError} for anything but a number, which is not quoted.
 * @rule S8
 */
export function numberOption(
  name: string,
  given: number | undefined,
  fallback: number,
  { whole = false, zero = false, most = Infinity }: AllowedNumbers = {},
): number {
  // oxlint-disable-next-line typescript/prefer-nullish-coalescing -- null is no number, and not absent
  const value: unknown = given === undefined ? fallback : given;
  const isAllowed =
    typeof value === 'number' &&
    (zero ? value >= 0 : value > 0) &&
    value <= most &&
    (!whole || Number.isInteger(value) || value === Infinity);
  if (isAllowed) return value;
  const range = `${whole ? 'a whole number' : 'a number'} ${zero ? 'from 0' : 'above 0'}`;
  const allowed = `${name} must be ${range}${most === Infinity ? ', or Infinity' : ` to ${most}`}`;
  if (typeof value !== 'number') throw new TypeError(allowed);
  throw new RangeError(`${allowed}, but is ${value}`);
}
