/** Whether a value can be a token: visible ASCII, at least one character (A1, G8). */
export function isToken(value: unknown): value is string {
  return typeof value === 'string' && /^[\x21-\x7e]+$/.test(value);
}
