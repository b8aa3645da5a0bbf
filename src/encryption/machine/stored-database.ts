import type { CryptoRow } from '../../appservice/store.js';
import { decodeStored, encodeStored } from './stored-values.js';

/** The schema of an IndexedDB database, as the library made it. */
export interface Schema {
  readonly version: number;
  readonly stores: readonly StoreSchema[];
}

interface StoreSchema {
  readonly name: string;
  readonly keyPath: string | string[] | null;
  readonly autoIncrement: boolean;
  readonly indexes: readonly IndexSchema[];
}

interface IndexSchema {
  readonly name: string;
  readonly keyPath: string | string[];
  readonly unique: boolean;
  readonly multiEntry: boolean;
}

/** The name of the rows of an object store. */
export function storeName(database: string, objectStore: string): string {
  return `${database}/${objectStore}`;
}

/**
 * Makes a database as it was stored, in one transaction: a newer library then finds an older version, and migrates it.
 *
 * @param rows The rows of each object store, by its name.
 * @throws {Error} if a row cannot be read.
 */
export async function createDatabase(
  factory: IDBFactory,
  name: string,
  { version, stores }: Schema,
  rows: ReadonlyMap<string, readonly CryptoRow[]>,
): Promise<void> {
  const filled = stores.map((schema) => ({
    schema,
    entries: (rows.get(schema.name) ?? []).map(({ key, value = '' }) => ({
      value: decodeStored(value),
      key: schema.keyPath === null ? [decodeStored(key) as IDBValidKey] : [], // as IndexedDB gave it
    })),
  }));
  const request = factory.open(name, version);
  request.onupgradeneeded = () => {
    for (const { schema, entries } of filled) {
      const objectStore = request.result.createObjectStore(schema.name, schema);
      for (const { name, keyPath, ...options } of schema.indexes) objectStore.createIndex(name, keyPath, options);
      for (const { value, key } of entries) objectStore.add(value, ...key);
    }
  };
  const connection = await resultOf(request);
  connection.close();
}

/** Reads everything that a database has. */
export async function readDatabase(
  factory: IDBFactory,
  name: string,
): Promise<{ schema: Schema; rows: ReadonlyMap<string, readonly Omit<CryptoRow, 'store'>[]> }> {
  const connection = await resultOf(factory.open(name));
  const names = [...connection.objectStoreNames];
  const transaction = connection.transaction(names);
  const objectStores = names.map((each) => transaction.objectStore(each));
  const stores = objectStores.map(schemaOf);
  const rows = await Promise.all(objectStores.map(rowsOf));
  connection.close();
  return { schema: { version: connection.version, stores }, rows: new Map(rows) };
}

async function rowsOf(objectStore: IDBObjectStore): Promise<[string, Omit<CryptoRow, 'store'>[]]> {
  const requests = [
    resultOf<IDBValidKey[]>(objectStore.getAllKeys()),
    resultOf<unknown[]>(objectStore.getAll()),
  ] as const;
  const [keys, values] = await Promise.all(requests);
  return [objectStore.name, keys.map((key, n) => ({ key: encodeStored(key), value: encodeStored(values[n]) }))];
}

function schemaOf(objectStore: IDBObjectStore): StoreSchema {
  const { name, keyPath, autoIncrement } = objectStore;
  const indexes = [...objectStore.indexNames].map((each) => {
    const { name, keyPath, unique, multiEntry } = objectStore.index(each);
    return { name, keyPath, unique, multiEntry };
  });
  return { name, keyPath, autoIncrement, indexes };
}

function resultOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => {
      resolve(request.result);
    };
    request.onerror = () => {
      reject(request.error ?? new Error('IndexedDB failed'));
    };
  });
}
