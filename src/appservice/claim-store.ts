import type { OneTimeKey } from '../types.js';

/** One thing that happened to a key of a claim ledger. All of it is plain JSON. */
export type ClaimRecord = AddedKeyRecord | ClaimedKeyRecord;

/** A key, one-time or fallback, came into the ledger. */
export interface AddedKeyRecord {
  readonly type: 'added';
  readonly userId: string;
  readonly deviceId: string;
  /** `<algorithm>:<key id>`. */
  readonly keyId: string;
  readonly key: OneTimeKey;
}

/** A one-time key is about to be given out, and must not be given out again. */
export interface ClaimedKeyRecord {
  readonly type: 'claimed';
  readonly userId: string;
  readonly deviceId: string;
  readonly keyId: string;
}

/**
 * Where a claim ledger keeps what happened, so that a later ledger knows it (C7). Made to be append-only: a file serves.
 *
 * A store belongs to one ledger at a time: two that share one would give out the same keys.
 */
export interface ClaimStore {
  /**
   * Every record that was appended, oldest first. What no longer matters may be left out: records that came before with
   * the same content, and `added` for a one-time key that was claimed. Asked for once, before anything is appended; again if it
   * fails.
   */
  read(): readonly ClaimRecord[] | Promise<readonly ClaimRecord[]>;
  /**
   * Appends records, all or none. A promise is waited for before any of the keys is given out or can be claimed: a store
   * on a disk fulfils it when the records would survive a loss of power.
   *
   * Calls overlap. If one fails, the keys were neither given out nor lost.
   */
  append(records: readonly ClaimRecord[]): unknown;
}
