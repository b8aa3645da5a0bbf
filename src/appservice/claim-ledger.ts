import { isOneTimeKey } from '../../generated/validators/index.js';
import { PayloadError, type PayloadIssue } from '../errors.js';
import { jsonPointer } from '../findings.js';
import { firstFault } from '../lenient-check.js';
import { algorithmOf } from '../keys/key-id.js';
import type { DeviceOneTimeKeysCount, KeyClaim, KeyClaimResponse, KeyCounts, OneTimeKey } from '../types.js';
import type { ClaimStore } from './claim-store.js';
import type { ClaimableKeys, NamedKey } from './claimable-keys.js';
import { createKeyStock, type KeyStock } from './key-stock.js';
import { takeKeys } from './take-keys.js';

/** Gives out the one-time keys of an appservice's devices, each of them once. */
export interface ClaimLedger {
  /**
   * Takes in keys of a device: key ID (`<algorithm>:<key id>`) → key, a fallback key marked `fallback: true`. They can be
   * claimed once the promise is fulfilled. Keys are kept as they are, and must not be changed afterwards.
   *
   * An ID that is known with the same key is ignored, also after the key was claimed: it is never given out again. One-time
   * and fallback keys are numbered apart, so one of each may have the same ID. A fallback key takes the place of the
   * device's earlier one of that algorithm (C8).
   *
   * @throws {PayloadError} if a key is malformed, its ID names no algorithm, or another key came under that ID. Nothing is added.
   * @throws what the store failed with. Nothing is added then; the keys may be added again.
   */
  readonly add: (userId: string, deviceId: string, keys: Readonly<Record<string, OneTimeKey>>) => Promise<void>;
  /**
   * Answers a key claim (MSC3983): each one-time key once, the oldest first. An algorithm that is repeated gets as many
   * distinct keys, five at the most (C6). Where they run short, the device's fallback key of that algorithm comes on top, once;
   * it is marked used, and stays. Users and devices without a key are left out.
   *
   * The store has written down that the keys are gone before they are given out. So a crash in between loses them, and
   * never gives them twice.
   *
   * @throws what the store failed with. The keys were given to nobody, and stay.
   */
  readonly claim: (claim: KeyClaim) => Promise<KeyClaimResponse>;
  /** Counts what is left to claim. */
  readonly counts: KeyCounter;
  /**
   * The algorithms whose fallback key the device has and has not given out since it was added (C8). `[]` where there is none.
   * Used marks are kept in memory alone: a later ledger of the same store takes the key for unused.
   */
  readonly unusedFallbackKeyTypes: (userId: string, deviceId: string) => Promise<string[]>;
  /**
   * Forgets a device with all that is remembered of it, the IDs of its claimed keys too: for a device that was deleted. Key IDs
   * may come with other keys afterwards.
   *
   * A store keeps its records: a later ledger of the same store has the device again.
   */
  readonly forget: (userId: string, deviceId: string) => Promise<void>;
}

/** Counts one-time keys that are left, fallback keys not among them; zero of an algorithm where all were claimed. */
export interface KeyCounter {
  /** Algorithm → one-time keys of a device; `{}` where it never had any. To know when to add more. */
  (userId: string, deviceId: string): Promise<KeyCounts>;
  /** User → device → algorithm → one-time keys. */
  (): Promise<DeviceOneTimeKeysCount>;
}

/**
 * Makes the ledger that a `claimKeys` handler answers from: `claimKeys: (claim) => ledger.claim(claim)` (C7).
 *
 * However many claims come at the same time, no two get the same one-time key. What the store holds is read at the first
 * call; a failure to read it rejects that call, and the next one reads again.
 *
 * IDs of claimed keys are kept until their device is forgotten. Upload fallback keys to the homeserver as well: while the
 * appservice is down, nobody could begin to write to the device otherwise (C8).
 *
 * @param store Default: in memory. After a restart the ledger is empty then, and adding keys that were claimed before
 * would have them given out again.
 * @see https://github.com/matrix-org/matrix-spec-proposals/pull/3983
 * @rule C7
 */
