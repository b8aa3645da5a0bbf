import type { Finding } from '../findings.js';
import { createTransactionDelivery, type TransactionDelivery } from './deliver-transaction.js';
import type { InboxReceiver, InboxStorage } from './deliveries.js';
import { reportContext } from './contexts.js';
import type { AppserviceHandlerOptions, AppserviceHandlers } from './handler-options.js';
import { createInboxReceiver } from './inbox-receiver.js';
import type { StoredEvent } from './inbox-store.js';
import { createInbox, type Inbox } from './inbox.js';
import { createTransactionReceipt } from './receive-transaction.js';
import type { Settings } from './settings.js';
import { transactionHandlerOf } from './transaction-handler.js';
import { createTransactionLog } from './transaction-log.js';

/** The way of transactions from requests to the application. */
export interface TransactionIntake {
  /** Takes the transaction of a request; `undefined` where the application takes no transactions. */
  readonly deliver: TransactionDelivery | undefined;
  /** Keeps transactions between their request and their delivery; `undefined` where no store was given. */
  readonly inbox: Inbox | undefined;
}

/**
 * Makes the way of transactions: through an inbox where there is a store, and straight to the application where there is none.
 *
 * @throws {TypeError} if `handlers` has both `transaction` and callbacks for transactions.
 */
export function createTransactionIntake(
  handlers: AppserviceHandlers,
  { store, onInbox }: Pick<AppserviceHandlerOptions, 'store' | 'onInbox'>,
  settings: Settings,
): TransactionIntake {
  const handler = transactionHandlerOf(handlers);
  if (!store) {
    return {
      deliver: handler && createTransactionDelivery(handler, createTransactionLog(), settings),
      inbox: undefined,
    };
  }
  const inbox = openInbox(store, createInboxReceiver(handlers, handler ?? nothing), { onInbox }, settings);
  if (handler) return { deliver: createTransactionReceipt(inbox, settings), inbox };
  // Nothing is delivered where nothing would take it; what another process has received can be counted, listed and dropped.
  return { deliver: undefined, inbox: { ...inbox, start: nothing } };
}

/** Makes an inbox that reports as the application's settings have it. */
export function openInbox(
  store: InboxStorage,
  receiver: InboxReceiver,
  { onInbox }: Pick<AppserviceHandlerOptions, 'onInbox'>,
  settings: Settings,
): Inbox {
  const { deliveryTimeoutMs, leaseMs } = settings;
  return createInbox(store, receiver, {
    deliveryTimeoutMs,
    leaseMs,
    onReport: onInbox,
    onError: (error, transactionId) => {
      settings.reportError(error, reportContext(transactionId));
    },
    onSetAside: (event) => {
      settings.reportFinding(setAsideFinding(event), reportContext(event.transactionId));
    },
    onStopped: (event) => {
      settings.reportFinding(stoppedFinding(event), reportContext(event.transactionId));
    },
  });
}

function nothing(): void {
  // An application without handlers for transactions.
}

function setAsideFinding({ seq, attempts }: StoredEvent): Finding {
  const message =
    `event ${seq} of the inbox was set aside after ${attempts} failures: ` +
    'redeliver or drop it once the reason is known';
  return { code: 'event-set-aside', severity: 'error', pointer: '', message };
}

function stoppedFinding({ seq, attempts }: StoredEvent): Finding {
  const message =
    `event ${seq} of the inbox failed ${attempts} times, like the one before it: ` +
    'the application fails and not the event, so it is tried until it succeeds, and those behind it wait';
  return { code: 'delivery-stopped', severity: 'error', pointer: '', message };
}
