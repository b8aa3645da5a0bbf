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
  { deadlineMs, reportError }: Settings,
): Promise<HttpResponse> {
  const work = new Cancellation();
  try {
    const answer = await withinDeadline(serialise(handler, requestContext(work)), deadlineMs);
    if (answer !== expired) return jsonResponse(200, answer);
    const timeout = new TimeoutError(deadlineMs);
    reportError(timeout, where);
    work.cancel(timeout);
    return lateAnswer();
  } catch (error) {
    reportError(error, where);
    work.cancel(error);
    return failedAnswer();
  }
}

async function serialise(
  handler: (context: KeyRequestContext) => unknown,
  context: KeyRequestContext,
): Promise<string> {
  // For undefined and functions JSON.stringify returns undefined, despite its declaration.
  const text = JSON.stringify(await handler(context)) as string | undefined;
  if (text?.startsWith('{') !== true) throw new TypeError('the handler did not return a JSON object');
  return text;
}

/** Makes the answer for a failed handler (A4). It gives no reason, since an error may quote anything. */
export function failedAnswer(): HttpResponse {
  return matrixErrorResponse(500, 'M_UNKNOWN', 'the application service failed to handle the request');
}

/** Makes the answer for a handler that exceeded the deadline (A4). */
export function lateAnswer(): HttpResponse {
  return matrixErrorResponse(504, 'M_UNKNOWN', 'the application service did not handle the request in time');
}
