import { createEndOfTurn, entriesPerTurn, nextTurn } from '../async/turns.js';
import type { GivenKey, KeyClaimStore, WantedKeys } from './key-claim-store.js';
import type { AppserviceStore } from './store.js';

/** Takes keys out of a store, for one claim: for each wish its one-time keys, and the fallback key if there are too few (C3). */
export type KeyTaker = (wishes: readonly WantedKeys[]) => Promise<GivenKey[][]>;

/** A claim waiting for the end of the turn. */
interface WaitingClaim {
  readonly wishes: readonly WantedKeys[];
  readonly resolve: (given: GivenKey[][]) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Creates the function that takes keys for claims.
 *
 * Claims in one turn of the event loop share a database transaction, since syncing the disk costs more than everything
 * else. If it fails, all of them reject, and no key is lost.
 */
export function createKeyTaker(store: Pick<AppserviceStore, 'transaction'>): KeyTaker {
  const endOfTurn = createEndOfTurn();
  let waiting: WaitingClaim[] = [];

  async function takeAll(): Promise<void> {
    await endOfTurn();
    const claims = waiting;
    waiting = [];
    try {
      const wishes = claims.flatMap((claim) => claim.wishes);
      const given = await store.transaction((parts) => takeKeys(wishes, parts.claims));
      let start = 0;
      for (const claim of claims) {
        const end = start + claim.wishes.length;
        claim.resolve(given.slice(start, end));
        start = end;
      }
    } catch (error) {
      for (const claim of claims) claim.reject(error);
    }
  }

  return (wishes) =>
    new Promise((resolve, reject) => {
      if (waiting.push({ wishes, resolve, reject }) === 1) void takeAll();
    });
}

/** Takes the keys of some wishes. Other work gets a turn after every thousand (S9). */
async function takeKeys(wishes: readonly WantedKeys[], claims: KeyClaimStore): Promise<GivenKey[][]> {
  const all: GivenKey[][] = [];
  for (let start = 0; start < wishes.length; start += entriesPerTurn) {
    if (start > 0) await nextTurn();
    const part = wishes.slice(start, start + entriesPerTurn);
    const given = part.map((): GivenKey[] => []);
    for (const key of await claims.take(part)) given[key.wish]?.push(key);
    const short = part.flatMap((wish, index) => {
      const taken = given[index] ?? [];
      // A fallback key with the ID of a one-time key would replace it in the answer, and that key is gone from the store.
      return taken.length < wish.count
        ? [{ index, wish: { ...wish, exceptKeyIds: taken.map(({ keyId }) => keyId) } }]
        : [];
    });
    if (short.length > 0) {
      for (const key of await claims.useFallbackKeys(short.map(({ wish }) => wish))) {
        given[short[key.wish]?.index ?? -1]?.push(key);
      }
    }
    all.push(...given);
  }
  return all;
}
