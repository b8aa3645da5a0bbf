import { isTurnOver, nextTurn } from '../async/turns.js';
import type { Transaction } from '../types.js';
import type { AppserviceHandlers } from './handler-options.js';
import { countsContext } from './contexts.js';
import type { TransactionCallbacks, TransactionContext } from './transaction-callbacks.js';

/** Receives a whole transaction, which is delivered once the returned promise is fulfilled. */
export type TransactionHandler = NonNullable<AppserviceHandlers['transaction']>;

/**
 * Returns the one function for an application's transactions: its `transaction`, or one that calls its typed callbacks.
 * `undefined` if it has neither.
 *
 * @throws {TypeError} if it has both: their order would be a guess.
 */
export function transactionHandlerOf(handlers: AppserviceHandlers): TransactionHandler | undefined {
  const callbacks = callbackNames.filter((name) => handlers[name] !== undefined);
  if (callbacks.length === 0) return handlers.transaction?.bind(handlers);
  if (handlers.transaction) {
    throw new TypeError(`use either \`transaction\` or these callbacks, not both: ${callbacks.join(', ')}`);
  }
  return (transaction, context) => deliverInOrder(transaction, handlers, context);
}

const callbackNames = [
  'onToDevice',
  'onDeviceLists',
  'onOneTimeKeysCount',
  'onUnusedFallbackKeyTypes',
  'onEphemeral',
  'onEvent',
] as const satisfies readonly (keyof TransactionCallbacks)[];

async function deliverInOrder(
  transaction: Transaction,
  callbacks: TransactionCallbacks,
  context: TransactionContext,
): Promise<void> {
  const { events, ephemeral, to_device, device_lists, device_unused_fallback_key_types } = transaction;
  const { device_one_time_keys_count: counts, user_one_time_keys_count: userCounts } = transaction;

  // A callback may finish without waiting, so without turns many events would block all other work.
  let count = 0;
  if (callbacks.onToDevice) {
    for (const event of to_device ?? []) {
      if (isTurnOver(count++)) await nextTurn();
      await callbacks.onToDevice(event, context);
    }
  }
  if (device_lists) await callbacks.onDeviceLists?.(device_lists, context);
  if (counts ?? userCounts)
    await callbacks.onOneTimeKeysCount?.(counts ?? {}, countsContext(context, userCounts ?? {}));
  if (device_unused_fallback_key_types) {
    await callbacks.onUnusedFallbackKeyTypes?.(device_unused_fallback_key_types, context);
  }
  if (callbacks.onEphemeral) {
    for (const event of ephemeral ?? []) {
      if (isTurnOver(count++)) await nextTurn();
      await callbacks.onEphemeral(event, context);
    }
  }
  if (callbacks.onEvent) {
    for (const event of events) {
      if (isTurnOver(count++)) await nextTurn();
      await callbacks.onEvent(event, context);
    }
  }
}
