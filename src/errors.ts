import { connectionCodes, type ConnectionErrorCode, type StoreErrorCode } from './error-codes.js';

export type { ConnectionErrorCode, StoreErrorCode };

/**
 * Every error that this package throws on purpose. No two classes share a `name` or a `code`, so one `switch` on the
 * {@link MatrixAppserviceError} union narrows to the class; only a {@link ConnectionError} and a {@link StoreError} have
 * more codes than one. None of them holds a token, in any field or cause.
 */

/** One thing that is wrong with a payload, and where. */
export interface PayloadIssue {
  /** JSON pointer (RFC 6901) to the value at fault; `''` is the whole payload. */
  readonly pointer: string;
  /** What should be there, for people. */
  readonly message: string;
}

/** A payload whose outermost shape cannot be used at all. */
export class PayloadError extends Error {
  override readonly name = 'PayloadError';
  readonly code = 'INVALID_PAYLOAD';
  /** What is wrong; there is at least one. */
  readonly issues: readonly PayloadIssue[];

  constructor(issues: readonly PayloadIssue[]) {
    super(issues.map(({ pointer, message }) => `${pointer === '' ? 'payload' : pointer}: ${message}`).join('; '));
    this.issues = issues;
  }
}

/** The other side answered with an error of its own. */
export class MatrixHttpError extends Error {
  override readonly name = 'MatrixHttpError';
  readonly code = 'MATRIX_HTTP';
  /** HTTP status code. */
  readonly status: number;
  /** The answer's `errcode`, where it had one. */
  readonly errcode: string | undefined;
  /** How long to wait before asking again, in milliseconds, where the answer said so. */
  readonly retryAfterMs: number | undefined;

  constructor(status: number, errcode?: string, details: { message?: string; retryAfterMs?: number | undefined } = {}) {
    super(details.message ?? `the other side answered ${String(status)}${errcode === undefined ? '' : ` ${errcode}`}`);
    this.status = status;
    this.errcode = errcode;
    this.retryAfterMs = details.retryAfterMs;
  }
}

/** None of an operation's paths is known to the other side (N2). */
export class UnrecognizedEndpointError extends Error {
  override readonly name = 'UnrecognizedEndpointError';
  readonly code = 'UNRECOGNIZED_ENDPOINT';
  /** The paths that were tried, in that order. */
  readonly paths: readonly string[];

  constructor(paths: readonly string[]) {
    super(`the other side knows none of: ${paths.join(', ')}`);
    this.paths = paths;
  }
}

/** Why an appservice is left alone: it knew no path of the operation (N5), or the calls before have failed (N6). */
export type BackOffReason = 'unknown-route' | 'failing';

/** Nothing was sent, because the appservice is being left alone for a while (N5, N6). */
export class BackingOffError extends Error {
  override readonly name = 'BackingOffError';
  readonly code = 'BACKING_OFF';
  /** When the next request may go out, in milliseconds since the Unix epoch. */
  readonly retryAtMs: number;
  /** What led to it. */
  readonly reason: BackOffReason;

  constructor(retryAtMs: number, reason: BackOffReason = 'unknown-route') {
    const cause = reason === 'failing' ? 'has failed' : 'knew no path of this operation';
    super(`not asked again before ${new Date(retryAtMs).toISOString()}: the appservice ${cause}`);
    this.retryAtMs = retryAtMs;
    this.reason = reason;
  }
}

/** Nothing was sent, because too many requests are waiting for the appservice already. */
export class QueueFullError extends Error {
  override readonly name = 'QueueFullError';
  readonly code = 'QUEUE_FULL';
  /** How many are waiting. */
  readonly waiting: number;

  constructor(waiting: number) {
    super(`not asked: ${String(waiting)} requests are waiting for the appservice already`);
    this.waiting = waiting;
  }
}

/** Why an answer could not be used. */
export type InvalidAnswerReason =
  | 'not-json'
  | 'not-utf8'
  | 'not-an-object'
  | 'compressed'
  | 'redirect'
  | 'unknown-status'
  | 'too-deep'
  | 'too-many-entries';

/** An answer that cannot be used: a redirect or a compressed one of any status, or a success whose body is not acceptable. */
export class InvalidAnswerError extends Error {
  override readonly name = 'InvalidAnswerError';
  readonly code = 'INVALID_ANSWER';
  /** What is wrong with it. */
  readonly reason: InvalidAnswerReason;

  constructor(reason: InvalidAnswerReason, message: string) {
    super(message);
    this.reason = reason;
  }
}

/** A whole call, body included, was not over in time (N8), or an appservice's handler was not (A4). */
export class TimeoutError extends Error {
  override readonly name = 'TimeoutError';
  readonly code = 'TIMEOUT';
  /** The deadline that passed, in milliseconds. */
  readonly timeoutMs: number;

  constructor(timeoutMs: number) {
    super(`no complete answer within ${String(timeoutMs)} ms`);
    this.timeoutMs = timeoutMs;
  }
}

/** A body was larger than the limit; reading stopped there. */
export class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError';
  readonly code = 'BODY_TOO_LARGE';
  /** The limit, in bytes. */
  readonly limitBytes: number;

  constructor(limitBytes: number) {
    super(`the body is larger than ${String(limitBytes)} bytes`);
    this.limitBytes = limitBytes;
  }
}

/**
 * No connection could be made, or it broke before the answer was complete.
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
    const advice = 'createNodeTransport() of matrix-encrypted-appservice/node makes a fetch that reaches unix sockets';
    super(`the connection failed (${known})${known === 'SOCKET_UNSUPPORTED' ? `: ${advice}` : ''}`);
    this.code = known;
  }
}

/** A registration that must not be used, and the field at fault. */
export class RegistrationError extends Error {
  override readonly name = 'RegistrationError';
  readonly code = 'INVALID_REGISTRATION';
  /** The field, as a path from the top of the file: `hs_token`, `namespaces.users[0].regex`; `''` is the whole file. */
  readonly field: string;

  constructor(field: string, message: string) {
    super(`${field === '' ? 'registration' : field}: ${message}`);
    this.field = field;
  }
}

/** A value that has no canonical JSON, and so can be neither signed nor checked (F1). */
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

/**
 * A store could not do as it was told. Nothing was written then, except for `COMMIT_UNKNOWN`: only reading again tells there.
 *
 * The message is the database's own, which may name a file, a host or a user, and never a password.
 */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/** Any error of this package. `switch (error.name)` narrows it to its class, `switch (error.code)` also tells broken connections apart. */
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
  | StoreError;

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
];

/** Whether what was caught is an error of this package, and not the reason of a signal or a fault in the program. */
export function isMatrixAppserviceError(error: unknown): error is MatrixAppserviceError {
  return classes.some((errorClass) => error instanceof errorClass);
}
