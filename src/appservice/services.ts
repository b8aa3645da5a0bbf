import type { HttpResponse } from '../http/matrix-response.js';
import { answerWith } from './answer-with.js';
import type { AppserviceHandlers, AppserviceOperation, KeyRequestContext } from './handler-options.js';
import type { Checked } from './checked.js';
import { createTransactionDelivery } from './deliver-transaction.js';
import { readKeyClaim, readKeyQuery, readPing } from './request-body.js';
import type { Settings } from './settings.js';
import { transactionHandlerOf } from './transaction-handler.js';
import type { TransactionLog } from './transaction-log.js';

/** What serves an operation, once a request has been let in. */
export interface Service {
  /** How much of the body is read. */
  readonly bodyLimitBytes: number;
  /** Answers; never rejects. `parameter` is what stood in the last segment of the path, where that is a parameter. */
  readonly answer: (body: Uint8Array, parameter: string) => Promise<HttpResponse>;
}

/**
 * One service per operation that an appservice has a handler for, and ping in any case (A2).
 *
 * @throws {TypeError} if `handlers` has both `transaction` and callbacks for transactions.
 */
export function createServices(
  handlers: AppserviceHandlers,
  log: TransactionLog,
  settings: Settings,
): ReadonlyMap<AppserviceOperation, Service> {
  // Bound, so that handlers may be the methods of an object.
  const queryKeys = handlers.queryKeys?.bind(handlers);
  const claimKeys = handlers.claimKeys?.bind(handlers);
  const ping = handlers.ping?.bind(handlers);
  const transaction = transactionHandlerOf(handlers);

  const services = new Map<AppserviceOperation, Service>();
  if (queryKeys) services.set('queryKeys', smallService('queryKeys', readKeyQuery, queryKeys, settings));
  if (claimKeys) services.set('claimKeys', smallService('claimKeys', readKeyClaim, claimKeys, settings));
  services.set('ping', smallService('ping', readPing, acknowledge(ping), settings));
  if (transaction) {
    const deliver = createTransactionDelivery(transaction, log, settings);
    const answer: Service['answer'] = (body, id) => deliver(id, body);
    services.set('sendTransaction', { bodyLimitBytes: settings.limits.transactionBytes, answer });
  }
  return services;
}

/** A service that reads a small request and answers with what its handler gives. */
function smallService<Request>(
  operation: AppserviceOperation,
  read: (body: Uint8Array, settings: Settings) => Checked<Request>,
  handler: (request: Request, context: KeyRequestContext) => unknown,
  settings: Settings,
): Service {
  return {
    bodyLimitBytes: settings.limits.keyRequestBytes,
    answer: async (body) => {
      const request = read(body, settings);
      if (!request.ok) return request.refusal;
      return answerWith((context) => handler(request.value, context), { operation }, settings);
    },
  };
}

/** Answers a ping with `{}` once the application has taken note of it. */
function acknowledge(ping: AppserviceHandlers['ping']): (transactionId: string | undefined) => Promise<object> {
  return async (transactionId) => {
    await ping?.(transactionId);
    return {};
  };
}
