import { Cancellation } from '../async/cancellation.js';
import { inTurns } from '../async/turns.js';
import type { Finding } from '../findings.js';
import { jsonResponse, type HttpResponse } from '../http/matrix-response.js';
import { findNewParts } from '../transactions/new-parts.js';
import { answerInTime, failedAnswer, lateAnswer } from './answer-with.js';
import type { ReportContext } from './handler-options.js';
import { deliveryContext, reportContext } from './contexts.js';
import { keyLevelsOf, readRepeat, type KeyLevels } from './read-repeat.js';
import { readTransactionBody } from './request-body.js';
import type { Settings } from './settings.js';
import type { TransactionHandler } from './transaction-handler.js';
import type { TransactionLog } from './transaction-log.js';

/** Delivers a transaction, given its ID and body, and then answers: at once where nothing is waited for. Never fails. */
export type TransactionDelivery = (id: string, body: Uint8Array) => HttpResponse | Promise<HttpResponse>;

/**
 * Delivers each event and message of a transaction ID once (T7).
 *
 * A request whose ID is being delivered waits for that delivery, and shares its failure. A failure leaves nothing
 * behind: the homeserver's next attempt starts from the beginning. After a success, recent or not, only new parts of a
 * request are delivered; most have none.
 *
 * The deadline ends a request's wait with a 504, but not the delivery: a later request joins it, and its late success
 * is remembered (T8).
 * @rule T7
 */
export function createTransactionDelivery(
  handler: TransactionHandler,
  log: TransactionLog,
  settings: Settings,
): TransactionDelivery {
  const { hide, reportError, reportFinding } = settings;
  const running = new Map<string, Promise<HttpResponse>>();
  let latest: { readonly id: string; readonly levels: KeyLevels } | undefined;
  let hasWarned = false;

  /** Says at the first refusal, once, what it costs (R1). */
  function warn(context: ReportContext): void {
    if (!hasWarned) reportFinding(refusedWithoutStore, context);
    hasWarned = true;
  }

  /**
   * Begins a delivery. It runs synchronously up to its first wait, and is registered in `running` before any other can
   * begin.
   */
  function begin(id: string, body: Uint8Array): HttpResponse | Promise<HttpResponse> {
    const delivery = inTurns(deliver(id, body));
    if (!(delivery instanceof Promise)) return delivery;
    running.set(id, delivery);
    void delivery.then(() => running.delete(id)); // it never rejects
    return delivery;
  }

  /** Begins a delivery after those of the same ID have ended, unless one fails or the request is over. */
  async function beginInTurn(id: string, request: { readonly body: Uint8Array | undefined }): Promise<HttpResponse> {
    for (let delivery = running.get(id); delivery; delivery = running.get(id)) {
      const outcome = await delivery;
      if (outcome.status >= 500) return outcome;
    }
    return request.body ? begin(id, request.body) : lateAnswer();
  }

  /** Delivers the new parts of a transaction ID. Never throws; yields what has to be waited for. */
  function* deliver(id: string, body: Uint8Array): Generator<unknown, HttpResponse> {
    const context = reportContext(id);
    const delivery = new Cancellation();
    try {
      const read = readTransactionBody(body, hide);
      if (!read.ok) return read.refusal;
      const { transaction } = read.value;
      const earlier = log.partsOf(id);
      const found = yield* findNewParts(transaction, earlier ?? []);
      const news = earlier
        ? readRepeat(transaction, found, earlier.length, latest?.id === id ? latest.levels : undefined)
        : { ...found, finding: undefined };
      const findings = news.finding ? [news.finding, ...read.value.findings] : read.value.findings;
      for (const finding of findings) {
        // Of a repetition only losses are reported: the rest was reported the first time.
        if (news.transaction || finding.severity === 'error') reportFinding(finding, context);
      }
      if (news.transaction) {
        const levels = keyLevelsOf(transaction);
        yield handler(news.transaction, deliveryContext(delivery, id, findings));
        latest = { id, levels };
        log.add(id, news.parts);
      }
      return jsonResponse(200, '{}');
    } catch (error) {
      reportError(error, context);
      warn(context);
      delivery.cancel(error);
      return failedAnswer();
    }
  }

  return (id, body) => {
    const request: { body: Uint8Array | undefined } = { body };
    const delivery = running.has(id) ? beginInTurn(id, request) : begin(id, body);
    if (!(delivery instanceof Promise)) return delivery;
    return answerInTime(delivery, reportContext(id), settings, () => {
      // The homeserver will send it again: a body without an answer need not wait here and take memory.
      request.body = undefined;
      warn(reportContext(id));
    });
  };
}

const refusedWithoutStore: Finding = {
  code: 'refused-without-store',
  severity: 'warning',
  pointer: '',
  message:
    'Synapse repeats a refused transaction without its messages to devices, and sends none meanwhile: ' +
    'use a `store`, or /sync',
};
