import { pointerSteps } from '../../findings.js';
import { isJsonObject, own } from '../../json-objects.js';

/** Returns the value at a JSON pointer (RFC 6901); `undefined` if it leads nowhere. */
export function valueAt(value: unknown, pointer: string): unknown {
  let found = value;
  for (const step of pointerSteps(pointer)) {
    if (Array.isArray(found)) found = /^\d+$/.test(step) ? found[Number(step)] : undefined;
    else found = isJsonObject(found) ? own(found, step) : undefined;
  }
  return found;
}

/** Names the kind of a value: `a string`. The value itself may be a token. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
