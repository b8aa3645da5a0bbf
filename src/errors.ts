import { EncryptionError, NotLeaderError } from './encryption-errors.js';
import { connectionCodes, type ConnectionErrorCode, type StoreErrorCode } from './error-codes.js';
import { StoreError } from './store-error.js';

export { EncryptionError, NotLeaderError, type EncryptionErrorCode } from './encryption-errors.js';
export { StoreError } from './store-error.js';
export type { ConnectionErrorCode, StoreErrorCode };

/**
 * Every error that this package throws on purpose. No two classes share a `name` or a `code`, so one `switch` on the
 * {@link MatrixAppserviceError} union narrows to the class; only {@link ConnectionError} and {@link StoreError} have
 * several codes. None of them holds a token, in any field or cause.
 */

/** A fault in a payload, with its place. */
export interface PayloadIssue {
  /** JSON pointer (RFC 6901) to the value at fault; `''` is the whole payload. */
  readonly pointer: string;
  /** Description of the expected value, for people. */
  readonly message: string;
}

/** A payload whose outermost shape makes it unusable. */
export class PayloadError extends Error {
  override readonly name = 'PayloadError';
  readonly code = 'INVALID_PAYLOAD';
  /** The faults; at least one. */
  readonly issues: readonly PayloadIssue[];

  constructor(issues: readonly PayloadIssue[]) {
    super(issues.map(({ pointer, message }) => `${pointer === '' ? 'payload' : pointer}: ${message}`).join('; '));
    this.issues = issues;
  }
}

/** An error response of the other side. */
export class MatrixHttpError extends Error {
  override readonly name = 'MatrixHttpError';
  readonly code = 'MATRIX_HTTP';
  /** HTTP status code. */
  readonly status: number;
  /** `errcode` of the response, if it had one. */
  readonly errcode: string | undefined;
  /** Time to wait before asking again, in milliseconds, if the response gave one. */
  readonly retryAfterMs: number | undefined;

  constructor(status: number, errcode?: string, details: { message?: string; retryAfterMs?: number | undefined } = {}) {
    super(details.message ?? `the other side answered ${String(status)}${errcode === undefined ? '' : ` ${errcode}`}`);
    this.status = status;
    this.errcode = errcode;
    this.retryAfterMs = details.retryAfterMs;
  }
}

/** The other side knows none of an operation's paths (N2). */
export class UnrecognizedEndpointError extends Error {
  override readonly name = 'UnrecognizedEndpointError';
  readonly code = 'UNRECOGNIZED_ENDPOINT';
  /** Paths that were tried, in order. */
  readonly paths: readonly string[];

  constructor(paths: readonly string[]) {
    super(`the other side knows none of these paths: ${paths.join(', ')}`);
    this.paths = paths;
  }
}

/** The reason for a wait: the appservice knew no path of the operation (N5), or earlier calls failed (N6). */
export type BackOffReason = 'unknown-route' | 'failing';

/** Nothing was sent, because the appservice is not to be asked for a while (N5, N6). */
export class BackingOffError extends Error {
  override readonly name = 'BackingOffError';
  readonly code = 'BACKING_OFF';
  /** Time of the next allowed request, in milliseconds since the Unix epoch; NaN or infinite if `now` returned that. */
  readonly retryAtMs: number;
  /** Cause of the wait. */
  readonly reason: BackOffReason;

  constructor(retryAtMs: number, reason: BackOffReason = 'unknown-route') {
    const cause = reason === 'failing' ? 'has failed' : 'knew no path of this operation';
    const retryAt = new Date(retryAtMs);
    const until = Number.isNaN(retryAt.getTime()) ? 'for now' : `before ${retryAt.toISOString()}`;
    super(`not sent: the appservice ${cause}, and will not be asked ${until}`);
    this.retryAtMs = retryAtMs;
    this.reason = reason;
  }
}

/** Nothing was sent, because too many requests are already waiting for the appservice. */
export class QueueFullError extends Error {
  override readonly name = 'QueueFullError';
  readonly code = 'QUEUE_FULL';
  /** Number of waiting requests. */
  readonly waiting: number;

  constructor(waiting: number) {
    super(`not sent: ${String(waiting)} requests are already waiting for the appservice`);
    this.waiting = waiting;
  }
}