export function createClaimLedger(store: ClaimStore = noStore): ClaimLedger {
  let stock: Promise<KeyStock> | undefined;
  let lastChange: Promise<void> = Promise.resolve();

  /** The stock, which is read once: two of them would give out the same keys. */
  async function openStock(): Promise<KeyStock> {
    const opened = (stock ??= readStock(store));
    try {
      return await opened;
    } catch (error) {
      // Not what a later call has begun to read meanwhile.
      if (stock === opened) stock = undefined;
      throw error;
    }
  }

  /** One after the other: whether an ID is new is known only when the change before has succeeded or failed. */
  function inTurn(change: (opened: KeyStock) => void | Promise<void>): Promise<void> {
    const changing = lastChange.then(async () => change(await openStock()));
    lastChange = changing.catch(() => undefined);
    return changing;
  }

  function counts(userId: string, deviceId: string): Promise<KeyCounts>;
  function counts(): Promise<DeviceOneTimeKeysCount>;
  async function counts(userId?: string, deviceId?: string): Promise<KeyCounts | DeviceOneTimeKeysCount> {
    const opened = await openStock();
    if (userId === undefined || deviceId === undefined) return opened.counts();
    return opened.find(userId, deviceId)?.counts() ?? {};
  }

  return {
    add: async (userId, deviceId, keys) => {
      const named = checkedKeys(keys);
      return inTurn(async (opened) => {
        const added = unknownKeys(named, opened.find(userId, deviceId));
        if (added.length === 0) return;
        await store.append(added.map(({ keyId, key }) => ({ type: 'added', userId, deviceId, keyId, key })));
        const device = opened.deviceOf(userId, deviceId);
        for (const each of added) device.add(each);
      });
    },
    claim: async (claim) => {
      const { response, claimed, putBack } = takeKeys(claim, await openStock());
      if (claimed.length === 0) return response;
      try {
        await store.append(claimed);
      } catch (error) {
        putBack();
        throw error;
      }
      return response;
    },
    counts,
    unusedFallbackKeyTypes: async (userId, deviceId) =>
      (await openStock()).find(userId, deviceId)?.unusedFallbackKeyTypes() ?? [],
    forget: (userId, deviceId) =>
      inTurn((opened) => {
        opened.forget(userId, deviceId);
      }),
  };
}

/** The memory is the ledger itself. */
const noStore: ClaimStore = { read: () => [], append: () => undefined };

async function readStock(store: ClaimStore): Promise<KeyStock> {
  return createKeyStock(await store.read());
}

function checkedKeys(keys: Readonly<Record<string, OneTimeKey>>): NamedKey[] {
  const issues: PayloadIssue[] = [];
  for (const [keyId, key] of Object.entries(keys)) {
    const pointer = jsonPointer(keyId);
    if ((algorithmOf(keyId) ?? '') === '') issues.push({ pointer, message: 'the key id names no algorithm' });
    if (isOneTimeKey(key)) continue;
    const fault = firstFault(isOneTimeKey, key);
    issues.push({ pointer: pointer + fault.pointer, message: fault.message });
  }
  if (issues.length > 0) throw new PayloadError(issues);
  return Object.entries(keys).map(([keyId, key]) => ({ keyId, key }));
}

/** The keys whose IDs the device does not know. */
function unknownKeys(keys: readonly NamedKey[], device: ClaimableKeys | undefined): readonly NamedKey[] {
  if (!device) return keys;
  const clashing = keys.filter((named) => device.knows(named) === 'other');
  if (clashing.length > 0) throw new PayloadError(clashing.map(({ keyId }) => anotherKey(keyId)));
  return keys.filter((named) => device.knows(named) === 'not');
}

function anotherKey(keyId: string): PayloadIssue {
  return { pointer: jsonPointer(keyId), message: `another key of this device has come under the ID ${keyId}` };
}
