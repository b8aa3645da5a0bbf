import type { StoreErrorCode } from './error-codes.js';

/**
 * A failed operation of a store. Nothing was written, except possibly for `COMMIT_UNKNOWN`: only reading again tells.
 *
 * The message is the database's own. It may name a file, a host or a user, but never a password.
 */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
