import { RegistrationError } from '../errors.js';

/** Whether a value can be a token: visible ASCII, at least one character (A1, G8). */
export function isToken(value: unknown): value is string {
  return typeof value === 'string' && /^[\x21-\x7e]+$/.test(value);
}

/**
 * Refuses what cannot be a token, without showing it.
 *
 * @throws {RegistrationError}
 */
export function requireToken(field: 'as_token' | 'hs_token', value: unknown): void {
  if (!isToken(value)) throw new RegistrationError(field, 'must be visible ASCII characters, without spaces');
}
