import type { Cancellation } from '../async/cancellation.js';

/**
 * A request that is yet to be sent. It takes the place of a `Request`, which alone would cost a quarter of a small call; whoever
 * passes in a `fetch` of their own is given a real one ({@link webRequestOf}).
 */
export interface OutgoingRequest {
  /** In normal form. */
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** Ends the call that the request is for, where the caller gave one. */
  readonly signal?: AbortSignal | undefined;
}

/** What `fetch` is given beside the URL: the request, with no redirect followed, since the token would go along (N8). */
export function requestInitOf({ method, headers, body }: OutgoingRequest, { signal }: Cancellation): RequestInit {
  return { method, headers, body, signal, redirect: 'manual' };
}

/** The request as the web has it. */
export function webRequestOf(request: OutgoingRequest, cancellation: Cancellation): Request {
  return new Request(request.url, requestInitOf(request, cancellation));
}
