import { jsonResponse } from './routes.js';

/** A fault of a call. Rejects, or answers, in place of the homeserver. */
export interface Fault {
  readonly answer: (signal: AbortSignal) => Response | Promise<Response>;
  /** True if the call has its effect all the same. */
  readonly afterEffect: boolean;
}

/** The faults that real homeservers, their proxies and networks have. */
export const faults = {
  /** A refusal with a status, an errcode and other fields. */
  status(status: number, errcode?: string, fields?: Readonly<Record<string, unknown>>): Fault {
    return before(() =>
      jsonResponse(status, { errcode: errcode ?? 'M_UNKNOWN', error: `refused with ${status}`, ...fields }),
    );
  },
  /** A 429 that says for how long to wait. */
  limited(retryAfterMs: number): Fault {
    return faults.status(429, 'M_LIMIT_EXCEEDED', { retry_after_ms: retryAfterMs });
  },
  /** An error page, as a proxy sends it. */
  html(status?: number): Fault {
    const body = '<html><body><h1>Bad Gateway</h1></body></html>';
    return before(() => new Response(body, { status: status ?? 502, headers: { 'content-type': 'text/html' } }));
  },
  /** An answer without a body. */
  empty(status?: number): Fault {
    return before(() => new Response(null, { status: status ?? 200 }));
  },
  /** A connection that breaks before there is an answer. */
  lost(): Fault {
    return before(() => Promise.reject(new TypeError('fetch failed')));
  },
  /** An answer that never comes. */
  hanging(): Fault {
    return before((signal) => untilAborted(signal));
  },
  /** The same fault, of a call that has had its effect. */
  afterEffect(fault: Fault): Fault {
    return { ...fault, afterEffect: true };
  },
} as const;

function before(answer: Fault['answer']): Fault {
  return { answer, afterEffect: false };
}

/** Rejects when the signal is aborted, as `fetch` does. */
export function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const abort = (): void => {
      reject(signal.reason instanceof Error ? signal.reason : new DOMException('aborted', 'AbortError'));
    };
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort);
  });
}
