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

/** What a transaction's handler is given beside the transaction. */
export interface TransactionContext {
  /**
   * The transaction ID: opaque, and the same when the homeserver sends the transaction again. It may come again with other
   * events (T7), so events are told apart by their own IDs.
   */
  readonly id: string;
  /** Reports of names and events that were dropped, renamed or not understood, and of an ID that came before (T1, T6, T7, T9). */
  readonly findings: readonly Finding[];
  /**
   * Aborted when this delivery has failed, so that work it left behind ends before the homeserver sends the transaction
   * again. The deadline does **not** abort it: it ends the homeserver's wait, and the delivery goes on (T8). What may hang
   * needs a timeout of its own beside it.
   */
  readonly signal: AbortSignal;
}

/** What `onOneTimeKeysCount` is given beside the counts. */
export interface OneTimeKeysCountContext extends TransactionContext {
  /**
   * User → algorithm → one-time keys left, from homeservers that speak the first draft of MSC3202 (T2): they do not say of
   * which device. `{}` where nothing came in that shape.
   */
  readonly userCounts: Readonly<Record<UserId, KeyCounts>>;
}

/**
 * Takes in a transaction piece by piece, in the order that encryption needs: to-device messages bring the keys of the events,
 * and device lists say which keys are out of date, so both come before any event.
 *
 * The callbacks are called in the order in which they stand here, each when the one before has been fulfilled; their values
 * are ignored. What there is no callback for is dropped, and a field that the transaction does not have calls none (T3).
 *
 * Where one throws or rejects, the rest is not delivered, and the answer is 500. The homeserver then sends the transaction
 * again, and it is delivered again **from its beginning**: callbacks that had succeeded see the same once more. Of a transaction
 * that was delivered whole they see what is new when it comes again (T7).
 */
export interface TransactionCallbacks {
  /** Takes a message to a device of one of the appservice's users (MSC4203): `to_user_id` and `to_device_id` say which. */
  readonly onToDevice?: ((event: ToDeviceEvent, context: TransactionContext) => unknown) | undefined;
  /**
   * Takes the users whose devices changed and those not seen any more (MSC3202), once per transaction. They may come again with
   * a transaction that is repeated.
   */
  readonly onDeviceLists?: ((lists: DeviceLists, context: TransactionContext) => unknown) | undefined;
  /**
   * Takes how many one-time keys are left (MSC3202), once per transaction. A device without an entry: the last count
   * stands; `{}`: it has none left. `counts` is `{}` where all that came had the older shape, and is in
   * `context.userCounts` (T2).
   *
   * A count is a level and no event: the latest one counts, and is older than what the device has uploaded since. Do not make
   * keys each time that it is low. A crypto machine that is told too low a number again and again makes new keys each time,
   * forgets its oldest, and those are still claimed from the homeserver. Give a machine the counts of the newest transaction
   * only, never any older than the answer to its last `/keys/upload`. Where keys are served (MSC3983) Synapse sends `{}` for ever:
   * count with the claim ledger there.
   */
  readonly onOneTimeKeysCount?:
    ((counts: DeviceOneTimeKeysCount, context: OneTimeKeysCountContext) => unknown) | undefined;
  /**
   * Takes the algorithms whose fallback key was not used yet (MSC3202), once per transaction. `[]`: all are used. A level, as
   * counts are. Where fallback keys are not on the homeserver it is always empty.
   */
  readonly onUnusedFallbackKeyTypes?:
    ((types: DeviceUnusedFallbackKeyTypes, context: TransactionContext) => unknown) | undefined;
  /** Takes a typing notice, receipt or presence (MSC2409). */
  readonly onEphemeral?:
    ((event: EphemeralEvent & { type: string }, context: TransactionContext) => unknown) | undefined;
  /** Takes a room event; they come oldest first. */
  readonly onEvent?: ((event: ClientEvent, context: TransactionContext) => unknown) | undefined;
}
