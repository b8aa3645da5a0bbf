import { BodyTooLargeError, InvalidAnswerError, MatrixHttpError } from '../errors.js';
import type { HideSecrets } from '../hide-secrets.js';
import { decodeJson, isDeeperThan } from '../http/decode-json.js';
import { isJsonObject, own, type JsonObject } from '../json-objects.js';
import type { AnswerBounds } from './answer-bounds.js';
import type { AnswerHeaders } from './answer.js';
import type { EntryCounter } from './count-entries.js';
import type { Exchange } from './send.js';

/** The longest error body that is parsed: a longer one does not explain the fault (S9). */
const longestErrorBytes = 64 * 1024;

/**
 * Parses the body of an error answer; `undefined` if it is not JSON, or longer than 64 KiB. Its faults do not matter:
 * an unknown route answers with anything (N2).
 */
export function readErrorBody(body: Uint8Array): unknown {
  if (body.byteLength > longestErrorBytes) return undefined;
  const decoded = decodeJson(body);
  return decoded.ok ? decoded.value : undefined;
}

/**
 * Parses the body of a successful answer: a JSON object in strict UTF-8 (S1), within its limits (S2, S9). Its content
 * is not checked.
 *
 * @param countEntries Counts its entries. Default: it should have none.
 * @throws {InvalidAnswerError}
 * @throws {BodyTooLargeError} if it is larger than its requested entries account for.
 */
export function readAnswer(
  body: Uint8Array,
  { depth, entries: most, bytesFor }: AnswerBounds,
  countEntries: EntryCounter = () => ({ all: 0, asked: 0 }),
): JsonObject {
  const answer = readJson(body);
  if (!isJsonObject(answer)) throw new InvalidAnswerError('not-an-object', 'the answer is not a JSON object');
  const { all, asked } = countEntries(answer, most);
  if (all > most) throw new InvalidAnswerError('too-many-entries', `the answer has more than ${most} entries`);
  const limitBytes = bytesFor(asked);
  if (body.byteLength > limitBytes) throw new BodyTooLargeError(limitBytes);
  if (isDeeperThan(answer, depth)) {
    throw new InvalidAnswerError('too-deep', `the answer nests deeper than ${depth} levels`);
  }
  return answer;
}

/**
 * Parses the body of a successful answer (S1).
 *
 * @throws {InvalidAnswerError} if the body is not JSON.
 */
export function readJson(body: Uint8Array): unknown {
  const decoded = decodeJson(body);
  if (!decoded.ok) throw new InvalidAnswerError(decoded.reason, decoded.message);
  return decoded.value;
}

/** Explanations for statuses whose code alone says too little. */
export type StatusMeanings = Readonly<Partial<Record<number, string>>>;

/** The meanings for an appservice: 401 and 403 point to a wrong configuration, not to a lack of data (N2). */
const tokenRefused: StatusMeanings = { 401: 'the hs_token was refused', 403: 'the hs_token was refused' };

/**
 * Makes the error that an answer reports.
 *
 * @param body The parsed JSON; `undefined` if there is none.
 * @param hide Hides secrets that no error may contain, should the other side send them back (S5).
 * @param meanings Beginnings of the message. Default: those for an appservice.
 */
export function httpErrorOf(
  { status, headers }: Exchange,
  body: unknown,
  hide: HideSecrets,
  meanings: StatusMeanings = tokenRefused,
): MatrixHttpError {
  const errcode = errcodeOf(body, hide);
  const retryAfterMs = retryAfterMsOf(headers, body);
  const meaning = meanings[status];
  if (meaning === undefined) return new MatrixHttpError(status, errcode, { retryAfterMs });
  const answer = errcode === undefined ? `${status}` : `${status} ${errcode}`;
  return new MatrixHttpError(status, errcode, { message: `${meaning} (${answer})`, retryAfterMs });
}

function errcodeOf(body: unknown, hide: HideSecrets): string | undefined {
  const errcode = isJsonObject(body) ? own(body, 'errcode') : undefined;
  // It goes into messages and logs: no line breaks, no megabytes, no tokens.
  if (typeof errcode !== 'string' || !/^[\w.-]{1,255}$/.test(errcode)) return undefined;
  return hide(errcode) === errcode ? errcode : undefined;
}

/** A day: longer requests are capped, and the number still fits a timer. */
const longestRetryAfterMs = 24 * 60 * 60 * 1000;

/**
 * Reads the requested delay, from the header or the body. @see
 * https://spec.matrix.org/v1.19/client-server-api/#rate-limiting
 */
function retryAfterMsOf(headers: AnswerHeaders, body: unknown): number | undefined {
  const header = headers.get('retry-after');
  if (header !== null && /^\d{1,9}$/.test(header)) return Math.min(Number(header) * 1000, longestRetryAfterMs);
  const field = isJsonObject(body) ? own(body, 'retry_after_ms') : undefined;
  return typeof field === 'number' && field >= 0 && Number.isFinite(field)
    ? Math.min(field, longestRetryAfterMs)
    : undefined;
}
