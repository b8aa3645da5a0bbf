import { withDeadline } from './deadline.js';
import { readJson } from './read-answer.js';
import { requestInit, send, type Fetch } from './send.js';

/** How to protect a `fetch`. */
export interface ProtectedFetchOptions {
  readonly fetch: Fetch;
  readonly timeoutMs: number;
  readonly maxBodyBytes: number;
}

/**
 * Makes a `fetch` that has a deadline and a size limit, follows no redirect, and refuses a success that is not strict JSON (N8, S1,
 * S2). Its responses are complete when they are given out.
 *
 * It rejects with what {@link send} throws, and with `TimeoutError` and `InvalidAnswerError`.
 */
export function protectFetch({ fetch, timeoutMs, maxBodyBytes }: ProtectedFetchOptions): Fetch {
  return (request) =>
    withDeadline(timeoutMs, request.signal, async (signal) => {
      const limited = new Request(request, { signal, redirect: requestInit.redirect });
      const answer = await send(limited, { fetch, signal, maxBodyBytes });
      if (answer.status >= 200 && answer.status < 300) readJson(answer.body);
      // A success without a body is refused above, so no status is left that forbids one.
      return new Response(new Uint8Array(answer.body), { status: answer.status, headers: answer.headers });
    });
}
