import type { Finding } from '../findings.js';
import type { KeyCounts, UserId } from '../types.js';
import type { KeyRequestContext, ReportContext } from './handler-options.js';
import type { OneTimeKeysCountContext, TransactionContext } from './transaction-callbacks.js';

/** Source of a signal, which may create it when it is read. */
interface SignalSource {
  readonly signal: AbortSignal;
}

// `signal` is a getter, so that no signal is created unread, and an own property, so that handlers may spread a context.

/** Creates the context of a report about a transaction, or about none in particular. */
export function reportContext(transactionId: string | undefined): ReportContext {
  return { operation: 'sendTransaction', ...(transactionId !== undefined && { transactionId }) };
}

/** Creates the context of a key request's handler. */
export function requestContext(from: SignalSource): KeyRequestContext {
  return {
    get signal() {
      return from.signal;
    },
  };
}

/** Creates the context of a transaction's handler. */
export function deliveryContext(from: SignalSource, id: string, findings: readonly Finding[]): TransactionContext {
  return {
    get signal() {
      return from.signal;
    },
    id,
    findings,
  };
}

/** Creates the context of `onOneTimeKeysCount`: the transaction's context, and the counts of users. */
export function countsContext(
  context: TransactionContext,
  userCounts: Readonly<Record<UserId, KeyCounts>>,
): OneTimeKeysCountContext {
  return Object.assign(deliveryContext(context, context.id, context.findings), { userCounts });
}
