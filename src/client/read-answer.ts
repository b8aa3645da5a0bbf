import { InvalidAnswerError, MatrixHttpError } from '../errors.js';
import type { HideSecrets } from '../hide-secrets.js';
import { decodeJson } from '../http/decode-json.js';
import { isDeeperThan } from '../http/json-depth.js';
import { isJsonObject, own, type JsonObject } from '../json-objects.js';
import type { AnswerHeaders } from './answer.js';
import type { Exchange } from './send.js';

/** How large the value of an answer may be (S2). */
export interface AnswerLimits {
  /** Levels of nesting. */
  readonly depth: number;
  /** How many devices and keys, of whatever kind. */
  readonly entries: number;
}

/**
 * The JSON value of an answer that reports an error; `undefined` where there is none. What is wrong with the body is of no
 * interest then: an unknown route answers with anything (N2).
 */
export function readErrorBody(body: Uint8Array): unknown {
  const decoded = decodeJson(body);
  return decoded.ok ? decoded.value : undefined;
}

/**
 * Reads the body of a successful answer, and checks what holds for all of them: a JSON object in strict UTF-8 (S1), within the
 * limits (S2). What is in it is not checked.
 *
 * @param hasMoreEntriesThan Whether there are more devices, cross-signing keys and one-time keys than that. Default: nothing is counted.
 * @throws {InvalidAnswerError}
 */
export function readAnswer(
  body: Uint8Array,
  limits: AnswerLimits,
  hasMoreEntriesThan: (most: number, answer: JsonObject) => boolean = () => false,
): JsonObject {
  const answer = readJson(body);
  if (!isJsonObject(answer)) throw new InvalidAnswerError('not-an-object', 'the answer is not a JSON object');
  if (hasMoreEntriesThan(limits.entries, answer)) {
    throw new InvalidAnswerError('too-many-entries', `the answer has more than ${limits.entries} entries`);
  }
  if (isDeeperThan(answer, limits.depth)) {
    throw new InvalidAnswerError('too-deep', `the answer nests deeper than ${limits.depth} levels`);
  }
  return answer;
}

/**
 * The JSON value of a successful answer (S1).
 *
 * @throws {InvalidAnswerError} when the body is not JSON.
 */
export function readJson(body: Uint8Array): unknown {
  const decoded = decodeJson(body);
  if (!decoded.ok) throw new InvalidAnswerError(decoded.reason, decoded.message);
  return decoded.value;
}

/** What it means that an answer has a certain status, where that says more than the status itself. */
export type StatusMeanings = Readonly<Partial<Record<number, string>>>;

/** 401 and 403 say that the configuration is wrong, not that there is nothing to be had (N2). */
const tokenRefused: StatusMeanings = { 401: 'the hs_token was refused', 403: 'the hs_token was refused' };

/**
 * The error that an answer reports.
 *
 * @param body The parsed JSON; `undefined` when there is none.
 * @param hide Knows what no error may contain, should the other side send it back (S5).
 * @param meanings What the message begins with. Default: what an appservice means.
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

/** A day: whoever asks for more gets no more, and the number still fits a timer. */
const longestRetryAfterMs = 24 * 60 * 60 * 1000;

/** @see https://spec.matrix.org/v1.16/client-server-api/#rate-limiting */
function retryAfterMsOf(headers: AnswerHeaders, body: unknown): number | undefined {
  const header = headers.get('retry-after');
  if (header !== null && /^\d{1,9}$/.test(header)) return Math.min(Number(header) * 1000, longestRetryAfterMs);
  const field = isJsonObject(body) ? own(body, 'retry_after_ms') : undefined;
  return typeof field === 'number' && field >= 0 && Number.isFinite(field)
    ? Math.min(field, longestRetryAfterMs)
    : undefined;
}
