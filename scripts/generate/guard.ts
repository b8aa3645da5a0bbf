import type { Fault } from './faults.js';

/** A fault of a value. */
export interface ValidationError {
  /** JSON pointer (RFC 6901) to the value at fault; `''` is the whole value. */
  readonly pointer: string;
  /** Description of the expected and the found value. */
  readonly message: string;
}

/** The part of Standard Schema v1 that validates. @see https://standardschema.dev */
export interface StandardSchema<T> {
  readonly version: 1;
  readonly vendor: 'matrix-encrypted-appservice';
  readonly validate: (
    value: unknown,
  ) =>
    | { readonly value: T; readonly issues?: undefined }
    | { readonly issues: readonly { readonly message: string; readonly path: readonly string[] }[] };
  readonly types?: { readonly input: T; readonly output: T } | undefined;
}

/** A type guard that remembers why the last value failed, and implements Standard Schema. */
export interface Guard<T> {
  (value: unknown): value is T;
  /**
   * Faults of the last value that this guard was given, only the first of them; `[]` if it was valid. Read it before
   * any `await`, during which other code may use the guard. `['~standard'].validate` returns the faults, and stores
   * nothing.
   */
  readonly errors: readonly ValidationError[];
  readonly '~standard': StandardSchema<T>;
}

/** The compiled form of a schema: finds the first fault of a value. */
export type Check = (value: unknown) => Fault | undefined;

/** Creates a guard from a compiled schema. */
export function guard<T>(check: Check): Guard<T> {
  let last: Fault | undefined;

  function is(value: unknown): value is T {
    last = check(value);
    return last === undefined;
  }

  const standard: StandardSchema<T> = {
    version: 1,
    vendor: 'matrix-encrypted-appservice',
    validate: (value) => {
      const fault = check(value);
      // A value without a fault is one of the type.
      return fault === undefined ? { value: value as T } : { issues: [fault] };
    },
  };
  // Defined at once and not assigned one by one: bundlers keep a function that is assigned to, but may drop this call.
  return Object.defineProperties(is, {
    errors: { get: () => (last ? [{ pointer: pointerTo(last.path), message: last.message }] : []), enumerable: true },
    '~standard': { value: standard, enumerable: true },
  }) as Guard<T>;
}

/** The JSON pointer (RFC 6901) that the steps of a fault make. */
export function pointerTo(path: readonly string[]): string {
  return path.map((step) => `/${step.replace(/~/g, '~0').replace(/\//g, '~1')}`).join('');
}
