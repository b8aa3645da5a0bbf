import { withDeadline } from './deadline.js';
import { readJson } from './read-answer.js';
import { requestInit, type Exchange, type Fetch } from './send.js';

/**
 * Makes a `fetch` that has a deadline, follows no redirect, and refuses a success that is not strict JSON (N8, S1). Its responses
 * are complete when they are given out.
 *
 * It rejects with what `exchange` throws, and with `TimeoutError` and `InvalidAnswerError`.
 *
 * @param exchange Sends a request, which has the signal as its own, and ends with it.
 */
export function protectFetch(
  timeoutMs: number,
  exchange: (request: Request, signal: AbortSignal) => Promise<Exchange>,
): Fetch {
  return (request) =>
    withDeadline(timeoutMs, request.signal, async (signal) => {
      const answer = await exchange(new Request(request, { signal, redirect: requestInit.redirect }), signal);
      if (answer.status >= 200 && answer.status < 300) readJson(answer.body);
      // A success without a body is refused above, so no status is left that forbids one.
      return new Response(new Uint8Array(answer.body), { status: answer.status, headers: answer.headers });
    });
}