/** The reason why an answer could not be used. */
export type InvalidAnswerReason =
  | 'not-json'
  | 'not-utf8'
  | 'not-an-object'
  | 'compressed'
  | 'redirect'
  | 'unknown-status'
  | 'too-deep'
  | 'too-many-entries';

/** An unusable answer: a redirect or compressed one of any status, or a success with an unacceptable body. */
export class InvalidAnswerError extends Error {
  override readonly name = 'InvalidAnswerError';
  readonly code = 'INVALID_ANSWER';
  /** The fault of the answer. */
  readonly reason: InvalidAnswerReason;

  constructor(reason: InvalidAnswerReason, message: string) {
    super(message);
    this.reason = reason;
  }
}

/** A timeout: of a whole call, body included (N8), or of an appservice's handler (A4). */
export class TimeoutError extends Error {
  override readonly name = 'TimeoutError';
  readonly code = 'TIMEOUT';
  /** Deadline that passed, in milliseconds. */
  readonly timeoutMs: number;

  constructor(timeoutMs: number) {
    super(`no complete answer within ${String(timeoutMs)} ms`);
    this.timeoutMs = timeoutMs;
  }
}

/** A body over the size limit; reading stopped there. */
export class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError';
  readonly code = 'BODY_TOO_LARGE';
  /** Limit in bytes. */
  readonly limitBytes: number;

  constructor(limitBytes: number) {
    super(`the body is larger than ${String(limitBytes)} bytes`);
    this.limitBytes = limitBytes;
  }
}

/**
 * A connection that could not be made, or broke before the answer was complete.
 *
 * Only a known code of the runtime's error is kept: its message may quote the URL or a header, and so a token (S5).
 *
 * @rule S5
 */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
  readonly code: ConnectionErrorCode;

  constructor(code: string | undefined) {
    const known = connectionCodes.find((name) => name === code) ?? 'CONNECTION_FAILED';
    const advice = 'use createNodeTransport() of matrix-encrypted-appservice/node, whose fetch reaches unix sockets';
    super(`the connection failed (${known})${known === 'SOCKET_UNSUPPORTED' ? `: ${advice}` : ''}`);
    this.code = known;
  }
}

/** A registration that must not be used, with the field at fault. */
export class RegistrationError extends Error {
  override readonly name = 'RegistrationError';
  readonly code = 'INVALID_REGISTRATION';
  /** Path of the field from the top of the file: `hs_token`, `namespaces.users[0].regex`; `''` is the whole file. */
  readonly field: string;

  constructor(field: string, message: string) {
    super(`${field === '' ? 'registration' : field}: ${message}`);
    this.field = field;
  }
}

/** A value without canonical JSON, which can be neither signed nor verified (F1). */
export class CanonicalJsonError extends Error {
  override readonly name = 'CanonicalJsonError';
  readonly code = 'CANONICAL_JSON';
  /** JSON pointer (RFC 6901) to the value at fault; `''` is the whole value. */
  readonly pointer: string;

  constructor(pointer: string, message: string) {
    super(`${pointer === '' ? 'value' : pointer}: ${message}`);
    this.pointer = pointer;
  }
}

/** Any error of this package. `switch (error.name)` narrows it to its class; `error.code` tells connection errors apart. */
export type MatrixAppserviceError =
  | PayloadError
  | MatrixHttpError
  | UnrecognizedEndpointError
  | BackingOffError
  | QueueFullError
  | InvalidAnswerError
  | TimeoutError
  | BodyTooLargeError
  | ConnectionError
  | RegistrationError
  | CanonicalJsonError
  | StoreError
  | NotLeaderError
  | EncryptionError;

const classes = [
  PayloadError,
  MatrixHttpError,
  UnrecognizedEndpointError,
  BackingOffError,
  QueueFullError,
  InvalidAnswerError,
  TimeoutError,
  BodyTooLargeError,
  ConnectionError,
  RegistrationError,
  CanonicalJsonError,
  StoreError,
  NotLeaderError,
  EncryptionError,
];

/**
 * Tells whether a caught value is an error of this package, and not the reason of a signal or a bug in the program.
 *
 * @example
 * ```ts
 * isMatrixAppserviceError(new TypeError('a bug')); // false
 * ```
 */
export function isMatrixAppserviceError(error: unknown): error is MatrixAppserviceError {
  return classes.some((errorClass) => error instanceof errorClass);
}
