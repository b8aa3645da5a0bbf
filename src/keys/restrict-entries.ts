import type { Guard } from '../../generated/validators/index.js';
import { jsonPointer, nullField, type FindingCode, type FindingCollector } from '../findings.js';
import type { JsonObject } from '../json-objects.js';
import { checkLeniently } from '../lenient-check.js';
import { changeEntries } from './change-entries.js';

/** What a check returns for an entry that must not stay. */
export class Dropped {
  readonly code: FindingCode;
  /** In our words: nothing of it comes from outside. */
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
 * An entry that a guard has just refused: it stays as it is where that is only for nulls in optional fields, each of which is reported
 * (S4). Otherwise it is dropped for its first fault.
 *
 * @param steps The way to the entry.
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
  return entry as T; // but for the nulls
}

/**
 * Keeps what `restrict` leaves of each entry of a map, without the entries for which it returns {@link Dropped}.
 *
 * Each dropped entry becomes one finding of severity `error`, since it is lost; its pointer is made of `steps`, which lead
 * to the map, and the entry's name. The map is not changed, and shared where nothing is dropped.
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
