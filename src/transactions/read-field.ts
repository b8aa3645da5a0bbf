import { type Finding, jsonPointer, nullField, type FindingSink } from '../findings.js';
import { isSameJson, type JsonObject } from '../json-objects.js';

/** Names of a field besides its stable one, in order of precedence. */
export interface OtherNames {
  /** Names of the drafts, read and written. */
  readonly unstable: readonly string[];
  /** Names that are only read. */
  readonly accepted: readonly string[];
}

/** A field that was found, with the pointer to it. */
export interface FoundField<T> {
  readonly value: T;
  /** JSON pointer to the value, under the name that was found. */
  readonly pointer: string;
}

/**
 * Reads a field that has several names (T1): first the stable one, then the unstable ones, then those that are only
 * accepted.
 *
 * The first value of the right type wins, even an empty one; values are never combined. `undefined` if there is none. A
 * value of another type is reported and skipped. A later name with a different value is reported; one with the same
 * value is not. Neither argument is changed, except that `findings` grows.
 *
 * @param at JSON pointer to `object`
 * @rule T1
 */
export function readField<T>(
  object: JsonObject,
  field: string,
  names: OtherNames,
  hasType: (value: unknown) => value is T,
  at: string,
  findings: FindingSink,
): FoundField<T> | undefined {
  let found: FoundField<T> | undefined;
  for (const name of [field, ...names.unstable, ...names.accepted]) {
    if (!Object.hasOwn(object, name)) continue;
    const value = object[name];
    const pointer = at + jsonPointer(name);
    if (!hasType(value)) {
      findings.push(value === null ? nullField(pointer) : wrongType(pointer));
    } else if (found !== undefined) {
      if (!isSameJson(found.value, value)) findings.push(contradiction(pointer, found.pointer));
    } else {
      found = { value, pointer };
      if (name !== field) findings.push(otherName(pointer, field));
    }
  }
  return found;
}

function wrongType(pointer: string): Finding {
  const message = 'it has the wrong type, and counts as absent';
  return { code: 'malformed-field', severity: 'warning', pointer, message };
}

function contradiction(pointer: string, winner: string): Finding {
  const message = `it differs from ${winner}, another name of the same field, which wins`;
  return { code: 'contradictory-names', severity: 'warning', pointer, message };
}

function otherName(pointer: string, field: string): Finding {
  return { code: 'unstable-name', severity: 'info', pointer, message: `the stable name of this field is ${field}` };
}
