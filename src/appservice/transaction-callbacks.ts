import type { Finding } from '../findings.js';
import type {
  ClientEvent,
  DeviceLists,
  DeviceOneTimeKeysCount,
  DeviceUnusedFallbackKeyTypes,
  EphemeralEvent,
  KeyCounts,
  ToDeviceEvent,
  UserId,
} from '../types.js';

/** The context of a transaction, passed to its handlers. */
export interface TransactionContext {
  /**
   * Transaction ID: opaque, and the same when the homeserver sends the transaction again. It may come again with other
   * events (T7), so tell events apart by their own IDs.
   */
  readonly id: string;
  /**
   * Reports of names and events that were dropped, renamed or not understood, and of a repeated ID (T1, T6, T7, T9).
   */
  readonly findings: readonly Finding[];
  /**
   * Aborted when this delivery has failed, so that its unfinished work ends before the homeserver sends the transaction
   * again. The deadline does **not** abort it: it ends the homeserver's wait, and the delivery goes on (T8). Give every
   * wait that may hang its own timeout.
   */
  readonly signal: AbortSignal;
}

/** The context of one-time key counts. */
export interface OneTimeKeysCountContext extends TransactionContext {
  /**
   * User → algorithm → one-time keys left, from homeservers that implement the first draft of MSC3202 (T2), which does
   * not name devices. `{}` if nothing came in that shape.
   */
  readonly userCounts: Readonly<Record<UserId, KeyCounts>>;
}

/**
 * Callbacks for the parts of a transaction, in the order that encryption needs: to-device messages bring the keys of
 * the events, and device lists say which keys are out of date, so both come before any event.
 *
 * The callbacks are called in the order of this interface, each after the one before is fulfilled; their values are
 * ignored. Parts without a callback are dropped, and a field that the transaction lacks calls none (T3).
 *
 * If one throws or rejects, the rest is not delivered, and the answer is 500. The homeserver then sends the transaction
 * again, and it is delivered again **from its beginning**: callbacks that had succeeded see the same once more. When a
 * fully delivered transaction comes again, they only see its new parts (T7).
 */
export interface TransactionCallbacks {
  /**
   * Receives a message to a device of one of the appservice's users (MSC4203), named by `to_user_id` and
   * `to_device_id`.
   */
  readonly onToDevice?: ((event: ToDeviceEvent, context: TransactionContext) => unknown) | undefined;
  /**
   * Receives the users whose devices changed and those no longer tracked (MSC3202), once per transaction. They may come
   * again with a repeated transaction.
   */
  readonly onDeviceLists?: ((lists: DeviceLists, context: TransactionContext) => unknown) | undefined;
  /**
   * Receives the numbers of one-time keys left (MSC3202), once per transaction.
   *
   * For a device without an entry the last count still holds; `{}` means that it has none left. `counts` is `{}` if
   * everything came in the older shape, which is in `context.userCounts` (T2).
   *
   * A count is a level, not an event: only the latest counts, and it is older than the device's uploads since then. Do
   * not make keys each time that it is low. A crypto machine that is repeatedly given too low a number makes new keys
   * each time, and forgets its oldest, which can still be claimed from the homeserver. Give a machine only the counts
   * of the newest transaction, and never any older than the answer to its last `/keys/upload`. Where keys are served
   * (MSC3983), Synapse always sends `{}`: count with the claim ledger there.
   */
  readonly onOneTimeKeysCount?:
    | ((counts: DeviceOneTimeKeysCount, context: OneTimeKeysCountContext) => unknown)
    | undefined;
  /**
   * Receives the algorithms with an unused fallback key (MSC3202), once per transaction. `[]`: all are used. A level,
   * like the counts. Always empty if fallback keys are not on the homeserver.
   */
  readonly onUnusedFallbackKeyTypes?:
    | ((types: DeviceUnusedFallbackKeyTypes, context: TransactionContext) => unknown)
    | undefined;
  /** Receives a typing notice, receipt or presence (MSC2409). */
  readonly onEphemeral?:
    | ((event: EphemeralEvent & { type: string }, context: TransactionContext) => unknown)
    | undefined;
  /** Receives a room event; they come oldest first. */
  readonly onEvent?: ((event: ClientEvent, context: TransactionContext) => unknown) | undefined;
}
