import { compareCodePoints } from '../federation/canonical-json.js';
import type { ClaimableKey, GivenKey, KeyClaimStore, KnownKey } from './key-claim-store.js';
import { getOrMake, nameOf, set, type MemoryDeviceKeys, type MemoryRun, type Tables } from './memory-tables.js';
import { storableName } from './storable-name.js';

/** Makes the claimable keys of a memory store. */
export function createMemoryClaims(tables: Tables, run: MemoryRun): KeyClaimStore {
  const { keys: devices } = tables;
  const find = (userId: string, deviceId: string): MemoryDeviceKeys | undefined =>
    devices.get(nameOf(userId, deviceId));

  function addKey({ known, fallback, oneTime }: MemoryDeviceKeys, key: ClaimableKey): void {
    const id = nameOf(key.kind, key.keyId);
    if (known.has(id)) return;
    set(tables, known, id, key.fingerprint);
    if (key.kind === 'fallback') {
      set(tables, fallback, key.algorithm, { key, isUsed: false });
    } else {
      const queue = getOrMake(tables, oneTime, key.algorithm, () => new Map<number, ClaimableKey>());
      set(tables, queue, ++tables.lastSeq, key);
    }
  }

  return {
    add: (userId, deviceId, keys) =>
      run(() => {
        for (const name of [userId, deviceId, ...keys.flatMap(({ keyId, algorithm }) => [keyId, algorithm])]) {
          storableName(name);
        }
        const device = getOrMake(tables, devices, nameOf(userId, deviceId), newDevice);
        const conflicts = conflictsAmong(keys, device.known);
        if (conflicts.length === 0) for (const key of keys) addKey(device, key);
        return conflicts;
      }),
    take: (wanted) =>
      run(() => {
        const given: GivenKey[] = [];
        for (const [wish, { userId, deviceId, algorithm, count }] of wanted.entries()) {
          const queue = find(userId, deviceId)?.oneTime.get(algorithm) ?? new Map<number, ClaimableKey>();
          let left = count;
          for (const [seq, { keyId, key }] of queue) {
            if (left-- <= 0) break;
            set(tables, queue, seq, undefined);
            given.push({ wish, keyId, key });
          }
        }
        return given;
      }),
    useFallbackKeys: (wanted) =>
      run(() =>
        [...wanted.entries()].flatMap(([wish, { userId, deviceId, algorithm, exceptKeyIds = [] }]) => {
          const device = find(userId, deviceId);
          const fallback = device?.fallback.get(algorithm);
          if (!device || !fallback || exceptKeyIds.includes(fallback.key.keyId)) return [];
          set(tables, device.fallback, algorithm, { ...fallback, isUsed: true });
          return [{ wish, keyId: fallback.key.keyId, key: fallback.key.key }];
        }),
      ),
    counts: (userId, deviceId) =>
      run(() => {
        const queues = [...(find(userId, deviceId)?.oneTime ?? [])];
        return new Map(queues.map(([algorithm, queue]) => [algorithm, queue.size]));
      }),
    unusedFallbackKeyTypes: (userId, deviceId) =>
      run(() => {
        const fallbacks = [...(find(userId, deviceId)?.fallback ?? [])];
        return fallbacks.flatMap(([type, { isUsed }]) => (isUsed ? [] : [type])).sort(compareCodePoints);
      }),
    forget: (userId, deviceId) =>
      run(() => {
        const name = nameOf(userId, deviceId);
        const wasKnown = devices.has(name);
        set(tables, devices, name, undefined);
        return wasKnown;
      }),
  };
}

function newDevice(): MemoryDeviceKeys {
  return { known: new Map(), oneTime: new Map(), fallback: new Map() };
}

/** Returns the IDs of keys whose fingerprint differs from the known one, or from that of another of the keys. */
function conflictsAmong(keys: readonly ClaimableKey[], known: ReadonlyMap<string, string>): KnownKey[] {
  const fingerprints = new Map<string, string>();
  const conflicts = new Map<string, KnownKey>();
  for (const { kind, keyId, fingerprint } of keys) {
    const id = nameOf(kind, keyId);
    const before = known.get(id) ?? fingerprints.get(id) ?? fingerprint;
    fingerprints.set(id, before);
    if (before !== fingerprint) conflicts.set(id, { kind, keyId });
  }
  return [...conflicts.values()];
}
