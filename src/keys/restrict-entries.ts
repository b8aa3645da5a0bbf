import type { Guard } from '../../generated/validators/index.js';
import { jsonPointer, nullField, type FindingCode, type FindingCollector } from '../findings.js';
import type { JsonObject } from '../json-objects.js';
import { checkLeniently } from '../lenient-check.js';
import { changeEntries } from './change-entries.js';

/** The result of a check that drops an entry. */
export class Dropped {
  readonly code: FindingCode;
  /** Message in our own words: no part of it comes from outside. */
  readonly message: string;
  /** JSON pointer to the fault inside the entry. */
  readonly place: string;

  constructor(code: FindingCode, message: string, place = '') {
    this.code = code;
    this.message = message;
    this.place = place;
  }
}

/**
 * Decides on an entry that a guard has just refused.
 *
 * It stays as it is if nulls in optional fields are its only faults; each null is reported (S4). Otherwise it is
 * dropped for its first fault.
 *
 * @param steps The path to the entry.
 */
export function entryWithNulls<T>(
  guard: Guard<T>,
  entry: unknown,
  steps: readonly string[],
  findings: FindingCollector,
): T | Dropped {
  const check = checkLeniently(guard, entry);
  if ('fault' in check) return new Dropped('malformed-entry', check.fault.message, jsonPointer(...check.fault.path));
  for (const path of check.nulls) findings.report(() => nullField(jsonPointer(...steps, ...path)));
  return entry as T; // except for the nulls
}

/**
 * Replaces each entry of a map with the result of `restrict`, and drops those for which it returns {@link Dropped}.
 *
 * Each dropped entry becomes one finding of severity `error`. Its pointer consists of `steps`, which lead to the map,
 * and the entry's name. The map is not changed, and is shared where nothing is dropped.
 *
 * @rule M4
 */
export function restrictEntries<T>(
  map: JsonObject,
  steps: readonly string[],
  findings: FindingCollector,
  restrict: (value: unknown, name: string) => T | Dropped,
): Record<string, T> {
  return changeEntries(map, (value, name) => {
    const left = restrict(value, name);
    if (!(left instanceof Dropped)) {
      return left;
    }
    const { code, message, place } = left;
    findings.report(() => ({
      code,
      severity: 'error',
      pointer: jsonPointer(...steps, name),
      message: `${findings.quote(place)} ${message}`.trimStart(),
    }));
    return undefined;
  });
}
