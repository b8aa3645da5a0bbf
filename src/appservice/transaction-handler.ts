import { inTurns } from '../async/turns.js';
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
  return (transaction, context) => inTurns(deliverInOrder(transaction, handlers, context));
}

const callbackNames = [
  'onToDevice',
  'onDeviceLists',
  'onOneTimeKeysCount',
  'onUnusedFallbackKeyTypes',
  'onEphemeral',
  'onEvent',
] as const satisfies readonly (keyof TransactionCallbacks)[];

/** Yields the result of each callback, which may be a promise. */
function* deliverInOrder(
  transaction: Transaction,
  callbacks: TransactionCallbacks,
  context: TransactionContext,
): Generator<unknown, void> {
  const { events, ephemeral, to_device, device_lists, device_unused_fallback_key_types } = transaction;
  const { device_one_time_keys_count: counts, user_one_time_keys_count: userCounts } = transaction;

  for (const event of to_device ?? []) yield callbacks.onToDevice?.(event, context);
  if (device_lists) yield callbacks.onDeviceLists?.(device_lists, context);
  if (counts ?? userCounts)
    yield callbacks.onOneTimeKeysCount?.(counts ?? {}, countsContext(context, userCounts ?? {}));
  if (device_unused_fallback_key_types) {
    yield callbacks.onUnusedFallbackKeyTypes?.(device_unused_fallback_key_types, context);
  }
  for (const event of ephemeral ?? []) yield callbacks.onEphemeral?.(event, context);
  for (const event of events) yield callbacks.onEvent?.(event, context);
}
