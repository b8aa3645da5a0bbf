/**
 * Whether a JSON number is still the same once it is parsed. Where its value is taken for an integer, a fraction may have
 * been rounded off: `0.99999999999999999999` and `1` parse to the same, and only one of them was signed.
 *
 * Numbers beyond all numbers (`1e400`) are not kept. Fractions that stay fractions are left to canonical JSON, which has
 * none.
 */
export function isKeptExactly(number: string): boolean {
  const value = Number(number);
  if (!Number.isFinite(value)) return false;
  if (/^-?\d+$/.test(number) || !Number.isSafeInteger(value)) return true;
  return decimalOf(number) === decimalOf(String(value));
}

/** A number without its sign as significant digits and a power of ten, written in one way alone. */
function decimalOf(number: string): string {
  const e = number.search(/e/i);
  const mantissa = e < 0 ? number : number.slice(0, e);
  const exponent = e < 0 ? 0 : Number(number.slice(e + 1));
  const point = mantissa.indexOf('.');
  const decimals = point < 0 ? 0 : mantissa.length - point - 1;
  const digits = mantissa.replaceAll(/\D/g, '');
  let start = 0;
  let end = digits.length;
  while (start < end && digits[start] === '0') start++;
  while (end > start && digits[end - 1] === '0') end--;
  if (start === end) return '0';
  return `${digits.slice(start, end)}e${exponent - decimals + digits.length - end}`;
}
