import type { Guard } from '../../generated/validators/index.js';
import { firstFault } from '../lenient-check.js';
import type { JsonDocument } from './json/json-document.js';
import { kindOf, valueAt } from './json/json-value.js';
import { placeFindings } from './print/finding-lines.js';

/** A fault of a document's value. */
export interface DocumentFault {
  readonly pointer: string;
  readonly expected: string;
  readonly found: string;
  readonly line?: number;
  readonly column?: number;
}

/** Finds the first fault of a document's value, and its place; `undefined` if the guard accepts the value. */
export function faultInDocument(document: JsonDocument, guard: Guard<unknown>): DocumentFault | undefined {
  if (guard(document.value)) return undefined;
  const { pointer, message } = firstFault(guard, document.value);
  const [placed] = placeFindings([{ code: '', severity: 'error', pointer, message }], document);
  const kind = kindOf(valueAt(document.value, pointer));
  const [, missing] = /^must have required property '(.*)'$/s.exec(message) ?? [];
  const { expected, found } =
    missing === undefined
      ? { expected: message.replace(/^must (?:be )?/, '').replace(/, but is .*$/, ''), found: kind }
      : { expected: `the property ${missing}`, found: `${kind} without it` };
  const { line, column, pointer: shown = '' } = placed ?? {};
  return { pointer: shown, expected, found, ...(line === undefined || column === undefined ? {} : { line, column }) };
}
