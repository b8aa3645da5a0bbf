import type { HttpResponse } from '../http/matrix-response.js';
import { answerWith } from './answer-with.js';
import type { AppserviceHandlers, AppserviceOperation, KeyRequestContext } from './handler-options.js';
import type { Checked } from './checked.js';
import type { TransactionDelivery } from './deliver-transaction.js';
import { readKeyClaim, readKeyQuery, readPing } from './request-body.js';
import type { Settings } from './settings.js';

/** The service behind an operation, for requests that have been let in. */
export interface Service {
  /** Size limit of the body. */
  readonly bodyLimitBytes: number;
  /** Answers, at once where nothing is waited for. `parameter` is the last segment of a path that ends in one. */
  readonly answer: (body: Uint8Array, parameter: string) => HttpResponse | Promise<HttpResponse>;
}

/** The service of each operation; `undefined` where the appservice has no handler for it (A2). */
export type Services = Readonly<Record<AppserviceOperation, Service | undefined>>;

/**
 * Makes one service per operation of the documents that the appservice has a handler for, and ping's in any case (A2). A
 * ping is answered with `{}`, after the application has received it.
 *
 * @param deliver Takes transactions; `undefined` where the appservice takes none.
 */
export function createServices(
  handlers: AppserviceHandlers,
  deliver: TransactionDelivery | undefined,
  settings: Settings,
): Services {
  // Bound, so that handlers may be the methods of an object.
  const queryKeys = handlers.queryKeys?.bind(handlers);
  const claimKeys = handlers.claimKeys?.bind(handlers);
  const ping = handlers.ping?.bind(handlers);
  return {
    queryKeys: queryKeys && smallService('queryKeys', readKeyQuery, queryKeys, settings),
    claimKeys: claimKeys && smallService('claimKeys', readKeyClaim, claimKeys, settings),
    ping: smallService('ping', readPing, async (id) => (await ping?.(id), {}), settings),
    sendTransaction: deliver && {
      bodyLimitBytes: settings.limits.transactionBytes,
      answer: (body, id) => deliver(id, body),
    },
  };
}

/**
 * Creates a service that reads a small request and answers with its handler's result.
 *
 * @param read Reads the body, the path's parameter, or both. An operation without a body ignores it, as HTTP has it.
 */
function smallService<Request>(
  operation: AppserviceOperation,
  read: (body: Uint8Array, settings: Settings, parameter: string) => Checked<Request>,
  handler: (request: Request, context: KeyRequestContext) => unknown,
  settings: Settings,
): Service {
  return {
    bodyLimitBytes: settings.limits.keyRequestBytes,
    answer: (body, parameter) => {
      const request = read(body, settings, parameter);
      if (!request.ok) return request.refusal;
      return answerWith((context) => handler(request.value, context), { operation }, settings);
    },
  };
}
