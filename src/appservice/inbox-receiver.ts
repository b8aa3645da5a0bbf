import type { Finding } from '../findings.js';
import { jsonText } from '../json-text.js';
import type { ClientEvent, EphemeralEvent, Transaction } from '../types.js';
import { deliveryContext } from './contexts.js';
import type { InboxReceiver } from './deliveries.js';
import type { AppserviceHandlers } from './handler-options.js';
import type { StoredEvent } from './inbox-store.js';
import type { KeptTransaction } from './receive-transaction.js';
import type { TransactionHandler } from './transaction-handler.js';

/** An event as it waits in an inbox. */
type KeptEvent = { readonly event: ClientEvent } | { readonly ephemeral: EphemeralEvent & { type: string } };

/** An event that was set aside after ten failures (R2). */
export interface SetAside {
  /** Its number, for `redeliver` and `drop`. */
  readonly seq: number;
  /** The ID of the transaction that brought it. */
  readonly transactionId: string;
  readonly event: ClientEvent | EphemeralEvent;
  /** In milliseconds since the epoch. */
  readonly arrivedAtMs: number;
  /** The number of deliveries that were begun. */
  readonly attempts: number;
  /** The message of the last failure. */
  readonly reason: string;
}

/**
 * Delivers an inbox to an application's handlers, in two stages (R2): a transaction without events, and then its ephemeral events and
 * events, each in a transaction of its own.
 */
export function createInboxReceiver(handlers: AppserviceHandlers, handler: TransactionHandler): InboxReceiver {
  const takesEphemeral = (handlers.transaction ?? handlers.onEphemeral) !== undefined;
  const takesEvents = (handlers.transaction ?? handlers.onEvent) !== undefined;

  /** Divides a kept transaction into the events that the application is to get, as texts, and all that is left of it. */
  function divide(body: string): { texts: string[]; rest: Omit<Transaction, 'events'>; findings: readonly Finding[] } {
    const { transaction, findings } = JSON.parse(body) as KeptTransaction; // as createTransactionReceipt wrote it
    const { events, ephemeral = [], ...rest } = transaction;
    const kept: KeptEvent[] = [
      ...(takesEphemeral ? ephemeral.map((each) => ({ ephemeral: each })) : []),
      ...(takesEvents ? events.map((each) => ({ event: each })) : []),
    ];
    return { texts: kept.map(jsonText), rest, findings };
  }

  return {
    // What has more in it is divided twice, which costs less than a write.
    eventsOnly: ({ body }) => {
      const { texts, rest } = divide(body);
      return Object.keys(rest).length > 0 ? undefined : texts;
    },
    receiveTransaction: async ({ id, body }, delivery) => {
      const { texts, rest, findings } = divide(body);
      if (Object.keys(rest).length > 0) await handler({ events: [], ...rest }, deliveryContext(delivery, id, findings));
      return { events: texts };
    },
    receiveEvent: async (stored, delivery) => {
      const kept = keptEvent(stored);
      const transaction: Transaction =
        'event' in kept ? { events: [kept.event] } : { events: [], ephemeral: [kept.ephemeral] };
      await handler(transaction, deliveryContext(delivery, stored.transactionId, []));
      return undefined;
    },
  };
}

/** Shows an event that was set aside to the application. */
export function setAsideOf(stored: StoredEvent): SetAside {
  const kept = keptEvent(stored);
  const { seq, transactionId, arrivedAtMs, attempts, reason = '' } = stored;
  return { seq, transactionId, event: 'event' in kept ? kept.event : kept.ephemeral, arrivedAtMs, attempts, reason };
}

function keptEvent({ body }: StoredEvent): KeptEvent {
  return JSON.parse(body) as KeptEvent; // as the first stage wrote it
}
