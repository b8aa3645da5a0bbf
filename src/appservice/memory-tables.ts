import type { DeviceRecord, UserRecord } from './device-store.js';
import type { StoredEvent, WaitingTransaction } from './inbox-store.js';
import type { ClaimableKey } from './key-claim-store.js';
import type { CryptoRow, Fence } from './store.js';

/** Runs a piece of work after those before it, and undoes all of its changes if it fails. */
export type MemoryRun = <T>(work: () => T | Promise<T>) => Promise<T>;

/** The contents of a memory store. Every change of a map goes through {@link set}, so that it can be undone. */
export interface Tables {
  /** Tells the time in milliseconds since the epoch. */
  readonly now: () => number;
  /** Undoes the changes of the work in progress, the last one last. */
  readonly undo: (() => void)[];
  lastSeq: number;
  /** Transactions waiting for their first stage. */
  readonly waiting: Map<number, WaitingTransaction>;
  /** All remembered transactions. */
  readonly transactions: Map<number, Omit<WaitingTransaction, 'body'>>;
  /** Transaction ID → digests that came under it. */
  readonly digests: Map<string, ReadonlySet<string>>;
  readonly events: Map<number, MemoryEvent>;
  readonly notes: Map<string, string>;
  /** User and device → keys. */
  readonly keys: Map<string, MemoryDeviceKeys>;
  readonly users: Map<string, UserRecord>;
  /** User → device → record. */
  readonly devices: Map<string, Map<string, DeviceRecord>>;
  readonly rooms: Map<string, string>;
  /** Database → rows by store and key. */
  readonly crypto: Map<string, Map<string, CryptoRow>>;
  lease: { readonly owner: string; readonly fence: Fence; readonly untilMs: number };
}

/** An event, and the transaction that it came with. */
export interface MemoryEvent extends StoredEvent {
  readonly transactionSeq: number;
}

/** The claimable keys of a device. */
export interface MemoryDeviceKeys {
  /** Kind and key ID → fingerprint. */
  readonly known: Map<string, string>;
  /** Algorithm → one-time keys in order of arrival. */
  readonly oneTime: Map<string, Map<number, ClaimableKey>>;
  /** Algorithm → fallback key. */
  readonly fallback: Map<string, { readonly key: ClaimableKey; readonly isUsed: boolean }>;
}

/** Makes the contents of an empty store. */
export function createTables(now: () => number): Tables {
  return {
    now,
    undo: [],
    lastSeq: 0,
    waiting: new Map(),
    transactions: new Map(),
    digests: new Map(),
    events: new Map(),
    notes: new Map(),
    keys: new Map(),
    users: new Map(),
    devices: new Map(),
    rooms: new Map(),
    crypto: new Map(),
    lease: { owner: '', fence: 0, untilMs: 0 },
  };
}

/**
 * Sets an entry or, with `undefined`, deletes it. Maps with numbered entries keep their order, also when a change is
 * undone.
 */
export function set<K, V>({ undo }: Tables, map: Map<K, V>, key: K, value: V | undefined): void {
  const old = map.get(key);
  if (value === undefined) map.delete(key);
  else map.set(key, value);
  undo.push(() => {
    if (old === undefined) map.delete(key);
    else map.set(key, old);
    if (old !== undefined && value === undefined && typeof key === 'number') sortEntries(map);
  });
}

/** Brings the entries of a map with numbers as keys back into their order. */
function sortEntries(map: Map<unknown, unknown>): void {
  const sorted = [...map].sort(([a], [b]) => Number(a) - Number(b));
  map.clear();
  for (const [key, entry] of sorted) map.set(key, entry);
}

/** Returns an entry, which is made if it is missing. */
export function getOrMake<K, V>(tables: Tables, map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  set(tables, map, key, made);
  return made;
}

/** Joins two names into one, unambiguously for all characters. */
export function nameOf(one: string, other: string): string {
  return JSON.stringify([one, other]);
}
