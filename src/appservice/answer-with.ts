import { Cancellation } from '../async/cancellation.js';
import { expired, withinDeadline } from '../async/deadline.js';
import { TimeoutError } from '../errors.js';
import { jsonResponse, matrixErrorResponse, type HttpResponse } from '../http/matrix-response.js';
import type { KeyRequestContext, ReportContext } from './handler-options.js';
import { requestContext } from './contexts.js';
import type { Settings } from './settings.js';

/**
 * Answers with a handler's result, as JSON.
 *
 * The answer is 500 if the handler throws, rejects, or returns anything but a JSON object, and 504 if it exceeds the
 * deadline. In both cases its signal is aborted and `onError` is called (A4). Its outcome after the deadline is
 * ignored.
 * @rule A4
 */
export async function answerWith(
  handler: (context: KeyRequestContext) => unknown,
  where: ReportContext,
  settings: Settings,
): Promise<HttpResponse> {
  const work = new Cancellation();
  try {
    return await answerInTime(serialise(handler, requestContext(work)), where, settings, (timeout) => {
      work.cancel(timeout);
    });
  } catch (error) {
    settings.reportError(error, where);
    work.cancel(error);
    return failedAnswer();
  }
}

/**
 * Waits for an answer until the deadline. Then it reports a `TimeoutError`, and answers 504 (A4).
 *
 * @param onLate Is given the error as well.
 */
export async function answerInTime(
  answer: Promise<HttpResponse>,
  where: ReportContext,
  { deadlineMs, reportError }: Pick<Settings, 'deadlineMs' | 'reportError'>,
  onLate?: (timeout: TimeoutError) => void,
): Promise<HttpResponse> {
  const outcome = await withinDeadline(answer, deadlineMs);
  if (outcome !== expired) return outcome;
  const timeout = new TimeoutError(deadlineMs);
  reportError(timeout, where);
  onLate?.(timeout);
  return lateAnswer();
}

async function serialise(
  handler: (context: KeyRequestContext) => unknown,
  context: KeyRequestContext,
): Promise<HttpResponse> {
  // For undefined and functions JSON.stringify returns undefined, despite its declaration.
  const text = JSON.stringify(await handler(context)) as string | undefined;
  if (text?.startsWith('{') !== true) throw new TypeError('the handler did not return a JSON object');
  return jsonResponse(200, text);
}

/** Makes the answer for a failed handler (A4). It gives no reason, since an error may quote anything. */
export function failedAnswer(): HttpResponse {
  return matrixErrorResponse(500, 'M_UNKNOWN', 'the application service failed to handle the request');
}

/** Makes the answer for a handler that exceeded the deadline (A4). */
export function lateAnswer(): HttpResponse {
  return matrixErrorResponse(504, 'M_UNKNOWN', 'the application service did not handle the request in time');
}
