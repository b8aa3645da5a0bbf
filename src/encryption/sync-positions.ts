import type { StoreParts } from '../appservice/store.js';
import { storedJson } from '../appservice/stored-json.js';
import { isJsonObject, own } from '../json-objects.js';
import type { EncryptionContext } from './encryption-context.js';
import type { DeviceName } from './machines.js';

/** The places up to which each device has fetched its messages. */
export interface SyncPositions {
  /** Reads what the store has, and returns the devices that were in use within the last 30 days. */
  readonly load: () => Promise<DeviceName[]>;
  readonly of: (device: DeviceName) => string | undefined;
  /** Writes a device's place, in the database transaction that writes the messages before it. */
  readonly write: (parts: StoreParts, device: DeviceName, position: string) => Promise<void>;
  /** Takes note of a place before which nothing came: it need not survive a crash. */
  readonly advance: (device: DeviceName, position: string) => void;
  readonly forget: (parts: StoreParts, device: DeviceName) => Promise<void>;
}

const database = 'sync positions';

const inUseMs = 30 * 24 * 3_600_000;

/** Makes the record of positions. Only devices that ever fetched something are in it, so it is small where most users are idle. */
export function createSyncPositions({ store, time }: Pick<EncryptionContext, 'store' | 'time'>): SyncPositions {
  const positions = new Map<string, string>();

  return {
    load: async () => {
      positions.clear();
      const inUse: DeviceName[] = [];
      for (const { key, value } of await store.crypto.load(database)) {
        if (value === undefined) continue;
        const row = storedJson(value, isJsonObject);
        const [position, atMs] = [own(row, 'position'), own(row, 'atMs')];
        if (typeof position !== 'string') continue;
        positions.set(key, position);
        if (typeof atMs === 'number' && time.epochMs() - atMs < inUseMs) inUse.push(deviceOf(key));
      }
      return inUse;
    },
    of: (device) => positions.get(keyOf(device)),
    write: async ({ crypto }, device, position) => {
      const value = JSON.stringify({ position, atMs: time.epochMs() });
      await crypto.write(database, [{ store: 'positions', key: keyOf(device), value }]);
    },
    advance: (device, position) => {
      positions.set(keyOf(device), position);
    },
    forget: async ({ crypto }, device) => {
      positions.delete(keyOf(device));
      await crypto.write(database, [{ store: 'positions', key: keyOf(device), value: undefined }]);
    },
  };
}

function keyOf({ userId, deviceId }: DeviceName): string {
  return JSON.stringify([userId, deviceId]);
}

function deviceOf(key: string): DeviceName {
  const [userId, deviceId] = JSON.parse(key) as [string, string]; // as `keyOf` wrote it
  return { userId, deviceId };
}
