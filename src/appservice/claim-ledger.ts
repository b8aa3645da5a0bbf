import { inTurns } from '../async/turns.js';
import { PayloadError, StoreError } from '../errors.js';
import { jsonPointer } from '../findings.js';
import { isUserId } from '../identifiers.js';
import { own, setOwn } from '../json-objects.js';
import { maxKeysPerAlgorithm } from '../keys/outstanding-key-claim.js';
import type { KeyClaim, KeyClaimResponse, KeyCounts, OneTimeKey } from '../types.js';
import { forgetDevice } from './forget-device.js';
import type { GivenKey, WantedKeys } from './key-claim-store.js';
import { createMemoryStore } from './memory-store.js';
import { checkedKeys, withFingerprints } from './named-keys.js';
import type { AppserviceStore } from './store.js';
import { createKeyTaker } from './take-keys.js';

/** Gives out the one-time keys of an appservice's devices, each of them once. */
export interface ClaimLedger {
  /**
   * Takes in keys of a device: key ID (`<algorithm>:<key id>`) → key, a fallback key marked `fallback: true`. They can be
   * claimed once the promise is fulfilled. Calls for one device take effect in their order.
   *
   * An ID that is known with the same key is ignored, also after the key was claimed: it is never given out again. One-time
   * and fallback keys are numbered apart, so one of each may have the same ID. A fallback key takes the place of the
   * device's earlier one of that algorithm (C8).
   *
   * @throws {PayloadError} if the user ID does not begin with `@`, a key is malformed or cannot be signed, its ID names no
   *   algorithm, or another key came under that ID. Nothing is added.
   * @throws {StoreError} if the store fails. Nothing is added then, except for the code `COMMIT_UNKNOWN`; the keys may be added again.
   */
  readonly add: (userId: string, deviceId: string, keys: Readonly<Record<string, OneTimeKey>>) => Promise<void>;
  /**
   * Answers a key claim (MSC3983): each one-time key once, the oldest first. An algorithm that is repeated gets as many
   * distinct keys, five at the most (C6). Where they run short, the device's fallback key of that algorithm comes on top, once;
   * it is marked used, and stays. Users and devices without a key are left out.
   *
   * An answer has one key under each ID. So where a one-time key of the answer has the ID of the fallback key, the fallback key is
   * left out, and not marked used.
   *
   * Keys are gone from the store before they are given out. A crash in between loses them, and never gives them twice.
   *
   * @throws {StoreError} if the store fails. No key is given then; all stay, except for the code `COMMIT_UNKNOWN`.
   */
  readonly claim: (claim: KeyClaim) => Promise<KeyClaimResponse>;
  /**
   * Counts a device's one-time keys by algorithm, fallback keys not among them: zero where all were claimed, `{}` where it never
   * had any. To know when to add more.
   */
  readonly counts: (userId: string, deviceId: string) => Promise<KeyCounts>;
  /** Lists the algorithms whose fallback key the device has and has not given out since it was added (C8); `[]` where there is none. */
  readonly unusedFallbackKeyTypes: (userId: string, deviceId: string) => Promise<string[]>;
  /**
   * Forgets a device that was deleted: its keys, the IDs of those that were claimed, and its record in the store's `devices`. Key IDs
   * may come with other keys afterwards.
   */
  readonly forget: (userId: string, deviceId: string) => Promise<void>;
}

/**
 * Makes the ledger that a `claimKeys` handler answers from (C7).
 *
 * No two claims get the same one-time key, in any number of threads, processes and machines that share the store's database.
 * Claims of one turn of the event loop are one database transaction.
 *
 * IDs of claimed keys are kept until their device is forgotten. Upload fallback keys to the homeserver as well: clients get them
 * while the appservice is down (C8).
 *
 * @param store Default: one in memory. After a restart the ledger is empty then, and a claimed key that is added again is
 *   given out again.
 * @example
 * const ledger = createClaimLedger(store);
 * const handler = createAppserviceHandler({ claimKeys: (claim) => ledger.claim(claim) }, { hsToken });
 * @see https://github.com/matrix-org/matrix-spec-proposals/pull/3983
 * @rule C7
 * @rule C8
 */
