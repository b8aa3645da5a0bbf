import { entriesPerTurn, nextTurn } from '../async/turns.js';
import { isFallbackKey } from '../keys/key-id.js';
import { mapClaim, maxKeysPerAlgorithm, outstandingKeyClaim } from '../keys/outstanding-key-claim.js';
import { mergeKeyClaim } from '../keys/merge-key-claim.js';
import { restrictKeyClaim } from '../keys/restrict-key-claim.js';
import type { KeyClaim, KeyClaimResponse } from '../types.js';
import { divideClaim, filterKeys, keysBeside, keysFor } from './claim-maps.js';

/** The homeserver's own store, for one claim. */
export interface HeldKeys {
  /** Takes one-time keys out of the store. */
  claimKeys(claim: KeyClaim): Promise<KeyClaimResponse>;
  /** Returns its fallback keys, one for each algorithm; with `markAsUsed` they count as used from now on. */
  fallbackKeys(claim: KeyClaim, options: { readonly markAsUsed: boolean }): Promise<KeyClaimResponse>;
}

/** The appservices that own the users of a claim. */
export interface ClaimedOwners {
  /** Sends a claim to them, and cuts their answers down to it. */
  claimKeys(claim: KeyClaim): Promise<KeyClaimResponse>;
  /** Reports keys of theirs that cannot be given out. */
  reportLostKeys(keys: KeyClaimResponse, why: string): void;
}

/**
 * Claims keys in the order of C1: the homeserver's one-time keys, then the appservices' for the rest, then a fallback
 * key, an appservice's before the homeserver's.
 *
 * The homeserver's own answers are cut down too (C4), so its store may answer from a fixed table. One-time keys of
 * appservices that turn out unusable are reported. For a claim with many devices, other work gets a turn after each
 * step (S9).
 *
 * @throws The rejection of any method of `local`.
 * @rule C1
 * @rule C5
 */
export async function claimInOrder(
  claim: KeyClaim,
  includeFallback: boolean,
  local: HeldKeys,
  owners: ClaimedOwners,
): Promise<KeyClaimResponse> {
  const turn = turnsFor(claim);
  const wanted = mapClaim(claim, limitRepetition);
  await turn();
  const given = await local.claimKeys(wanted);
  const held = restrictKeyClaim(given, wanted).answer;
  await turn();
  const missing = outstandingKeyClaim(wanted, held);
  await turn();
  const answered = await owners.claimKeys(missing);
  const claimed = filterKeys(answered, (key) => !isFallbackKey(key));
  const oneTimeKeys = mergeKeyClaim(held, claimed);
  const clashing = keysBeside(claimed, oneTimeKeys);
  owners.reportLostKeys(clashing, 'the homeserver gives another key under this ID');
  await turn();

  // One fallback key covers any number of missing keys (C3), and comes anyway with `includeFallback` (C5).
  const short = includeFallback ? wanted : outstandingKeyClaim(wanted, oneTimeKeys);
  await turn();
  const fallbackWanted = mapClaim(short, (algorithms) => [...new Set(algorithms)]);
  await turn();
  try {
    const fallbackKeys = await chooseFallbackKeys(fallbackWanted, oneTimeKeys, answered, local, turn);
    return mergeKeyClaim(oneTimeKeys, fallbackKeys);
  } catch (error) {
    owners.reportLostKeys(
      keysBeside(claimed, clashing),
      'the homeserver’s own store failed, so this key reaches no one',
    );
    throw error;
  }
}

/** Gives other work a turn, if the claim is large. */
type Turn = () => Promise<void> | undefined;

function turnsFor(claim: KeyClaim): Turn {
  const devices = Object.values(claim).reduce((sum, ofUser) => sum + Object.keys(ofUser).length, 0);
  return () => (devices > entriesPerTurn ? nextTurn() : undefined);
}

/**
 * Chooses a fallback key for each algorithm of the claim: the appservice's, or else the homeserver's.
 * @rule C3
 */
async function chooseFallbackKeys(
  claim: KeyClaim,
  oneTimeKeys: KeyClaimResponse,
  answered: KeyClaimResponse,
  local: HeldKeys,
  turn: Turn,
): Promise<KeyClaimResponse> {
  const fromAppservices = keysFor(
    claim,
    filterKeys(answered, (key) => isFallbackKey(key)),
  );
  // The homeserver's fallback key is used up only if it is the only key given for its algorithm (C3).
  const { without: rest } = divideClaim(claim, fromAppservices);
  await turn();
  const { without: alone, with: beside } = divideClaim(rest, oneTimeKeys);
  await turn();

  const usedUp = await fallbackKeysOf(local, alone, true);
  await turn();
  const spared = await fallbackKeysOf(local, beside, false);
  return [usedUp, spared].reduce(mergeKeyClaim, fromAppservices);
}

async function fallbackKeysOf(local: HeldKeys, claim: KeyClaim, markAsUsed: boolean): Promise<KeyClaimResponse> {
  if (Object.keys(claim).length === 0) return {};
  return restrictKeyClaim(await local.fallbackKeys(claim, { markAsUsed }), claim).answer;
}

function limitRepetition(algorithms: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return algorithms.filter((algorithm) => {
    const count = (seen.get(algorithm) ?? 0) + 1;
    seen.set(algorithm, count);
    return count <= maxKeysPerAlgorithm;
  });
}
