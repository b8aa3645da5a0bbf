import { Cancellation } from '../../async/cancellation.js';
import { parseRequestTarget, type AppserviceRequest } from '../../appservice/request-target.js';
import { createRoutes } from '../../appservice/routes.js';
import { bearerTokenOf } from '../../http/bearer-token.js';
import { decodeJson } from '../../http/decode-json.js';
import { type HttpResponse, jsonResponse, matrixErrorResponse } from '../../http/matrix-response.js';
import { applicationServiceOperations } from '../../operations.js';

/** The operation that a homeserver asked for. */
export type AskedOperation = keyof typeof applicationServiceOperations | 'unknown';

/** A request of the homeserver. */
export interface Received {
  readonly operation: AskedOperation;
  readonly atMs: number;
  readonly method: string;
  /** Path as it came, without its query. */
  readonly path: string;
  /** The transaction's ID; empty for other operations. */
  readonly txnId: string;
  /** Places in which the `hs_token` came. */
  readonly tokenIn: readonly ('header' | 'query')[];
  /** The JSON value of the body; `undefined` for one that is no JSON. */
  readonly body: unknown;
  /** Tells whether it was refused by {@link WatchedAppservice.refuses}. */
  readonly wasRefused: boolean;
}

/** The answer to a key query or claim. It may come late, or never. */
export type KeyAnswer = { readonly status?: number; readonly body: string } | Promise<never>;

/** The appservice's side of the checks: it writes down what the homeserver asks, and answers as a check wants it. */
export interface WatchedAppservice {
  readonly handle: (request: AppserviceRequest) => Promise<HttpResponse>;
  /** Everything so far, in the order in which it came. */
  readonly received: readonly Received[];
  /** The number of requests that were refused, since their token was missing or wrong. */
  readonly refusedTokens: number;
  /** Waits until something is what `find` looks for, among what was received from `since` on. `undefined` when time is up. */
  readonly waitFor: <T>(
    find: (each: Received) => T | undefined,
    since: number,
    timeoutMs: number,
  ) => Promise<T | undefined>;
  /** Answers key queries and claims. Default: no information. */
  answerKeys: ((each: Received) => KeyAnswer) | undefined;
  /** Decides whether a transaction is answered with 500. */
  refuses: ((each: Received) => boolean) | undefined;
}

/** The parts of {@link WatchedAppservice}. */
export interface WatchedParts {
  readonly hsToken: string;
  readonly now: () => number;
  readonly delay: (ms: number, signal?: AbortSignal) => Promise<void>;
  readonly signal?: AbortSignal | undefined;
}

const maxBodyBytes = 64 * 2 ** 20;
const operationOf: ReadonlyMap<object, AskedOperation> = new Map(
  Object.entries(applicationServiceOperations).map(([id, operation]) => [operation, id as AskedOperation]),
);

/** Makes an appservice that writes down what it is asked. */
export function createWatchedAppservice({ hsToken, now, delay, signal }: WatchedParts): WatchedAppservice {
  const routes = createRoutes<
    object & (typeof applicationServiceOperations)[keyof typeof applicationServiceOperations]
  >(Object.values(applicationServiceOperations), true);
  const received: Received[] = [];
  const waiting = new Set<() => void>();
  let refusedTokens = 0;

  async function handle(request: AppserviceRequest): Promise<HttpResponse> {
    const { path, query } = parseRequestTarget(request.target);
    const tokens = {
      header: bearerTokenOf(request.header('authorization')),
      query: new URLSearchParams(query).get('access_token') ?? undefined,
    };
    const given = Object.values(tokens).filter((token) => token !== undefined);
    const isRefused = given.length === 0 || given.some((token) => token !== hsToken);
    if (isRefused) refusedTokens += 1;
    if (given.length === 0) return matrixErrorResponse(401, 'M_MISSING_TOKEN', 'there is no token');
    if (isRefused) return matrixErrorResponse(403, 'M_FORBIDDEN', 'the token is wrong');
    const match = routes.find(path);
    const decoded = decodeJson(await request.readBody(maxBodyBytes));
    const sent = {
      operation: match === undefined ? ('unknown' as const) : (operationOf.get(match.endpoint) ?? 'unknown'),
      atMs: now(),
      method: request.method,
      path,
      txnId: match?.parameter ?? '',
      tokenIn: (['header', 'query'] as const).filter((place) => tokens[place] !== undefined),
      body: decoded.ok ? decoded.value : undefined,
      wasRefused: false,
    };
    const each = { ...sent, wasRefused: watched.refuses?.(sent) === true };
    received.push(each);
    for (const look of [...waiting]) look();
    return answerTo(each);
  }

  async function answerTo(each: Received): Promise<HttpResponse> {
    if (each.wasRefused) return matrixErrorResponse(500, 'M_UNKNOWN', 'refused by a check');
    switch (each.operation) {
      case 'unknown':
        return matrixErrorResponse(404, 'M_UNRECOGNIZED', 'this is no path of an appservice');
      case 'queryKeys':
      case 'claimKeys': {
        const { status = 200, body } = (await watched.answerKeys?.(each)) ?? { body: '{}' };
        return jsonResponse(status, body);
      }
      default:
        return jsonResponse(200, '{}');
    }
  }

  const watched: WatchedAppservice = {
    handle,
    received,
    get refusedTokens() {
      return refusedTokens;
    },
    async waitFor(find, since, timeoutMs) {
      let seen = since;
      const next = (): ReturnType<typeof find> => {
        for (; seen < received.length; seen += 1) {
          const found = received[seen];
          const result = found && find(found);
          if (result !== undefined) {
            seen += 1;
            return result;
          }
        }
        return undefined;
      };
      const already = next();
      if (already !== undefined) return already;
      const ended = new Cancellation();
      const unfollow = signal && ended.follow(signal);
      let look: (() => void) | undefined;
      try {
        return await new Promise((resolve, reject) => {
          look = () => {
            const found = next();
            if (found !== undefined) resolve(found);
          };
          waiting.add(look);
          delay(timeoutMs, ended.signal).then(() => {
            resolve(next());
          }, reject);
        });
      } finally {
        if (look) waiting.delete(look);
        unfollow?.();
        ended.cancel(new Error('no longer needed'));
      }
    },
    answerKeys: undefined,
    refuses: undefined,
  };
  return watched;
}
