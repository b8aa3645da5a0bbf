import { createSecretHider, type HideSecrets } from '../../hide-secrets.js';
import { isJsonObject, own } from '../../json-objects.js';
import { CliError } from '../cli-error.js';
import { surveyJson } from './survey-json.js';

/** A place in a text, both counted from 1; columns count characters. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A JSON file: its value, and the places of its parts. */
export interface JsonDocument {
  /** Name that the user gave. */
  readonly name: string;
  readonly value: unknown;
  /** Hides the tokens that the document names, as a registration does (S5). */
  readonly hide: HideSecrets;
  /** Finds where the values at these pointers begin. A pointer that leads nowhere is left out. */
  readonly positionsOf: (pointers: Iterable<string>) => ReadonlyMap<string, Position>;
  /** Remarks on oddities that are not faults: repeated names (S1), a byte order mark. */
  readonly remarks: readonly { readonly pointer: string; readonly position: Position; readonly message: string }[];
}

/** A file that is not JSON, with the place of the fault. */
export class JsonContentError extends CliError {
  readonly file: string;
  readonly reason: string;
  readonly position: Position;

  constructor(file: string, position: Position, reason: string) {
    super('CONTENT', `${file}:${position.line}:${position.column}: not JSON: ${reason}`);
    this.file = file;
    this.reason = reason;
    this.position = position;
  }
}

/**
 * Parses a JSON text in strict UTF-8. A byte order mark, which a body must not have (S1), is skipped in a file, with a
 * remark.
 *
 * @throws {JsonContentError}
 */
export function readJsonDocument(name: string, bytes: Uint8Array): JsonDocument {
  return readJsonText(name, decode(name, bytes));
}

/**
 * Parses a JSON text. A byte order mark is skipped, with a remark.
 *
 * @throws {JsonContentError}
 */
export function readJsonText(name: string, text: string): JsonDocument {
  const hasMark = text.startsWith('\ufeff');
  const json = hasMark ? text.slice(1) : text;
  const { fault, duplicates } = surveyJson(json);
  if (fault !== undefined) throw new JsonContentError(name, positionIn(json)(fault.offset), fault.message);
  const value: unknown = JSON.parse(json);
  const hide = hiderOf(value);
  const position = positionIn(json);
  const mark = 'the file begins with a byte order mark, which is refused in a body';
  return {
    name,
    value,
    hide,
    positionsOf: (pointers) => {
      const { places } = surveyJson(json, pointers);
      return new Map([...places].map(([pointer, offset]) => [pointer, position(offset)]));
    },
    remarks: [
      ...(hasMark ? [{ pointer: '', position: { line: 1, column: 1 }, message: mark }] : []),
      ...duplicates.map(({ pointer, offset }) => ({
        pointer: hide(pointer),
        position: position(offset),
        message: 'this name appears twice in its object; the last one counts',
      })),
    ],
  };
}

function hiderOf(value: unknown): HideSecrets {
  return createSecretHider(
    isJsonObject(value) ? ['as_token', 'hs_token', 'access_token'].map((name) => own(value, name)) : [],
  );
}

function decode(name: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new JsonContentError(name, { line: firstBadLine(bytes), column: 1 }, 'there are bytes that are not UTF-8');
  }
}

/** Finds the line of the first bytes that are not UTF-8. No multi-byte character contains a line break. */
function firstBadLine(bytes: Uint8Array): number {
  let line = 1;
  for (let start = 0; start < bytes.length; line++) {
    const end = bytes.indexOf(0x0a, start);
    const next = end === -1 ? bytes.length : end + 1;
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(start, next));
    } catch {
      break;
    }
    start = next;
  }
  return line;
}

/** Makes a function that finds lines and columns in a text. */
function positionIn(text: string): (offset: number) => Position {
  const starts = [0, ...Array.from(text.matchAll(/\r\n|\n|\r/g), ({ 0: end, index }) => index + end.length)];
  return (offset) => {
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: Array.from(text.slice(starts[low], offset)).length + 1 };
  };
}
