import { isOneTimeKey } from '../../generated/validators/index.js';
import { PayloadError, type PayloadIssue } from '../errors.js';
import { jsonPointer } from '../findings.js';
import { setOwn } from '../json-objects.js';
import { algorithmOf } from '../keys/key-id.js';
import type { DeviceOneTimeKeysCount, KeyClaim, KeyClaimResponse, OneTimeKey, UserId } from '../types.js';
import type { ClaimedKeyRecord, ClaimStore } from './claim-store.js';
import type { NamedKey } from './device-keys.js';
import { createKeyStock, type KeyStock } from './key-stock.js';

/** Gives out the one-time keys of an appservice's devices, each of them once. */
export interface ClaimLedger {
  /**
   * Takes in keys of a device: key ID (`<algorithm>:<key id>`) → key, a fallback key marked `fallback: true`. They can be
   * claimed once the promise is fulfilled. Keys are kept as they are, and must not be changed afterwards.
   *
   * A key ID that came before is ignored, also after it was claimed: it is never given out again. A fallback key takes
   * the place of the device's earlier one of that algorithm.
   *
   * @throws {PayloadError} if a key is malformed, or its ID names no algorithm. Nothing is added then.
   * @throws what the store failed with. Nothing is added then; the keys may be added again.
   */
  readonly add: (userId: UserId, deviceId: string, keys: Readonly<Record<string, OneTimeKey>>) => Promise<void>;
  /**
   * Answers a key claim (MSC3983): each one-time key once, the oldest first. An algorithm that is repeated gets as many
   * distinct keys. Where they run short, the device's fallback key of that algorithm comes on top, once; it is not
   * used up. Users and devices without a key are left out.
   *
   * The store has written down that the keys are gone before they are given out. So a crash in between loses them, and
   * never gives them twice.
   *
   * @throws what the store failed with. The keys were given to nobody, and stay.
   */
  readonly claim: (claim: KeyClaim) => Promise<KeyClaimResponse>;
  /**
   * User → device → algorithm → one-time keys left, fallback keys not counted; zero where all were claimed. To know when to
   * add more.
   */
  readonly counts: () => Promise<DeviceOneTimeKeysCount>;
}

/**
 * Makes the ledger that a `claimKeys` handler answers from: `claimKeys: (claim) => ledger.claim(claim)` (C7).
 *
 * However many claims come at the same time, no two get the same one-time key. What the store holds is read at the first
 * call; a failure to read it rejects that call, and the next one reads again.
 *
 * IDs of claimed keys are kept for ever.
 *
 * @param store Default: in memory. After a restart the ledger is empty then, and adding keys that were claimed before
 * would have them given out again.
 * @see https://github.com/matrix-org/matrix-spec-proposals/pull/3983
 */
export function createClaimLedger(store: ClaimStore = noStore): ClaimLedger {
  let stock: Promise<KeyStock> | undefined;
  let lastAdd: Promise<void> = Promise.resolve();

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

  async function addNow(userId: string, deviceId: string, keys: readonly NamedKey[]): Promise<void> {
    const opened = await openStock();
    const added = keys.filter(({ keyId }) => opened.find(userId, deviceId)?.knows(keyId) !== true);
    if (added.length === 0) return;
    await store.append(added.map(({ keyId, key }) => ({ type: 'added', userId, deviceId, keyId, key })));
    const device = opened.deviceOf(userId, deviceId);
    for (const named of added) device.add(named);
  }

  return {
    add: async (userId, deviceId, keys) => {
      const named = checkedKeys(keys);
      // One after the other: whether an ID is new is known only when the one before has succeeded or failed.
      const adding = lastAdd.then(() => addNow(userId, deviceId, named));
      lastAdd = adding.catch(() => undefined);
      return adding;
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
    counts: async () => (await openStock()).counts(),
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
    if (algorithmOf(keyId) === undefined) issues.push({ pointer, message: 'the key id names no algorithm' });
    if (isOneTimeKey(key)) continue;
    for (const fault of isOneTimeKey.errors) issues.push({ pointer: pointer + fault.pointer, message: fault.message });
  }
  if (issues.length > 0) throw new PayloadError(issues);
  return Object.entries(keys).map(([keyId, key]) => ({ keyId, key }));
}

interface TakenKeys {
  readonly response: KeyClaimResponse;
  /** The one-time keys of the response. */
  readonly claimed: readonly ClaimedKeyRecord[];
  /** Undoes the taking. */
  readonly putBack: () => void;
}

/** Takes keys without waiting for anything, so that no other claim comes in between. */
function takeKeys(claim: KeyClaim, stock: KeyStock): TakenKeys {
  const response: KeyClaimResponse = {};
  const claimed: ClaimedKeyRecord[] = [];
  const undo: (() => void)[] = [];
  for (const [userId, devices] of Object.entries(claim)) {
    const ofUser: KeyClaimResponse[UserId] = {};
    for (const [deviceId, algorithms] of Object.entries(devices)) {
      const device = stock.find(userId, deviceId);
      if (!device) continue;
      const ofDevice: Record<string, OneTimeKey> = {};
      for (const algorithm of algorithms) {
        const oneTimeKey = device.takeOneTimeKey(algorithm);
        const given = oneTimeKey ?? device.fallbackKey(algorithm);
        if (given) setOwn(ofDevice, given.keyId, given.key);
        if (!oneTimeKey) continue;
        claimed.push({ type: 'claimed', userId, deviceId, keyId: oneTimeKey.keyId });
        undo.push(() => {
          device.putBack(oneTimeKey);
        });
      }
      if (Object.keys(ofDevice).length > 0) setOwn(ofUser, deviceId, ofDevice);
    }
    if (Object.keys(ofUser).length > 0) setOwn(response, userId as UserId, ofUser);
  }
  // The last one taken first, so that the oldest is the oldest again.
  const putBack = (): void => {
    for (const each of undo.reverse()) each();
  };
  return { response, claimed, putBack };
}
