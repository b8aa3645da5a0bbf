import { algorithmOf, isFallbackKey } from '../keys/key-id.js';
import { setOwn } from '../json-objects.js';
import type { KeyCounts, OneTimeKey } from '../types.js';
import { createKeyQueue, type KeyQueue } from './key-queue.js';

/** A key and its ID. */
export interface NamedKey {
  readonly keyId: string;
  readonly key: OneTimeKey;
}

/** What can be claimed of a device. */
export interface DeviceKeys {
  /** Whether the key was ever added or claimed. */
  knows(keyId: string): boolean;
  /** Adds a key, unless it is known. A fallback key takes the place of the one before, of its algorithm. */
  add(named: NamedKey): void;
  /** Makes a key known that nobody can claim. */
  spend(keyId: string): void;
  /** Takes the oldest one-time key of an algorithm. */
  takeOneTimeKey(algorithm: string): NamedKey | undefined;
  /** Takes back a key that was taken and given to nobody. */
  putBack(named: NamedKey): void;
  fallbackKey(algorithm: string): NamedKey | undefined;
  /** Algorithm → one-time keys left; zero where there were some once. */
  counts(): KeyCounts;
}

/** Makes a device without keys. Key IDs without a colon belong to the algorithm `''`. */
export function createDeviceKeys(): DeviceKeys {
  const known = new Set<string>();
  const oneTimeKeys = new Map<string, KeyQueue<NamedKey>>();
  const fallbackKeys = new Map<string, NamedKey>();

  function queueOf(keyId: string): KeyQueue<NamedKey> {
    const algorithm = algorithmOf(keyId) ?? '';
    let queue = oneTimeKeys.get(algorithm);
    if (!queue) oneTimeKeys.set(algorithm, (queue = createKeyQueue()));
    return queue;
  }

  return {
    knows: (keyId) => known.has(keyId),
    add: (named) => {
      const { keyId, key } = named;
      if (known.has(keyId)) return;
      known.add(keyId);
      if (isFallbackKey(key)) fallbackKeys.set(algorithmOf(keyId) ?? '', named);
      else queueOf(keyId).add(named);
    },
    spend: (keyId) => {
      known.add(keyId);
      queueOf(keyId);
    },
    takeOneTimeKey: (algorithm) => oneTimeKeys.get(algorithm)?.take(),
    putBack: (named) => {
      queueOf(named.keyId).putBack(named);
    },
    fallbackKey: (algorithm) => fallbackKeys.get(algorithm),
    counts: () => {
      const counts: KeyCounts = {};
      for (const [algorithm, queue] of oneTimeKeys) setOwn(counts, algorithm, queue.length);
      return counts;
    },
  };
}
