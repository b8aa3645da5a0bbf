import { storedJson } from '../appservice/stored-json.js';
import { StoreError } from '../errors.js';
import type { EncryptionContext } from './encryption-context.js';
import type { EncryptionFailure } from './encryption-options.js';

/** Reads the JSON of one row of the store. A damaged row is reported once, and read as `undefined`; all others stand. */
export type RowReader = <T>(row: StoredRow, text: string, isExpected: (value: unknown) => value is T) => T | undefined;

/** The words by which an operator recognises a row. */
export interface StoredRow extends Pick<EncryptionFailure, 'userId' | 'roomId'> {
  /** The content of the row, with the user or room that it concerns. */
  readonly what: string;
  /** The consequence of doing without it. */
  readonly consequence: string;
}

/** The most rows that are reported. */
const mostReported = 1000;

/** Makes a reader of rows. */
export function createRowReader(reportFailure: EncryptionContext['reportFailure']): RowReader {
  const reported = new Set<string>();

  return ({ what, consequence, ...concerned }, text, isExpected) => {
    try {
      return storedJson(text, isExpected);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      if (reported.size < mostReported && !reported.has(what)) {
        reported.add(what);
        const message =
          `a row of the store is damaged, that of ${what}. ${consequence}. Everything else goes on. ` +
          'Look for what has damaged the database: a disk, or a program that writes to it';
        reportFailure({ message, error, ...concerned });
      }
      return undefined;
    }
  };
}
