import { createAppserviceClient, type PathMemory } from '../../src/client/index.js';
import { registrationOf } from '../helpers/appservices.js';
import type { Meaning } from './reference-memory.js';

/** How a path of an appservice answers. */
export type Answer =
  | '200 {}'
  | '404 M_UNRECOGNIZED'
  | '404 HTML'
  | '405'
  | '400 M_UNRECOGNIZED'
  | '501 M_UNRECOGNIZED'
  | '404 M_NOT_FOUND'
  | '403'
  | '500'
  | '429'
  | '200 HTML'
  | 'refused';

const unrecognized = { errcode: 'M_UNRECOGNIZED' };

/** What each answer is, and what it means (N2). Only `refused` is none. */
export const answers: Readonly<Record<Answer, { readonly status: number; readonly body: unknown; meaning: Meaning }>> =
  {
    '200 {}': { status: 200, body: {}, meaning: 'known' },
    '404 M_UNRECOGNIZED': { status: 404, body: unrecognized, meaning: 'unknown route' },
    '404 HTML': { status: 404, body: '<h1>404</h1>', meaning: 'unknown route' },
    '405': { status: 405, body: '', meaning: 'unknown route' },
    '400 M_UNRECOGNIZED': { status: 400, body: unrecognized, meaning: 'unknown route' },
    '501 M_UNRECOGNIZED': { status: 501, body: unrecognized, meaning: 'unknown route' },
    '404 M_NOT_FOUND': { status: 404, body: { errcode: 'M_NOT_FOUND' }, meaning: 'failure' },
    '403': { status: 403, body: { errcode: 'M_FORBIDDEN' }, meaning: 'failure' },
    '500': { status: 500, body: { errcode: 'M_UNKNOWN' }, meaning: 'failure' },
    // N6 has one length for all failures, whatever the answer asks for.
    '429': { status: 429, body: { errcode: 'M_LIMIT_EXCEEDED', retry_after_ms: 9e6 }, meaning: 'failure' },
    '200 HTML': { status: 200, body: '<h1>It works!</h1>', meaning: 'failure' },
    refused: { status: 0, body: '', meaning: 'failure' },
  };

/** What a call puts to an appservice. */
export type Asked = 'queryKeys' | 'claimKeys' | 'ping' | 'sendTransaction';

/** For each path, how it answers, if it does. */
export interface Plan {
  readonly unstable: Answer | 'hangs';
  readonly stable: Answer | 'hangs';
}

/** How long a call may take, in milliseconds. */
export const deadlineMs = 10_000;

/** A call of the real client, whose paths answer as planned or hang until they are told to answer. */
export interface WatchedCall {
  /** Every path so far. */
  readonly asked: readonly string[];
  /** Waits until the call has ended or hangs. Undefined: it hangs; otherwise `answered`, or the error. */
  settle(): Promise<unknown>;
  /** Has the path answer that hangs. */
  answer(answer: Answer): void;
  /** The caller does not wait any longer. */
  abort(): void;
}

/** Begins a call of an appservice, with a client of its own that shares the memory. */
export function watchCall(
  appservice: string,
  operation: Asked,
  plan: Plan,
  { paths, prefer }: { paths: PathMemory; prefer: 'stable' | 'unstable' | undefined },
): WatchedCall {
  const asked: string[] = [];
  const controller = new AbortController();
  let hang = (): void => undefined;
  let hanging = nextHang();
  let release = (_answer: Answer): void => undefined;

  function nextHang(): Promise<undefined> {
    return new Promise((resolve) => {
      hang = () => {
        resolve(undefined);
      };
    });
  }

  function fetch(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    asked.push(pathname);
    const answer = pathname.includes('/unstable/') ? plan.unstable : plan.stable;
    if (answer !== 'hangs') return respond(answer);
    hang();
    return new Promise<Answer>((resolve) => {
      release = resolve;
    }).then(respond);
  }

  const client = createAppserviceClient(registrationOf(appservice), {
    fetch,
    paths,
    prefer,
    pauseAfterFailures: true,
    timeoutMs: deadlineMs,
  });
  const options = { signal: controller.signal };
  const calls = {
    queryKeys: () => client.queryKeys({}, options),
    claimKeys: () => client.claimKeys({}, options),
    ping: () => client.ping(undefined, options),
    sendTransaction: () => client.sendTransaction('1', { events: [] }, options),
  };
  const ended: Promise<unknown> = calls[operation]().then(
    () => 'answered',
    (error: unknown) => error,
  );
  return {
    asked,
    settle: () => Promise.race([ended, hanging]),
    answer: (answer) => {
      hanging = nextHang();
      release(answer);
    },
    abort: () => {
      hanging = nextHang();
      controller.abort();
    },
  };
}

function respond(answer: Answer): Promise<Response> {
  const { status, body } = answers[answer];
  if (status === 0) return Promise.reject(new TypeError('fetch failed'));
  return Promise.resolve(new Response(typeof body === 'string' ? body : JSON.stringify(body), { status }));
}
