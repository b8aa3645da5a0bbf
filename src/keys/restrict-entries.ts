import type { Guard } from '../../generated/validators/index.js';
import { jsonPointer, type FindingCode, type FindingCollector } from '../findings.js';
import { firstFault } from '../first-fault.js';
import type { JsonObject } from '../json-objects.js';
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

/** Drops an entry that a guard refuses, for its first fault. */
export function malformed(guard: Guard<unknown>, entry: unknown): Dropped {
  const { pointer, message } = firstFault(guard, entry);
  return new Dropped('malformed-entry', message, pointer);
}

/**
 * Keeps what `restrict` leaves of each entry of a map, without the entries for which it returns {@link Dropped}.
 *
 * Each dropped entry becomes one finding of severity `error`, since it is lost; its pointer is made of `steps`, which lead
 * to the map, and the entry's name. The map is not changed, and shared where nothing is dropped.
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
