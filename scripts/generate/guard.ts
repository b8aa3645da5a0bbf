/** One thing that is wrong with a value. */
export interface ValidationError {
  /** JSON pointer (RFC 6901) to the value at fault; `''` is the whole value. */
  readonly pointer: string;
  /** What was expected there, and what was found. */
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

/** A type guard that remembers why the last value failed, and can be given wherever Standard Schema is taken. */
export interface Guard<T> {
  (value: unknown): value is T;
  /** What was wrong with the last value, the first fault only; `[]` when it was valid. */
  readonly errors: readonly ValidationError[];
  readonly '~standard': StandardSchema<T>;
}

interface Fault {
  readonly instancePath: string;
  readonly keyword: string;
  readonly message?: string;
  readonly params?: { readonly allowedValues?: readonly unknown[] };
}

/** What ajv compiles a schema to. */
export interface ValidateFunction {
  (value: unknown): boolean;
  errors?: readonly Fault[] | null;
}

/** Makes a guard of a compiled schema. */
export function guard<T>(validate: ValidateFunction): Guard<T> {
  let errors: readonly ValidationError[] = [];

  function is(value: unknown): value is T {
    const valid = validate(value);
    errors = valid ? [] : (validate.errors ?? []).map((fault) => describe(fault, value));
    return valid;
  }

  const standard: StandardSchema<T> = {
    version: 1,
    vendor: 'matrix-encrypted-appservice',
    validate: (value) =>
      is(value) ? { value } : { issues: errors.map(({ pointer, message }) => ({ message, path: stepsOf(pointer) })) },
  };
  // Defined at once and not assigned one by one: bundlers keep a function that is assigned to (they may drop this call).
  return Object.defineProperties(is, {
    errors: { get: () => errors, enumerable: true },
    '~standard': { value: standard, enumerable: true },
  }) as Guard<T>;
}

function describe(
  { instancePath: pointer, keyword, message = 'is not valid', params }: Fault,
  value: unknown,
): ValidationError {
  if (params?.allowedValues) return { pointer, message: `must be one of ${JSON.stringify(params.allowedValues)}` };
  if (keyword !== 'type') return { pointer, message };
  let found = value;
  for (const step of stepsOf(pointer)) found = (found as Record<string, unknown>)[step];
  return { pointer, message: `${message.replaceAll(',', ' or ')}, but is ${kindOf(found)}` };
}

function stepsOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replace(/~1/g, '/').replace(/~0/g, '~'));
}

/** The kind alone: the value itself may be a token. */
function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
