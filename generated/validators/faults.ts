// Generated from scripts/generate/faults.ts by `npm run generate`. Change the source, not this file.

/** The first fault of a value. */
export interface Fault {
  /** Steps from the whole value to the part at fault. */
  readonly path: readonly string[];
  readonly message: string;
}

type Path = readonly (string | number)[];

/** Tells whether a value is an object, and neither an array nor null. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Makes a fault of the value at the end of the steps. */
export function fault(message: string, ...path: Path): Fault {
  return { path: path.map(String), message };
}

/** Makes the fault of an object that lacks a property. */
export function missing(name: string, ...path: Path): Fault {
  return fault(`must have required property '${name}'`, ...path);
}

/** Makes a fault that names only the kind of the value: the value itself may be a token. */
export function mismatch(found: unknown, expected: string, ...path: Path): Fault {
  return fault(`must be ${expected}, but is ${kindOf(found)}`, ...path);
}

/** Moves a fault in a part into the whole. */
export function within({ path, message }: Fault, ...steps: Path): Fault {
  return fault(message, ...steps, ...path);
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
