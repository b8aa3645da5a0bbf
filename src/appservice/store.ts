import type { DeviceStore } from './device-store.js';
import type { InboxStore } from './inbox-store.js';
import type { KeyClaimStore } from './key-claim-store.js';

/**
 * Everything that an encrypted appservice must not forget: received transactions, claimable keys, devices, rooms, crypto state.
 *
 * Each call is one database transaction of its own and is durable when its promise resolves. A promise that rejects with a
 * `StoreError` has written nothing, except for the code `COMMIT_UNKNOWN`: the connection was lost while the database committed, and
 * only reading again tells.
 *
 * Several processes may use one store at the same time. Two calls never see each other's half-done work. IDs with a NUL or half a
 * surrogate pair in them are refused with `UNSTORABLE_NAME` where they are written, and found nowhere.
 */
export interface AppserviceStore extends StoreParts {
  /** Says which process delivers, owns the machines and sends (R5). */
  readonly lease: LeaseStore;
  /**
   * Runs `work` as one database transaction over several parts: all of its writes are durable when the promise resolves, and none of
   * them is if it rejects. Only the `parts` that `work` is given belong to it. Calls on the store itself may wait until it is over,
   * so `work` must not await them, and nothing that takes long.
   *
   * @param options.fence Refuses all of it where another process has taken the lease since (R5, E6).
   * @throws {StoreError} `FENCED` if the fence is no longer the newest; the first failure of one of its calls; whatever `work` throws.
   */
  transaction<T>(work: (parts: StoreParts) => Promise<T>, options?: { readonly fence?: Fence | undefined }): Promise<T>;
  /** Waits for the calls in progress. A database handle that was handed in stays open. Calls after it reject with `CLOSED`. */
  close(): Promise<void>;
}

/** The parts of a store that can be written together. */
export interface StoreParts {
  /** Transactions from the homeserver, and the events that wait for the application (R1 to R6). */
  readonly inbox: InboxStore;
  /** One-time and fallback keys that others may claim (C7, C8). */
  readonly claims: KeyClaimStore;
  /** Public keys of the appservice's users and devices, and the progress of each device (D5). */
  readonly devices: DeviceStore;
  /** Rooms known to be encrypted (E1). */
  readonly rooms: RoomStore;
  /** Private state of the encryption, encrypted by its writer. */
  readonly crypto: CryptoStore;
}

/** A number that grows with each change of the lease's holder. Writes of an earlier holder are refused by it. */
export type Fence = number;

/** The lease on one appservice, timed by the database's clock. */
export interface LeaseStore {
  /** Takes the lease for `durationMs` if it is free, expired or already `owner`'s, with a new fence; `undefined` if another holds it. */
  acquire(owner: string, durationMs: number): Promise<Fence | undefined>;
  /** Extends the lease by `durationMs` from now. Returns false if another process has taken it meanwhile. */
  renew(fence: Fence, durationMs: number): Promise<boolean>;
  /** Gives the lease up, so that another process need not wait until it expires. Does nothing if another process has taken it. */
  release(fence: Fence): Promise<void>;
}

/** Facts about rooms that must survive a restart, above all that they are encrypted. */
export interface RoomStore {
  /** Returns the JSON text that was put for the room. */
  get(roomId: string): Promise<string | undefined>;
  put(roomId: string, state: string): Promise<void>;
}

/** One row of the encryption's state. */
export interface CryptoRow {
  readonly store: string;
  readonly key: string;
  /** The value; in a change `undefined` removes the row. */
  readonly value: string | undefined;
}

/** The encryption's state: named databases of rows. */
export interface CryptoStore {
  /** Returns all rows of a database, ordered by store and key, each by code point. */
  load(database: string): Promise<CryptoRow[]>;
  /** Writes and removes rows, in this order. */
  write(database: string, changes: readonly CryptoRow[]): Promise<void>;
  /** Removes a database with everything in it. */
  remove(database: string): Promise<void>;
}
