/** The part of a generated guard that tells why the last value was refused. */
interface Guard {
  readonly errors: readonly { readonly pointer: string; readonly message: string }[];
}

/** Why a guard has just refused a value: the first fault, with its place inside the value. */
export function faultOf(guard: Guard): string {
  const fault = guard.errors[0];
  return fault === undefined ? 'malformed' : `${fault.pointer} ${fault.message}`.trim();
}
