import { isOneTimeKey } from '../../generated/validators/index.js';
import { inTurns } from '../async/turns.js';
import { isUserId } from '../identifiers.js';
import { own, setOwn } from '../json-objects.js';
import { maxKeysPerAlgorithm } from '../keys/outstanding-key-claim.js';
import type { KeyClaim, KeyClaimResponse } from '../types.js';
import type { GivenKey, WantedKeys } from './key-claim-store.js';
import type { AppserviceStore } from './store.js';
import { storedJson } from './stored-json.js';
import { createKeyTaker } from './take-keys.js';

/** Makes the answers to key claims from the keys in a store, each of which is given out once. */
export function createClaimAnswers(
  store: Pick<AppserviceStore, 'transaction'>,
): (claim: KeyClaim) => Promise<KeyClaimResponse> {
  const take = createKeyTaker(store);
  return async (claim) => {
    const wishes: WantedKeys[] = [];
    await inTurns(addWishes(claim, wishes));
    const response: KeyClaimResponse = {};
    if (wishes.length > 0) await inTurns(addKeys(response, wishes, await take(wishes)));
    return response;
  };
}

/** Lists the wishes of a claim: at most five keys of an algorithm (C6), and none for names that are not user IDs (W5). */
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
      setOwn(getOrMake(getOrMake(response, userId), deviceId), keyId, storedJson(key, isOneTimeKey));
    }
    yield;
  }
}

/** Returns the map under a name, and creates it if it is missing. */
function getOrMake<T>(maps: Record<string, Record<string, T>>, name: string): Record<string, T> {
  const found = own(maps, name);
  if (found !== undefined) return found;
  const made: Record<string, T> = {};
  setOwn(maps, name, made);
  return made;
}
