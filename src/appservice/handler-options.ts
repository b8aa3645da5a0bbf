import type { Finding } from '../findings.js';
import type { applicationServiceOperations } from '../operations.js';
import type { KeyClaim, KeyClaimResponse, KeyQuery, KeyQueryResponse, Transaction } from '../types.js';
import type { TransactionCallbacks, TransactionContext } from './transaction-callbacks.js';
import type { InboxReport, InboxStorage } from './deliveries.js';

/** An operation that a homeserver requests of an appservice. */
export type AppserviceOperation = keyof typeof applicationServiceOperations;

/** The context of a key request, passed to its handler. */
export interface KeyRequestContext {
  /** Aborted when the deadline has passed (the homeserver then has its 504), or the handler has failed. */
  readonly signal: AbortSignal;
}

/**
 * The handlers of an appservice. An operation without a handler is an unknown path to the homeserver, which then stops
 * asking for a while (A2); ping is always answered.
 *
 * Transactions go to `transaction` whole, or to the callbacks of {@link TransactionCallbacks}, never to both.
 *
 * If a handler throws or rejects, the answer is a 500; if it hangs, a 504 (A4).
 */
export interface AppserviceHandlers extends TransactionCallbacks {
  /**
   * Answers a key query (MSC3984). Users whose names do not begin with `@` are left out of `query` (W5).
   *
   * MSC3984 is a draft that only Synapse supports. If the homeserver federates, upload device keys as well (D2), and
   * cross-signing keys in any case (D3). Answer only for the requested users: with the keys of any other, Synapse 1.163
   * refuses the client's whole query with a 500.
   *
   * @see https://github.com/matrix-org/matrix-spec-proposals/pull/3984
   */
  readonly queryKeys?:
    | ((query: KeyQuery, context: KeyRequestContext) => KeyQueryResponse | Promise<KeyQueryResponse>)
    | undefined;
  /**
   * Answers a key claim (MSC3983). Each one-time key may be given out once in all.
   *
   * MSC3983 is a draft that only Synapse supports. Upload a fallback key as well: clients get it while the appservice
   * is down (C8).
   *
   * @see https://github.com/matrix-org/matrix-spec-proposals/pull/3983
   */
  readonly claimKeys?:
    | ((claim: KeyClaim, context: KeyRequestContext) => KeyClaimResponse | Promise<KeyClaimResponse>)
    | undefined;
  /** Receives a ping (MSC2659), with the ID that the appservice gave when it asked for it. Its result is ignored. */
  readonly ping?: ((transactionId?: string) => unknown) | undefined;
  /**
   * Receives a whole transaction, in place of the typed callbacks. It counts as delivered once the returned promise is
   * fulfilled; its value is ignored.
   *
   * If an ID was delivered before, only the new parts come, if there are any (T7). Transactions of different IDs do not
   * wait for each other: homeservers send the next one after an answer to the last.
   */
  readonly transaction?: ((transaction: Transaction, context: TransactionContext) => unknown) | undefined;
}

/** The origin of an error or a finding. It has neither the request's target nor its headers: both may hold a token. */
export interface ReportContext {
  /** Operation; `undefined` if the request failed before it was known. */
  readonly operation: AppserviceOperation | undefined;
  /** Transaction ID, for `sendTransaction`. */
  readonly transactionId?: string;
}

/** The size limits of requests (S2). */
export interface AppserviceLimits {
  /** Bytes in the body of a transaction. Default: 64 MiB. */
  readonly transactionBytes?: number | undefined;
  /** Bytes in the body of a key query, key claim or ping. Default: 1 MiB. */
  readonly keyRequestBytes?: number | undefined;
  /** Levels of nesting in a key query or key claim, at most 1,024. Default: 512. Transactions have no such limit. */
  readonly depth?: number | undefined;
  /** Devices in a key query, or algorithms in a key claim. Default: 100,000. */
  readonly entries?: number | undefined;
}

/** Options of `createAppserviceHandler`. */
export interface AppserviceHandlerOptions {
  /** Registration's `hs_token`, with which homeservers authenticate. Visible ASCII. */
  readonly hsToken: string;
  /**
   * Also accepts the token as `access_token` in the query alone, as homeservers before Matrix 1.4 send it. Default:
   * false.
   */
  readonly queryToken?: boolean | undefined;
  /** Also serves the older path without a prefix, where an operation has one. Default: false. */
  readonly legacyRoutes?: boolean | undefined;
  /**
   * Longest time that a homeserver waits for a handler, in milliseconds, capped at about 25 days. Default: 30,000,
   * below Synapse's own 60 s.
   *
   * For a transaction it ends the wait but not the delivery (T8), so a handler that never settles blocks its
   * transaction ID. Each time the homeserver sends it again, `onError` gets a `TimeoutError`, and the answer is 504.
   * Give every wait in a handler its own timeout, such as `AbortSignal.timeout(20_000)`: a handler that rejects is
   * called again. One that already hangs ends only with the process.
   */
  readonly deadlineMs?: number | undefined;
  /**
   * Store that keeps transactions: they are acknowledged once they are written down, and delivered after `start()`, in
   * order (R1 to R6). Default: none. Then a transaction is delivered while its request waits, and each failure costs
   * messages on Synapse (R1).
   */
  readonly store?: InboxStorage | undefined;
  /**
   * Longest time that a handler may take for one delivery from a store, in milliseconds. After it, its signal is aborted
   * and it is called again (R5). Default: 600,000, ten minutes.
   */
  readonly deliveryTimeoutMs?: number | undefined;
  /**
   * The time after which another process delivers where the one that did has died, in milliseconds. It is renewed three times in that
   * time. At most a day; default: 10,000.
   */
  readonly leaseMs?: number | undefined;
  /** Size and depth limits of requests (S2). */
  readonly limits?: AppserviceLimits | undefined;
  /**
   * Receives the error behind every 500, 503 and 504, and of each failed delivery from a store. Its own errors are
   * ignored.
   */
  readonly onError?: ((error: unknown, context: ReportContext) => unknown) | undefined;
  /**
   * Receives everything that happens in the inbox: transactions that are accepted, and deliveries that succeed or fail (R2).
   * Its own errors are ignored.
   */
  readonly onInbox?: ((report: InboxReport) => unknown) | undefined;
  /**
   * Receives each finding in a transaction, before the transaction is delivered. If a transaction brings nothing new,
   * only errors are reported. Its own errors are ignored.
   */
  readonly onFinding?: ((finding: Finding, context: ReportContext) => unknown) | undefined;
}
