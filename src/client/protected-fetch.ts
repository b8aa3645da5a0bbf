import type { Cancellation } from '../async/cancellation.js';
import { withDeadline } from '../async/deadline.js';
import type { SendOutgoing } from './create-http-client.js';
import type { OutgoingRequest } from './outgoing-request.js';
import { readJson } from './read-answer.js';
import type { Exchange } from './send.js';

/**
 * Makes what sends the requests of a raw client: with a deadline, following no redirect, and refusing a success that is not strict
 * JSON (N8, S1). Its responses are complete when they are given out.
 *
 * It rejects with what `exchange` throws, and with `TimeoutError` and `InvalidAnswerError`.
 *
 * @param exchange Sends a request, and ends when it is cancelled.
 */
export function protectFetch(
  timeoutMs: number,
  exchange: (request: OutgoingRequest, cancellation: Cancellation) => Promise<Exchange>,
): SendOutgoing {
  return (request) =>
    withDeadline(timeoutMs, request.signal, async (cancellation) => {
      const answer = await exchange(request, cancellation);
      if (answer.status >= 200 && answer.status < 300) readJson(answer.body);
      // A success without a body is refused above, so no status is left that forbids one.
      return new Response(new Uint8Array(answer.body), { status: answer.status, headers: [...answer.headers] });
    });
}
