import type { Guard, ValidationError } from '../generated/validators/index.js';

/**
 * The first fault of a value that a guard refuses.
 *
 * Checks the value once more and reads the guard's `errors` at once; no other function here reads them. They are those of
 * the last value that the guard was given, so after an `await` they may be of another request.
 */
export function firstFault(guard: Guard<unknown>, value: unknown): ValidationError {
  guard(value);
  return guard.errors[0] ?? { pointer: '', message: 'is not valid' };
}
