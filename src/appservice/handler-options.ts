import type { Finding } from '../findings.js';
import type { applicationServiceOperations } from '../operations.js';
import type { KeyClaim, KeyClaimResponse, KeyQuery, KeyQueryResponse, Transaction } from '../types.js';
import type { TransactionCallbacks, TransactionContext } from './transaction-callbacks.js';
import type { TransactionLog } from './transaction-log.js';

/** An operation that a homeserver asks an appservice for. */
export type AppserviceOperation = keyof typeof applicationServiceOperations;

/** What a key request's handler is given beside the request. */
export interface KeyRequestContext {
  /** Aborted when the deadline has passed (the homeserver has its 504 then), or when the handler has failed. */
  readonly signal: AbortSignal;
}

/**
 * What an appservice does with what homeservers send. An operation without a handler is an unknown path to the
 * homeserver, which then leaves it alone (A2); ping alone is answered all the same.
 *
 * Transactions go to `transaction` whole, or to the callbacks of {@link TransactionCallbacks}, never to both.
 *
 * A handler that throws or rejects makes the answer a 500, and one that hangs a 504 (A4).
 */
export interface AppserviceHandlers extends TransactionCallbacks {
  /**
   * Answers a key query (MSC3984). Users whose names do not begin with `@` are left out of `query` (W5).
   *
   * MSC3984 is a draft that Synapse alone speaks. Where the homeserver federates, upload device keys all the same (D2), and
   * cross-signing keys everywhere (D3).
   *
   * Answer for nobody else: with the keys of one more user in it, Synapse 1.163 refuses the client's whole query with a 500.
   *
   * @see https://github.com/matrix-org/matrix-spec-proposals/pull/3984
   */
  readonly queryKeys?:
    ((query: KeyQuery, context: KeyRequestContext) => KeyQueryResponse | Promise<KeyQueryResponse>) | undefined;
  /**
   * Answers a key claim (MSC3983). Each one-time key may be given out once, whoever asks.
   *
   * MSC3983 is a draft that Synapse alone speaks. Upload a fallback key all the same: clients get it while the appservice is
   * down (C8).
   *
   * @see https://github.com/matrix-org/matrix-spec-proposals/pull/3983
   */
  readonly claimKeys?:
    ((claim: KeyClaim, context: KeyRequestContext) => KeyClaimResponse | Promise<KeyClaimResponse>) | undefined;
  /** Is told of a ping (MSC2659), and of the ID that the appservice gave when it asked for it. Its result is ignored. */
  readonly ping?: ((transactionId?: string) => unknown) | undefined;
  /**
   * Takes in a whole transaction, instead of the typed callbacks. It has been delivered once the returned promise is fulfilled; its value is ignored.
   *
   * Of an ID that was delivered before it gets what is new, if anything is (T7). Transactions of different IDs do not wait for
   * each other: homeservers send the next one when the one before has been answered.
   */
  readonly transaction?: ((transaction: Transaction, context: TransactionContext) => unknown) | undefined;
}

/** Where an error or a finding came up. Neither the request's target nor its headers are here: both may hold a token. */
export interface ReportContext {
  /** `undefined` where the request failed before its operation was known. */
  readonly operation: AppserviceOperation | undefined;
  /** The transaction's ID, for `sendTransaction`. */
  readonly transactionId?: string;
}

/** How much of a request is taken in (S2). */
export interface AppserviceLimits {
  /** The body of a transaction, in bytes. Default: 64 MiB. */
  readonly transactionBytes?: number | undefined;
  /** The body of a key query, key claim or ping, in bytes. Default: 1 MiB. */
  readonly keyRequestBytes?: number | undefined;
  /** Levels of nesting in a key query or key claim, at the most 1,024. Default: 512. A transaction may nest as deep as it likes. */
  readonly depth?: number | undefined;
  /** Devices in a key query, or algorithms in a key claim. Default: 100,000. */
  readonly entries?: number | undefined;
}

/** Options of `createAppserviceHandler`. */
export interface AppserviceHandlerOptions {
  /** The registration's `hs_token`: what homeservers prove themselves with. Visible ASCII. */
  readonly hsToken: string;
  /** Also accept the token as `access_token` in the query alone, as homeservers before Matrix 1.4 send it. Default: false. */
  readonly queryToken?: boolean | undefined;
  /** Also serve the older path without a prefix, where an operation has one. Default: false. */
  readonly legacyRoutes?: boolean | undefined;
  /**
   * The longest that a homeserver waits for a handler, in milliseconds; more than about 25 days count as that. Default: 30,000, below
   * Synapse's own 60 s.
   *
   * For a transaction it ends the wait and not the delivery (T8), so a handler that never settles blocks its transaction ID: each
   * time the homeserver sends it, `onError` gets a `TimeoutError`, and the answer is 504. Give whatever the handler waits for
   * a timeout of its own, such as `AbortSignal.timeout(20_000)`: a handler that rejects is called again. One that hangs already
   * ends with the process.
   */
  readonly deadlineMs?: number | undefined;
  /** How large and how deep requests may be (S2). */
  readonly limits?: AppserviceLimits | undefined;
  /** Remembers which transactions were delivered, and what was in them. Default: the last 10,000, in memory. */
  readonly transactions?: TransactionLog | undefined;
  /** Is told of every 500 and 504, and of an ID that could not be remembered. What it throws is ignored. */
  readonly onError?: ((error: unknown, context: ReportContext) => unknown) | undefined;
  /**
   * Is told of each finding in a transaction, before the transaction is delivered; of one that brings nothing new only of
   * errors. What it throws is ignored.
   */
  readonly onFinding?: ((finding: Finding, context: ReportContext) => unknown) | undefined;
}
