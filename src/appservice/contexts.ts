import type { Finding } from '../findings.js';
import type { KeyCounts, UserId } from '../types.js';
import type { KeyRequestContext } from './handler-options.js';
import type { OneTimeKeysCountContext, TransactionContext } from './transaction-callbacks.js';

/** What has a signal, or makes one when it is asked. */
interface SignalSource {
  readonly signal: AbortSignal;
}

/**
 * What any handler is given: a signal, which is made when it is looked at.
 *
 * `signal` is an own property like all data of a context, so that handlers may spread one. All contexts share its getter: V8 gives
 * each object with a getter of its own a hidden class, and that costs more than to read a small body.
 */
export class HandlerContext implements KeyRequestContext {
  declare readonly signal: AbortSignal;

  constructor(from: SignalSource) {
    // Not enumerable, since it is nobody's business. Not private, nor fixed, and a function, so that proxies can stand before it.
    Object.defineProperty(this, 'source', { value: () => from.signal, configurable: true, writable: true });
    Object.defineProperty(this, 'signal', signalProperty);
  }
}

const signalProperty: PropertyDescriptor = {
  configurable: true,
  enumerable: true,
  get(this: { readonly source: () => AbortSignal }) {
    return this.source();
  },
};

/** What a transaction's handler is given. */
export class DeliveryContext extends HandlerContext implements TransactionContext {
  readonly id: string;
  readonly findings: readonly Finding[];

  constructor(from: SignalSource, id: string, findings: readonly Finding[]) {
    super(from);
    this.id = id;
    this.findings = findings;
  }
}

/** What `onOneTimeKeysCount` is given: the transaction's context, and the counts of users. */
export class CountsContext extends DeliveryContext implements OneTimeKeysCountContext {
  readonly userCounts: Readonly<Record<UserId, KeyCounts>>;

  constructor(context: TransactionContext, userCounts: Readonly<Record<UserId, KeyCounts>>) {
    super(context, context.id, context.findings);
    this.userCounts = userCounts;
  }
}
