import { createInOrder } from '../async/in-order.js';
import type { KeyClaim, KeyClaimResponse, KeyCounts, OneTimeKey } from '../types.js';
import { prepareKeyAddition } from './add-claimable-keys.js';
import { createClaimAnswers } from './claim-answers.js';
import { forgetDevice } from './forget-device.js';
import { createMemoryStore } from './memory-store.js';
import { requireStore } from './require-options.js';
import type { AppserviceStore } from './store.js';

/** A ledger that gives out each one-time key of an appservice's devices only once. */
export interface ClaimLedger {
  /**
   * Adds keys of a device: key ID (`<algorithm>:<key id>`) → key, a fallback key marked `fallback: true`.
   *
   * They can be claimed once the promise is fulfilled. Calls for one device take effect in order. A known ID with the
   * same key is ignored, also after the key was claimed: it is never given out again. One-time and fallback keys are
   * counted separately, so one of each may have the same ID. A fallback key replaces the device's earlier one of that
   * algorithm (C8).
   *
   * @throws {PayloadError} if the user ID does not begin with `@`, a key is malformed or cannot be signed, its ID names
   *   no algorithm, or another key has that ID. Nothing is added.
   * @throws {StoreError} if the store fails. Nothing is added then, except possibly for the code `COMMIT_UNKNOWN`; the
   *   keys may be added again.
   */
  readonly add: (userId: string, deviceId: string, keys: Readonly<Record<string, OneTimeKey>>) => Promise<void>;
  /**
   * Answers a key claim (MSC3983): each one-time key once, the oldest first.
   *
   * A repeated algorithm gets as many distinct keys, at most five (C6). If there are too few, the device's fallback key
   * of that algorithm is added once; it is marked as used, and stays. If a one-time key of the answer has the same ID,
   * the fallback key is left out, and not marked as used. Users and devices without a key are left out.
   *
   * Keys are removed from the store before they are given out: a crash in between loses them, and never gives them
   * twice.
   *
   * @throws {StoreError} if the store fails. No key is given out then; all stay, except possibly for the code
   *   `COMMIT_UNKNOWN`.
   */
  readonly claim: (claim: KeyClaim) => Promise<KeyClaimResponse>;
  /**
   * Counts a device's one-time keys by algorithm, without fallback keys. Tells when to add more.
   *
   * An algorithm counts zero once all its keys were claimed. `{}` if the device never had any.
   */
  readonly counts: (userId: string, deviceId: string) => Promise<KeyCounts>;
  /** Lists the algorithms whose fallback key has not been given out since it was added (C8); `[]` if there are none. */
  readonly unusedFallbackKeyTypes: (userId: string, deviceId: string) => Promise<string[]>;
  /**
   * Forgets a deleted device: its keys, the IDs of its claimed keys, and its record in the store's `devices`. The IDs
   * may then be added with other keys.
   */
  readonly forget: (userId: string, deviceId: string) => Promise<void>;
}

/**
 * Creates the ledger for a `claimKeys` handler: `claimKeys: (claim) => ledger.claim(claim)` (C7).
 *
 * No two claims get the same one-time key, across all threads, processes and machines that share the store's database.
 * Claims in one turn of the event loop share a database transaction. IDs of claimed keys are kept until their device is
 * forgotten. Upload fallback keys to the homeserver as well: clients get them while the appservice is down (C8).
 *
 * @param store Default: one in memory. After a restart that ledger is empty, and would give out claimed keys again if
 *   they were added again.
 * @example
 * ```ts
 * const ledger = createClaimLedger();
 * await ledger.add('@irc_ann:example.org', 'GHOST', { 'curve25519:AAAA': 'key' });
 * const claim = { '@irc_ann:example.org': { GHOST: ['curve25519'] } };
 * await ledger.claim(claim); // { '@irc_ann:example.org': { GHOST: { 'curve25519:AAAA': 'key' } } }
 * ```
 * @throws {TypeError} if `store` is no store, but a path, say, or the promise of one.
 * @see https://github.com/matrix-org/matrix-spec-proposals/pull/3983
 * @rule C7
 * @rule C8
 */
export function createClaimLedger(
  store: Pick<AppserviceStore, 'claims' | 'devices' | 'transaction'> = createMemoryStore(),
): ClaimLedger {
  requireStore(store, ['claims', 'devices']);
  const { claims } = store;
  const inOrder = createInOrder();

  /** Runs a change after those of the same device: their order decides which fallback key is the newest. */
  function change(userId: string, deviceId: string, work: () => Promise<void>): Promise<void> {
    return inOrder(JSON.stringify([userId, deviceId]), work);
  }

  return {
    add: (userId, deviceId, keys) =>
      change(userId, deviceId, async () => {
        const add = await prepareKeyAddition(userId, deviceId, keys);
        await add?.({ claims });
      }),
    claim: createClaimAnswers(store),
    counts: async (userId, deviceId) => Object.fromEntries(await claims.counts(userId, deviceId)),
    unusedFallbackKeyTypes: (userId, deviceId) => claims.unusedFallbackKeyTypes(userId, deviceId),
    forget: (userId, deviceId) =>
      change(userId, deviceId, async () => {
        await store.transaction((parts) => forgetDevice(parts, userId, deviceId));
      }),
  };
}
