import { algorithmOf, isFallbackKey } from '../keys/key-id.js';
import { setOwn } from '../json-objects.js';
import { jsonDigest } from '../transactions/json-digest.js';
import type { KeyCounts, OneTimeKey } from '../types.js';

/** A key and its ID. */
export interface NamedKey {
  readonly keyId: string;
  readonly key: OneTimeKey;
}

/** The claimable keys of a device. One-time and fallback keys are numbered apart: an ID of the one kind says nothing of the other (C8). */
export interface ClaimableKeys {
  /** Tells whether the ID was ever there, with this key or another. A key that is only known to be gone counts as the same. */
  knows(named: NamedKey): 'not' | 'same' | 'other';
  /** Adds a key, unless its ID is known. A fallback key takes the place of the one before, of its algorithm. */
  add(named: NamedKey): void;
  /** Makes the ID of a one-time key known that nobody can claim. */
  spend(keyId: string): void;
  /** Takes the oldest one-time key of an algorithm. */
  takeOneTimeKey(algorithm: string): NamedKey | undefined;
  /** Takes back a one-time key that was taken and given to nobody. */
  putBack(named: NamedKey): void;
  fallbackKey(algorithm: string): NamedKey | undefined;
  /** Notes that the fallback key of an algorithm was given out. */
  markFallbackKeyUsed(algorithm: string): void;
  /** Algorithm → one-time keys left; zero where there were some once. */
  counts(): KeyCounts;
  /** The algorithms whose fallback key was not given out yet. */
  unusedFallbackKeyTypes(): string[];
}

/**
 * Makes a device without keys. Key IDs without a colon belong to the algorithm `''`.
 *
 * @rule C8
 */
export function createClaimableKeys(): ClaimableKeys {
  // Key ID → digest of the key; `undefined` where only the ID is known.
  const knownOneTimeKeys = new Map<string, string | undefined>();
  const knownFallbackKeys = new Map<string, string | undefined>();
  const oneTimeKeys = new Map<string, Queue<NamedKey>>();
  const fallbackKeys = new Map<string, NamedKey>();
  const unusedFallbackKeys = new Set<string>();

  function knownLike(key: OneTimeKey): Map<string, string | undefined> {
    return isFallbackKey(key) ? knownFallbackKeys : knownOneTimeKeys;
  }

  function queueOf(keyId: string): Queue<NamedKey> {
    const algorithm = algorithmOf(keyId) ?? '';
    let queue = oneTimeKeys.get(algorithm);
    if (!queue) oneTimeKeys.set(algorithm, (queue = createQueue()));
    return queue;
  }

  return {
    knows: ({ keyId, key }) => {
      const known = knownLike(key);
      if (!known.has(keyId)) return 'not';
      const digest = known.get(keyId);
      return digest === undefined || digest === jsonDigest(key) ? 'same' : 'other';
    },
    add: (named) => {
      const { keyId, key } = named;
      const known = knownLike(key);
      const isNew = !known.has(keyId);
      if (known.get(keyId) === undefined) known.set(keyId, jsonDigest(key));
      if (!isNew) return;
      if (isFallbackKey(key)) {
        const algorithm = algorithmOf(keyId) ?? '';
        fallbackKeys.set(algorithm, named);
        unusedFallbackKeys.add(algorithm);
      } else {
        queueOf(keyId).add(named);
      }
    },
    spend: (keyId) => {
      knownOneTimeKeys.set(keyId, undefined);
      queueOf(keyId);
    },
    takeOneTimeKey: (algorithm) => oneTimeKeys.get(algorithm)?.take(),
    putBack: (named) => {
      queueOf(named.keyId).putBack(named);
    },
    fallbackKey: (algorithm) => fallbackKeys.get(algorithm),
    markFallbackKeyUsed: (algorithm) => {
      unusedFallbackKeys.delete(algorithm);
    },
    counts: () => {
      const counts: KeyCounts = {};
      for (const [algorithm, queue] of oneTimeKeys) setOwn(counts, algorithm, queue.length);
      return counts;
    },
    unusedFallbackKeyTypes: () => [...unusedFallbackKeys],
  };
}

/** First in, first out, and as fast for a million members as for one. */
interface Queue<Member> {
  readonly length: number;
  add(member: Member): void;
  /** The oldest member; it is not in the queue any more. */
  take(): Member | undefined;
  /** Takes back a member that was taken and not used: it is the oldest again. */
  putBack(member: Member): void;
}

/** Makes an empty queue. Its members may be anything but `undefined`. */
export function createQueue<Member>(): Queue<Member> {
  // `shift` moves the whole array once it is long; so does the search for the first member of a Map with many deleted.
  let members: Member[] = [];
  let next = 0;
  /** Keys that were put back, the oldest last. */
  const returned: Member[] = [];

  function takeNext(): Member | undefined {
    const member = members[next];
    if (member === undefined) return undefined;
    next += 1;
    if (next * 2 >= members.length) {
      members = members.slice(next);
      next = 0;
    }
    return member;
  }

  return {
    get length() {
      return returned.length + members.length - next;
    },
    add: (member) => {
      members.push(member);
    },
    take: () => returned.pop() ?? takeNext(),
    putBack: (member) => {
      returned.push(member);
    },
  };
}
