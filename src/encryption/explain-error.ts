import type { InboxReport } from '../appservice/deliveries.js';
import {
  ConnectionError,
  EncryptionError,
  InvalidAnswerError,
  isMatrixAppserviceError,
  MatrixHttpError,
  PayloadError,
  StoreError,
  TimeoutError,
  UnrecognizedEndpointError,
} from '../errors.js';
import { LibrarySilenceError } from './machine/library-answer.js';

/**
 * Explains an error to an operator: the fact, and the remedy where there is one. It fits into a sentence, and ends without a full stop.
 * It has no token, since the package's own errors have none (S5), and messages of other errors are left out.
 */
export function explainError(error: unknown): string {
  return sentence(error).replace(/[.?!]+$/, '');
}

/**
 * Explains an error of the inbox, which has deadlines of its own.
 *
 * @param delivery The delivery that failed; `undefined` where something could not be written down.
 */
export function explainInboxError(
  error: unknown,
  delivery: Pick<InboxReport, 'part'> | undefined,
  deliveryTimeoutMs: number,
): string {
  if (!(error instanceof TimeoutError)) return explainError(error);
  const seconds = `within ${String(error.timeoutMs / 1000)} s`;
  if (delivery === undefined) return `it was not written down ${seconds}: the database may be overloaded`;
  if (error.timeoutMs !== deliveryTimeoutMs) return explainError(error);
  const done = delivery.part === 'event' ? '`onEvent` was not done' : 'its messages were not read';
  return `${done} ${seconds}, the \`deliveryTimeoutMs\`: see what it waits for`;
}

function sentence(error: unknown): string {
  if (error instanceof MatrixHttpError) return `${error.message.replace(/\.$/, '')}${remedyOf(error)}`;
  if (error instanceof ConnectionError) {
    return `the homeserver could not be reached, so see whether it runs, and whether its URL is right (${error.message})`;
  }
  if (error instanceof LibrarySilenceError) return error.message;
  if (error instanceof TimeoutError) {
    return `the homeserver gave no complete answer within ${String(error.timeoutMs / 1000)} s: it may be overloaded`;
  }
  if (error instanceof UnrecognizedEndpointError) {
    return `the homeserver does not know the request (${error.paths.join(', ')}): it may be too old, or a proxy in front of it does not pass the request on`;
  }
  if (error instanceof InvalidAnswerError || error instanceof PayloadError) {
    return `the answer is not a homeserver's (${error.message}): a proxy in front of it may have answered`;
  }
  if (error instanceof StoreError) return `the database failed (${error.code}): ${error.message}`;
  if (isMatrixAppserviceError(error)) return error.message;
  return error instanceof Error
    ? `unexpected ${error.name}: this may be a bug`
    : 'an unexpected error: this may be a bug';
}

function remedyOf({ status, errcode }: MatrixHttpError): string {
  if (isUnknownDevice(errcode))
    return '; it does not know the device any more, so call reset() of the user, which makes a new one';
  if (status === 401) {
    return '; it does not accept the token, so compare the `as_token` of its registration file with the one in use, and restart it';
  }
  if (status === 403)
    return '; it forbids it to this user, so see whether the user is in the namespaces of its registration file';
  if (status === 404) return '; it does not know that device or user any more';
  if (status === 429) return '; too many requests, so set `rate_limited: false` in the registration';
  return status >= 500 ? '; it failed, and its log has the reason' : '';
}

/** Tells whether an error says that the homeserver has no such device. Before Matrix 1.17 the code has a prefix (G6). */
export function isUnknownDevice(errcode: string | undefined): boolean {
  return errcode?.endsWith('M_UNKNOWN_DEVICE') === true;
}

/** Tells whether a call failed because the homeserver has no such device, if only as the cause of another error. */
export function refusesDevice(error: unknown): boolean {
  if (error instanceof EncryptionError) return refusesDevice(error.cause);
  return error instanceof MatrixHttpError && isUnknownDevice(error.errcode);
}

/** Tells whether the operator was told of an error where it was found: it says for itself what to do. */
export function isToldAlready(error: unknown): error is EncryptionError {
  return error instanceof EncryptionError && error.code === 'DEVICE_REPLACED';
}
