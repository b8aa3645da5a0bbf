import type { AppserviceHandler } from '../appservice/handler.js';
import type { AppserviceStore } from '../appservice/store.js';
import type { Finding } from '../findings.js';
import type { UserId } from '../identifiers.js';
import type { ClientEvent, Registration } from '../types.js';
import type { HomeserverClient } from '../client/homeserver-client.js';
import type { EncryptedUser } from './encrypted-user.js';

/**
 * The keys that the homeserver is given (D2). `uploaded`: all of them, which works on every homeserver, over federation, and while the
 * appservice is down. `one-time-keys-served`: one-time keys stay here, and the homeserver claims them (MSC3983). `served`: device keys
 * stay here, too, and the homeserver asks for them (MSC3984).
 */
export type KeyMode = 'uploaded' | 'one-time-keys-served' | 'served';

/** The trust that a sender's device needs (E4). */
export type TrustLevel = 'any' | 'cross-signed-or-legacy' | 'cross-signed';

/** Options of `createEncryption`. */
export interface EncryptionOptions {
  /** The appservice's registration, as the homeserver has it. */
  readonly registration: Registration;
  /** The homeserver's name: the part after the colon in its users' IDs. */
  readonly serverName: string;
  readonly homeserver: HomeserverClient;
  /** Keeps everything: the inbox, keys, devices, rooms and the encryption's state. One registration, one store. */
  readonly store: AppserviceStore;
  /** Encrypts private keys in the store: 32 random bytes, kept elsewhere than the store. */
  readonly storeKey: Uint8Array;
  /** Default: `uploaded`. */
  readonly keys?: KeyMode | undefined;
  /** True if the homeserver federates, with which `keys: 'served'` is refused (D2). Default: true. */
  readonly federation?: boolean | undefined;
  /** The devices that get room keys: all, or those alone that their owner has cross-signed (E4). Default: `all`. */
  readonly sharing?: 'all' | 'cross-signed' | undefined;
  /** The trust that a sender's device needs for its events to be decrypted (E4). Default: `any`. */
  readonly trust?: TrustLevel | undefined;
  /**
   * The way that to-device messages come (R8): in transactions, and by `/sync` only after a loss; or by `/sync` all the time, where
   * messages in transactions are read as well. Default: `transactions`.
   */
  readonly receive?: 'transactions' | 'sync' | undefined;
  /** Display name of the users' devices. Default: the registration's ID. */
  readonly deviceName?: string | undefined;
  /** The number of users whose cryptography is in memory at the same time, about 1.4 MB each. Default: 100. */
  readonly maxOpenMachines?: number | undefined;
  /** See `createAppserviceHandler`. */
  readonly deliveryTimeoutMs?: number | undefined;
  /** See `createAppserviceHandler`. */
  readonly leaseMs?: number | undefined;
  /**
   * Receives each event of the homeserver, decrypted where it was encrypted: at least once, in order. An event that comes again has
   * the same `event_id`. Where it rejects, the event comes again, and is set aside after ten failures (R2).
   */
  readonly onEvent?: ((event: ClientEvent, context: EventContext) => unknown) | undefined;
  /** Called with an event that cannot be decrypted, for now or for good. It is tried again whenever a room key comes (R4). */
  readonly onUndecryptable?: ((event: ClientEvent, context: UndecryptableContext) => unknown) | undefined;
  /** Called with what failed and is tried again, or needs an operator: a text for people who know no Olm. */
  readonly onFailure?: ((failure: EncryptionFailure) => unknown) | undefined;
  /** Receives findings, as of `createAppserviceHandler`, and the encryption's own. */
  readonly onFinding?: ((finding: Finding) => unknown) | undefined;
}

/** The circumstances of an event. */
export interface EventContext {
  /** The origin of an event that was encrypted; `undefined` where it came as plain text. */
  readonly encryption: EventEncryption | undefined;
  /** Our users who are in the event's room, as far as is known, or are its subject. */
  readonly receivers: readonly UserId[];
  /** True for plain text in a room that is encrypted (E1). State events are always plain. */
  readonly isUnexpectedPlaintext: boolean;
  /** Aborted when the delivery has taken too long, or another process has taken over. */
  readonly signal: AbortSignal;
}

/** The origin of an encrypted event. */
export interface EventEncryption {
  /** The sender's device, if it is known. */
  readonly deviceId: string | undefined;
  readonly sessionId: string;
  /** Tells whether the device is cross-signed by its owner; `unknown-device` where it is not known (E4). */
  readonly trust: 'cross-signed' | 'not-cross-signed' | 'unknown-device';
}

/** The circumstances of an event that cannot be decrypted. */
export interface UndecryptableContext {
  /** The reason, for people. */
  readonly reason: string;
  /** `pending` while its room key may still come; `final` once it is no longer waited for. */
  readonly state: 'pending' | 'final';
  readonly receivers: readonly UserId[];
}

/** Something that failed outside of a call. */
export interface EncryptionFailure {
  /** The failure, for people: what follows from it, and what to do. */
  readonly message: string;
  readonly error?: unknown;
  readonly userId?: UserId | undefined;
  readonly roomId?: string | undefined;
}

/** The encryption of an appservice. */
export interface Encryption {
  /** Answers the homeserver; hand it to a listener. Its inbox is the encryption's own. */
  readonly handler: AppserviceHandler;
  /**
   * Begins to receive and to send, once the listener listens: checks the homeserver, delivers what waits, catches up, and pings (R7).
   *
   * If an earlier process was killed, waits until that one's lease has expired (`leaseMs`). If another process lives, it resolves
   * after the same time, and this one takes over when the other ends (R5).
   *
   * @throws {EncryptionError} `SETUP` if the registration or homeserver lacks what the chosen mode needs, with the line to add.
   * @throws {EncryptionError} `STORE_DAMAGED` if the store was written with another `storeKey`: nothing was changed.
   * @throws {NotLeaderError} if `stop` is called meanwhile: nothing was started.
   * @throws {StoreError} if the store is closed, or was replaced.
   */
  readonly start: () => Promise<void>;
  /**
   * Ends both, and a start that is in progress: waits for what is in progress, closes the machines, and lets another process take over.
   * Meanwhile calls reject with `NotLeaderError`, but those that the application makes while it handles a last event.
   */
  readonly stop: () => Promise<void>;
  /**
   * Returns one of our users, registered, with a device that is cross-signed (D5).
   *
   * @throws {NotLeaderError} before `start` has resolved, after `stop`, and while another process has the lease (R5).
   * @throws {EncryptionError} `FOREIGN_USER` if the user is not the appservice's; `SETUP` if the homeserver refuses what appservices need.
   * @throws {MatrixHttpError} and the other errors of the homeserver client. The work is then repeated in the background.
   */
  readonly user: (userId: string) => Promise<EncryptedUser>;
}
