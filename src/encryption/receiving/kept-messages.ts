import { databaseNames } from '../database-names.js';
import type { AppserviceStore, StoreParts } from '../../appservice/store.js';
import { isJsonObject } from '../../json-objects.js';
import { jsonText } from '../../json-text.js';
import type { ToDeviceEvent } from '../../types.js';
import { deviceKey, deviceOfKey, isDeviceKey, type DeviceName } from '../machine/device-name.js';
import type { RowReader } from '../row-reader.js';

/** To-device messages for devices whose state could not be read: perhaps it can be after the next start, with the right key. */
export interface KeptMessages {
  /** Reads what earlier terms have kept. */
  readonly load: () => Promise<void>;
  /** The devices for which messages are kept since before this term. */
  readonly devices: () => DeviceName[];
  /** Returns a device's messages from before this term. */
  readonly messagesFor: (device: DeviceName) => readonly ToDeviceEvent[];
  /** Forgets a device's messages, which it has received. */
  readonly forget: (device: DeviceName) => (parts: StoreParts) => Promise<void>;
  /** Keeps the messages of a transaction, which has this number in the inbox. */
  readonly keep: (
    device: DeviceName,
    seq: number,
    messages: readonly ToDeviceEvent[],
  ) => (parts: StoreParts) => Promise<void>;
}

const database = databaseNames.keptMessages;

/** Makes the shelf for messages that no machine can take now. */
export function createKeptMessages({ crypto }: Pick<AppserviceStore, 'crypto'>, readRow: RowReader): KeptMessages {
  let kept = new Map<string, { readonly key: string; readonly messages: readonly ToDeviceEvent[] }[]>();

  return {
    load: async () => {
      kept = new Map();
      for (const { store, key, value = '' } of await crypto.load(database)) {
        const what = `messages that are kept for the device ${store}, whose state could not be read`;
        const row = { what, consequence: 'They are lost, and with them perhaps keys of earlier events' };
        const [userId] = readRow(row, store, isDeviceKey) ?? [];
        if (userId === undefined) continue;
        const messages = readRow({ ...row, userId: userId as `@${string}` }, value, isMessageList);
        if (messages === undefined) continue;
        kept.set(store, [...(kept.get(store) ?? []), { key, messages }]);
      }
    },
    devices: () => [...kept.keys()].map(deviceOfKey),
    messagesFor: (device) => (kept.get(deviceKey(device)) ?? []).flatMap(({ messages }) => messages),
    forget: (device) => {
      const name = deviceKey(device);
      const rows = (kept.get(name) ?? []).map(({ key }) => ({ store: name, key, value: undefined }));
      kept.delete(name);
      return (parts) => parts.crypto.write(database, rows);
    },
    keep: (device, seq, messages) => {
      const key = String(seq).padStart(16, '0');
      return (parts) => parts.crypto.write(database, [{ store: deviceKey(device), key, value: jsonText(messages) }]);
    },
  };
}

function isMessageList(value: unknown): value is ToDeviceEvent[] {
  return Array.isArray(value) && value.every(isJsonObject);
}
