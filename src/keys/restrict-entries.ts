import { jsonPointer, type FindingCode, type FindingSink } from '../findings.js';
import type { JsonObject } from '../json-objects.js';
import { changeEntries } from './change-entries.js';

/** What a check returns for an entry that must not stay. */
export class Dropped {
  readonly code: FindingCode;
  readonly message: string;

  constructor(code: FindingCode, message: string) {
    this.code = code;
    this.message = message;
  }
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
  findings: FindingSink,
  restrict: (value: unknown, name: string) => T | Dropped,
): Record<string, T> {
  return changeEntries(map, (value, name) => {
    const left = restrict(value, name);
    if (!(left instanceof Dropped)) {
      return left;
    }
    const { code, message } = left;
    findings.push({ code, severity: 'error', pointer: jsonPointer(...steps, name), message });
    return undefined;
  });
}
