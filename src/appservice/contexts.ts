import type { Finding } from '../findings.js';
import type { KeyCounts, UserId } from '../types.js';
import type { KeyRequestContext } from './application.js';
import type { OneTimeKeysCountContext, TransactionContext } from './transaction-callbacks.js';

/**
 * What a key request's handler is given. The signal is taken from where it is made when it is first looked at.
 *
 * Like all data of a context it is an own property, so that handlers may spread one. All contexts share a getter: V8 makes a
 * hidden class for every getter there is, and that costs more than reading a small body.
 */
export class WorkContext implements KeyRequestContext {
  declare readonly signal: AbortSignal;
  readonly #source: { readonly signal: AbortSignal };

  static readonly #signal: PropertyDescriptor = {
    enumerable: true,
    get(this: WorkContext) {
      return this.#source.signal;
    },
  };

  constructor(source: { readonly signal: AbortSignal }) {
    this.#source = source;
    Object.defineProperty(this, 'signal', WorkContext.#signal);
  }
}

/** What a transaction's handler is given. */
export class DeliveryContext extends WorkContext implements TransactionContext {
  readonly id: string;
  readonly findings: readonly Finding[];

  constructor(source: { readonly signal: AbortSignal }, id: string, findings: readonly Finding[]) {
    super(source);
    this.id = id;
    this.findings = findings;
  }
}

/** What `onOneTimeKeysCount` is given: the transaction's context, and the counts of users. */
export class CountsContext extends DeliveryContext implements OneTimeKeysCountContext {
  readonly userCounts: Readonly<Record<UserId, KeyCounts>>;

  constructor(transaction: TransactionContext, userCounts: Readonly<Record<UserId, KeyCounts>>) {
    super(transaction, transaction.id, transaction.findings);
    this.userCounts = userCounts;
  }
}
