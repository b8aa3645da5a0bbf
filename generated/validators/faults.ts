// Generated from scripts/generate/faults.ts by `npm run generate`. Change the source, not this file.

/** The first thing that is wrong with a value. */
export interface Fault {
  /** The steps from the whole value to the part at fault. */
  readonly path: readonly string[];
  readonly message: string;
}

type Path = readonly (string | number)[];

/** Whether a value is an object, and neither an array nor null. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A fault of the value to which the steps lead. */
export function fault(message: string, ...path: Path): Fault {
  return { path: path.map(String), message };
}

/** The fault of an object that lacks a property. */
export function missing(name: string, ...path: Path): Fault {
  return fault(`must have required property '${name}'`, ...path);
}

/** Says the kind alone of what was found: the value itself may be a token. */
export function mismatch(found: unknown, expected: string, ...path: Path): Fault {
  return fault(`must be ${expected}, but is ${kindOf(found)}`, ...path);
}

/** A fault in a part, told of the whole. */
export function within({ path, message }: Fault, ...steps: Path): Fault {
  return fault(message, ...steps, ...path);
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
