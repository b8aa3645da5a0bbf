import { Cancellation } from '../async/cancellation.js';
import { expired, withinDeadline } from '../async/deadline.js';
import { TimeoutError } from '../errors.js';
import { jsonResponse, type HttpResponse } from '../http/matrix-response.js';
import { failedAnswer, lateAnswer } from './answer-with.js';
import type { ReportContext } from './application.js';
import { DeliveryContext } from './contexts.js';
import { readTransactionBody } from './read-transaction-body.js';
import type { Settings } from './settings.js';
import type { TransactionHandler } from './transaction-handler.js';
import type { TransactionLog } from './transaction-log.js';

/** Takes a transaction's ID and body, and answers once it has been delivered. Never rejects. */
export type TransactionDelivery = (id: string, body: Uint8Array) => Promise<HttpResponse>;

/**
 * Delivers each transaction ID once, whatever its body (T7).
 *
 * A request whose ID is being delivered joins that delivery and shares its outcome; one whose ID was delivered is
 * answered 200. The body of neither is decoded. A failure leaves nothing behind: the homeserver's next attempt counts anew.
 *
 * The deadline ends a request's wait with a 504, and not the delivery: a later request joins it, and its late success is
 * remembered (T8).
 */
export function createTransactionDelivery(
  handler: TransactionHandler,
  log: TransactionLog,
  settings: Settings,
): TransactionDelivery {
  const running = new Map<string, Promise<HttpResponse>>();

  /** Begins a delivery. It runs up to its first wait here, and is in `running` before anything else can begin another. */
  function begin(id: string, body: Uint8Array): Promise<HttpResponse> {
    const delivery = deliver(id, body, handler, log, settings);
    running.set(id, delivery);
    void delivery.then(() => running.delete(id)); // it never rejects
    return delivery;
  }

  return async (id, body) => {
    const outcome = await withinDeadline(running.get(id) ?? begin(id, body), settings.deadlineMs);
    if (outcome !== expired) return outcome;
    settings.reportError(new TimeoutError(settings.deadlineMs), contextOf(id));
    return lateAnswer();
  };
}

/** Delivers a transaction, unless the log has it. Never rejects. */
async function deliver(
  id: string,
  body: Uint8Array,
  handler: TransactionHandler,
  log: TransactionLog,
  { hide, reportError, reportFinding }: Settings,
): Promise<HttpResponse> {
  const context = contextOf(id);
  const delivery = new Cancellation();
  try {
    if (await log.has(id)) return jsonResponse(200, '{}');
    const read = readTransactionBody(body, hide);
    if (!read.ok) return read.refusal;
    const { transaction, findings } = read.value;
    for (const finding of findings) reportFinding(finding, context);
    await handler(transaction, new DeliveryContext(delivery, id, findings));
  } catch (error) {
    reportError(error, context);
    delivery.cancel(error);
    return failedAnswer();
  }
  try {
    await log.add(id);
  } catch (error) {
    reportError(error, context);
  }
  return jsonResponse(200, '{}');
}

function contextOf(transactionId: string): ReportContext {
  return { operation: 'sendTransaction', transactionId };
}
