import { PayloadError } from '../errors.js';
import { numberOption } from '../number-options.js';
import { findJsonFault } from './find-json-fault.js';

/** Limits of a signed body. */
export interface SignedBodyOptions {
  /** Maximum nesting of objects and arrays, in levels (S2). Default: 512. Beyond 1024 a value cannot be signed. */
  readonly depth?: number | undefined;
}

// `ignoreBOM` keeps a byte order mark in the text, where JSON.parse refuses it (S1).
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Parses a body that is covered by a signature: strict UTF-8 and strict JSON, so that every reader finds what the
 * signer wrote.
 *
 * In contrast to other bodies (S1), a duplicate name is refused. So are a byte order mark, lone surrogates, numbers out
 * of range, and too many levels. The message quotes nothing of the body except the names that lead to the fault.
 *
 * @example
 * ```ts
 * const bytes = new TextEncoder().encode('{"origin":"example.org"}');
 * parseSignedBody(bytes); // { origin: 'example.org' }
 * ```
 * @throws {PayloadError} for all of these faults.
 * @throws {RangeError} if `depth` is not a whole number above 0, or `Infinity` (S8).
 */
export function parseSignedBody(bytes: Uint8Array, { depth }: SignedBodyOptions = {}): unknown {
  const mostLevels = mostLevelsOf(depth);
  const text = attemptOrRefuse(() => utf8.decode(bytes), 'is not valid UTF-8');
  const value: unknown = attemptOrRefuse(() => JSON.parse(text) as unknown, 'is not valid JSON');
  const fault = findJsonFault(text, mostLevels);
  if (fault !== undefined) throw new PayloadError([fault]);
  return value;
}

/** Validates the option `depth`, and returns the levels that a body may have. */
export function mostLevelsOf(depth: number | undefined): number {
  return numberOption('depth', depth, 512, { whole: true });
}

function attemptOrRefuse<T>(read: () => T, message: string): T {
  try {
    return read();
  } catch {
    // The engine's own message would quote the body.
    throw new PayloadError([{ pointer: '', message }]);
  }
}
