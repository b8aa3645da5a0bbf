import { databaseNames } from '../database-names.js';
import type { StoreParts } from '../../appservice/store.js';
import { isJsonObject, own } from '../../json-objects.js';
import { deviceKey, isDeviceKey, type DeviceName } from '../machine/device-name.js';
import type { EncryptionContext } from '../encryption-context.js';
import type { RowReader } from '../row-reader.js';

/** The places up to which each device has fetched its messages. */
export interface SyncPositions {
  /** Reads what the store has, and returns the devices that were in use within the last 30 days. */
  readonly load: () => Promise<DeviceName[]>;
  readonly of: (device: DeviceName) => string | undefined;
  /** Writes a device's place, in the database transaction that writes the messages before it. */
  readonly write: (parts: StoreParts, device: DeviceName, position: string) => Promise<void>;
  /** Returns the row that says that a device is in use; `undefined` where one of the last 24 hours says so. */
  readonly noteUse: (device: DeviceName) => UseNote | undefined;
  /** Takes note of a place before which nothing came: it need not survive a crash. */
  readonly advance: (device: DeviceName, position: string) => void;
  readonly forget: (parts: StoreParts, device: DeviceName) => Promise<void>;
}

/** A row to write in a database transaction of the caller's. */
export interface UseNote {
  readonly write: (parts: Pick<StoreParts, 'crypto'>) => Promise<void>;
  /** Says that the transaction was committed. */
  readonly written: () => void;
}

interface Place {
  /** None where nothing was fetched yet. */
  readonly position: string | undefined;
  /** The time of the use that is written down, in milliseconds since the epoch. */
  readonly atMs: number | undefined;
}

const database = databaseNames.syncPositions;

const dayMs = 24 * 3_600_000;
const inUseMs = 30 * dayMs;

/** Makes the record of positions. Only devices that were ever used are in it, so it is small where most users are idle. */
export function createSyncPositions(
  { store, time }: Pick<EncryptionContext, 'store' | 'time'>,
  readRow: RowReader,
): SyncPositions {
  const places = new Map<string, Place>();

  function change(device: DeviceName, change: Partial<Place>): void {
    const name = deviceKey(device);
    places.set(name, { position: undefined, atMs: undefined, ...places.get(name), ...change });
  }

  function write({ crypto }: Pick<StoreParts, 'crypto'>, device: DeviceName, place: Place): Promise<void> {
    return crypto.write(database, [{ store: 'positions', key: deviceKey(device), value: JSON.stringify(place) }]);
  }

  return {
    load: async () => {
      places.clear();
      const inUse: DeviceName[] = [];
      for (const { key, value } of await store.crypto.load(database)) {
        const what = `the place up to which the messages of the device ${key} were fetched`;
        const consequence = 'They are fetched from the first on that the homeserver still has';
        const [userId, deviceId] = readRow({ what, consequence }, key, isDeviceKey) ?? [];
        if (userId === undefined || deviceId === undefined) continue;
        const concerned = { what, consequence, userId: userId as `@${string}` };
        // One that cannot be read was in use, as far as is known.
        const row = readRow(concerned, value ?? '', isJsonObject) ?? { atMs: time.epochMs() };
        const [position, atMs] = [own(row, 'position'), own(row, 'atMs')];
        const place = {
          position: typeof position === 'string' ? position : undefined,
          atMs: typeof atMs === 'number' ? atMs : undefined,
        };
        places.set(key, place);
        if (place.atMs !== undefined && time.epochMs() - place.atMs < inUseMs) inUse.push({ userId, deviceId });
      }
      return inUse;
    },
    of: (device) => places.get(deviceKey(device))?.position,
    write: (parts, device, position) => write(parts, device, { position, atMs: time.epochMs() }),
    noteUse: (device) => {
      const now = time.epochMs();
      const { atMs = -Infinity } = places.get(deviceKey(device)) ?? {};
      if (now - atMs < dayMs) return undefined;
      return {
        write: (parts) => write(parts, device, { position: places.get(deviceKey(device))?.position, atMs: now }),
        written: () => {
          change(device, { atMs: now });
        },
      };
    },
    advance: (device, position) => {
      change(device, { position });
    },
    forget: async ({ crypto }, device) => {
      places.delete(deviceKey(device));
      await crypto.write(database, [{ store: 'positions', key: deviceKey(device), value: undefined }]);
    },
  };
}
