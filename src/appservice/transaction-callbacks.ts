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
  /** The transaction ID: opaque, and the same when the homeserver sends the transaction again. */
  readonly id: string;
  /** What was dropped, renamed or not understood while the transaction was read (T1, T6, T9). */
  readonly findings: readonly Finding[];
  /**
   * Aborted when this delivery has failed, so that work it left behind ends before the homeserver sends the transaction
   * again. The deadline does **not** abort it: it ends the homeserver's wait, and the delivery goes on (T8).
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
 * again, and it is delivered again **from its beginning**: callbacks that had succeeded see the same once more (T7).
 */
export interface TransactionCallbacks {
  /** Takes a message to a device of one of the appservice's users (MSC4203): `to_user_id` and `to_device_id` say which. */
  readonly onToDevice?: ((event: ToDeviceEvent, context: TransactionContext) => unknown) | undefined;
  /** Takes the users whose devices changed and those not seen any more (MSC3202), once per transaction. */
  readonly onDeviceLists?: ((lists: DeviceLists, context: TransactionContext) => unknown) | undefined;
  /**
   * Takes how many one-time keys are left (MSC3202), once per transaction. A device without an entry: the last count
   * stands; `{}`: it has none left. `counts` is `{}` where all that came had the older shape, and is in
   * `context.userCounts` (T2).
   */
  readonly onOneTimeKeysCount?:
    ((counts: DeviceOneTimeKeysCount, context: OneTimeKeysCountContext) => unknown) | undefined;
  /** Takes the algorithms whose fallback key was not used yet (MSC3202), once per transaction. `[]`: all are used. */
  readonly onUnusedFallbackKeyTypes?:
    ((types: DeviceUnusedFallbackKeyTypes, context: TransactionContext) => unknown) | undefined;
  /** Takes a typing notice, receipt or presence (MSC2409). */
  readonly onEphemeral?:
    ((event: EphemeralEvent & { type: string }, context: TransactionContext) => unknown) | undefined;
  /** Takes a room event; they come oldest first. */
  readonly onEvent?: ((event: ClientEvent, context: TransactionContext) => unknown) | undefined;
}
