import { Cancellation } from '../async/cancellation.js';
import { expired, withinDeadline } from '../async/deadline.js';
import { TimeoutError } from '../errors.js';
import { jsonResponse, matrixErrorResponse, type HttpResponse } from '../http/matrix-response.js';
import type { KeyRequestContext, ReportContext } from './handler-options.js';
import { HandlerContext } from './contexts.js';
import type { Settings } from './settings.js';

/**
 * Answers with what a handler gives, as JSON.
 *
 * The answer is 500 when it throws, rejects, or gives something that is not a JSON object, and 504 when it takes longer than
 * the deadline. In both cases its signal is aborted and `onError` is told (A4). What it does after its deadline is ignored.
 *
 * @rule A4
 */
export async function answerWith(
  handler: (context: KeyRequestContext) => unknown,
  where: ReportContext,
  { deadlineMs, reportError }: Settings,
): Promise<HttpResponse> {
  const work = new Cancellation();
  try {
    const answer = await withinDeadline(serialise(handler, new HandlerContext(work)), deadlineMs);
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
  // For undefined and functions JSON.stringify gives undefined, whatever its declaration says.
  const text = JSON.stringify(await handler(context)) as string | undefined;
  if (text?.startsWith('{') !== true) throw new TypeError('the handler did not return a JSON object');
  return text;
}

/** The answer to a request whose handler failed (A4): no word of why, since an error may quote anything. */
export function failedAnswer(): HttpResponse {
  return matrixErrorResponse(500, 'M_UNKNOWN', 'the application service failed to handle the request');
}

/** The answer to a request whose handler took too long (A4). */
export function lateAnswer(): HttpResponse {
  return matrixErrorResponse(504, 'M_UNKNOWN', 'the application service did not handle the request in time');
}
