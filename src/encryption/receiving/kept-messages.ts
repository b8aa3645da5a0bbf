import { databaseNames } from '../database-names.js';
import type { AppserviceStore, CryptoRow, StoreParts } from '../../appservice/store.js';
import { isJsonObject } from '../../json-objects.js';
import { jsonText } from '../../json-text.js';
import type { ToDeviceEvent } from '../../types.js';
import { deviceKey, deviceOfKey, isDeviceKey, type DeviceName } from '../machine/device-name.js';
import type { RowReader } from '../row-reader.js';

/**
 * To-device messages that no machine may have yet: pushed ones that would overtake others, which are still to be fetched, and those for
 * devices whose state could not be read. Perhaps it can be after the next start, with the right key.
 */
export interface KeptMessages {
  /** Reads what earlier terms have kept. */
  readonly load: () => Promise<void>;
  /** The devices for which messages are kept, apart from those that were found damaged in this term. */
  readonly devices: () => DeviceName[];
  readonly isKeptFor: (device: DeviceName) => boolean;
  /** Tells whether more messages may wait: they are in memory. */
  readonly hasRoom: () => boolean;
  /** Returns a device's messages with those of a transaction, in the order in which they were sent. */
  readonly withKept: (batch: MessageBatch, kinds: MessageKinds) => readonly NamedMessage[];
  /** Forgets a device's messages, which it has received. */
  readonly forget: (device: DeviceName, kinds: MessageKinds) => Write;
  /** Keeps messages until the next start. */
  readonly keep: (batch: MessageBatch) => Write;
  /** Keeps messages until {@link forget}. */
  readonly hold: (batch: MessageBatch) => Write;
}

/** The messages of a transaction for one device. */
export interface MessageBatch {
  readonly device: DeviceName;
  readonly messages: readonly ToDeviceEvent[];
  /** The number of the transaction in the inbox. */
  readonly seq: number;
  readonly isFetched: boolean;
}

/** A message, with a name that no other of its device ever has. */
export interface NamedMessage {
  readonly id: string;
  readonly message: ToDeviceEvent;
}

/** Fetched messages were sent before pushed ones that are kept. */
export type MessageKinds = 'fetched' | 'all';

type Write = (parts: StoreParts) => Promise<void>;

interface KeptRow {
  readonly key: string;
  readonly messages: readonly ToDeviceEvent[];
  readonly length: number;
}

const database = databaseNames.keptMessages;

/** The characters of messages that may wait in memory. */
const mostCharacters = 2 ** 25;

/** Makes the shelf for messages that no machine can take now. */
export function createKeptMessages({ crypto }: Pick<AppserviceStore, 'crypto'>, readRow: RowReader): KeptMessages {
  /** The rows of each device, by their keys. */
  const kept = new Map<string, Map<string, KeptRow>>();

  function add(name: string, row: KeptRow): void {
    kept.set(name, (kept.get(name) ?? new Map<string, KeptRow>()).set(row.key, row));
  }

  function rowsOf(name: string, kinds: MessageKinds): KeptRow[] {
    return [...(kept.get(name)?.values() ?? [])].filter(({ key }) => kinds === 'all' || key < firstPushed);
  }

  return {
    load: async () => {
      kept.clear();
      for (const { store, key, value = '' } of await crypto.load(database)) {
        const what = `messages that are kept for the device ${store}, whose state could not be read`;
        const row = { what, consequence: 'They are lost, and with them perhaps keys of earlier events' };
        const [userId] = readRow(row, store, isDeviceKey) ?? [];
        if (userId === undefined) continue;
        const messages = readRow({ ...row, userId: userId as `@${string}` }, value, isMessageList);
        if (messages !== undefined) add(store, { key, messages, length: value.length });
      }
    },
    devices: () => [...kept.keys()].map(deviceOfKey),
    isKeptFor: (device) => kept.has(deviceKey(device)),
    hasRoom: () => {
      let count = 0;
      for (const rows of kept.values()) for (const { length } of rows.values()) count += length;
      return count < mostCharacters;
    },
    withKept: (batch, kinds) =>
      [...rowsOf(deviceKey(batch.device), kinds), { key: keyOf(batch), messages: batch.messages }]
        .sort((one, other) => (one.key < other.key ? -1 : 1))
        .flatMap(({ key, messages }) => messages.map((message, index) => ({ id: `${key} ${String(index)}`, message }))),
    forget: (device, kinds) => {
      const name = deviceKey(device);
      const rows = rowsOf(name, kinds).map(({ key }) => ({ store: name, key, value: undefined }));
      const left = kept.get(name);
      for (const { key } of rows) left?.delete(key);
      if (left?.size === 0) kept.delete(name);
      return (parts) => parts.crypto.write(database, rows);
    },
    keep: (batch) => (parts) => parts.crypto.write(database, [rowOf(batch)]),
    hold: (batch) => {
      const row = rowOf(batch);
      add(row.store, { ...row, messages: batch.messages, length: row.value.length });
      return (parts) => parts.crypto.write(database, [row]);
    },
  };
}

function rowOf(batch: MessageBatch): CryptoRow & { readonly value: string } {
  return { store: deviceKey(batch.device), key: keyOf(batch), value: jsonText(batch.messages) };
}

function keyOf({ seq, isFetched }: MessageBatch): string {
  return (isFetched ? '' : firstPushed) + String(seq).padStart(16, '0');
}

/** The beginning of the keys of messages that were pushed. Those of others begin with a digit. */
const firstPushed = 'pushed ';

function isMessageList(value: unknown): value is ToDeviceEvent[] {
  return Array.isArray(value) && value.every(isJsonObject);
}