export function createClaimLedger(
  store: Pick<AppserviceStore, 'claims' | 'devices' | 'transaction'> = createMemoryStore(),
): ClaimLedger {
  const { claims } = store;
  const take = createKeyTaker(store);
  /** Device → the last of the changes that are in progress. */
  const lastChanges = new Map<string, Promise<unknown>>();

  /** Runs a change after those of the same device: which fallback key is the newest depends on their order. */
  async function inOrder(userId: string, deviceId: string, change: () => Promise<void>): Promise<void> {
    const device = JSON.stringify([userId, deviceId]);
    const changing = (lastChanges.get(device) ?? Promise.resolve()).then(change, change);
    lastChanges.set(device, changing);
    try {
      await changing;
    } finally {
      if (lastChanges.get(device) === changing) lastChanges.delete(device);
    }
  }

  return {
    add: async (userId, deviceId, keys) => {
      if (!isUserId(userId)) {
        throw new PayloadError([{ pointer: '', message: `${userId} is not a user ID, which begins with @` }]);
      }
      const named = checkedKeys(keys);
      if (named.length === 0) return;
      await inOrder(userId, deviceId, async () => {
        const clashing = await claims.add(userId, deviceId, await withFingerprints(named));
        if (clashing.length === 0) return;
        throw new PayloadError(
          clashing.map(({ keyId }) => ({
            pointer: jsonPointer(keyId),
            message: `another key of this device has come under the ID ${keyId}`,
          })),
        );
      });
    },
    claim: async (claim) => {
      const wishes: WantedKeys[] = [];
      await inTurns(addWishes(claim, wishes));
      const response: KeyClaimResponse = {};
      if (wishes.length > 0) await inTurns(addKeys(response, wishes, await take(wishes)));
      return response;
    },
    counts: async (userId, deviceId) => {
      const counts: KeyCounts = {};
      for (const [algorithm, count] of await claims.counts(userId, deviceId)) setOwn(counts, algorithm, count);
      return counts;
    },
    unusedFallbackKeyTypes: (userId, deviceId) => claims.unusedFallbackKeyTypes(userId, deviceId),
    forget: (userId, deviceId) =>
      inOrder(userId, deviceId, () => store.transaction((parts) => forgetDevice(parts, userId, deviceId))),
  };
}

/** Lists what a claim asks for: five keys of an algorithm at the most (C6). Names that are no user IDs are never given anything (W5). */
function* addWishes(claim: KeyClaim, wishes: WantedKeys[]): Generator<void, void> {
  for (const [userId, devices] of Object.entries(claim)) {
    if (!isUserId(userId)) continue;
    for (const [deviceId, algorithms] of Object.entries(devices)) {
      const counts = new Map<string, number>();
      for (const algorithm of algorithms) {
        counts.set(algorithm, Math.min((counts.get(algorithm) ?? 0) + 1, maxKeysPerAlgorithm));
      }
      for (const [algorithm, count] of counts) wishes.push({ userId, deviceId, algorithm, count });
      yield;
    }
  }
}

/** Files the given keys under their users and devices. */
function* addKeys(
  response: KeyClaimResponse,
  wishes: readonly WantedKeys[],
  given: readonly (readonly GivenKey[])[],
): Generator<void, void> {
  for (const [index, { userId, deviceId }] of wishes.entries()) {
    for (const { keyId, key } of given[index] ?? []) {
      setOwn(getOrMake(getOrMake(response, userId), deviceId), keyId, parsedKey(key));
    }
    yield;
  }
}

/** Returns the map under a name, which is made if it is missing. */
function getOrMake<T>(maps: Record<string, Record<string, T>>, name: string): Record<string, T> {
  const found = own(maps, name);
  if (found !== undefined) return found;
  const made: Record<string, T> = {};
  setOwn(maps, name, made);
  return made;
}

function parsedKey(text: string): OneTimeKey {
  try {
    return JSON.parse(text) as OneTimeKey; // it was checked before it was added
  } catch (error) {
    throw new StoreError('CORRUPT', 'a key in the store is no JSON: the database is damaged', error);
  }
}
