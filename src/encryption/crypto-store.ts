import { IDBFactory as Factory } from 'fake-indexeddb';
import type { CryptoRow, StoreParts } from '../appservice/store.js';
import { lendClasses, lendFactory } from './indexeddb-globals.js';
import { decodeStored, encodeStored } from './stored-values.js';

/** Changes that are not in the store yet. */
export interface CryptoChanges {
  /** Writes them, in a transaction of the store. */
  readonly write: (parts: StoreParts) => Promise<void>;
  /** Says that the transaction was committed. */
  readonly written: () => void;
}

/** The IndexedDB databases of one machine, and what must be written of them. */
export interface CryptoDatabases {
  /** Runs work of the library that opens databases: the prefix of their names must be `name`. */
  readonly open: <T>(work: (name: string) => Promise<T>) => Promise<T>;
  /** Says whose state this is. Returns false if another identity was stored with the rows. */
  readonly identify: (identity: string) => boolean;
  readonly hasChanges: () => boolean;
  /** The changes of all completed transactions that are not known to be written. They are chosen when they are written. */
  readonly changes: () => CryptoChanges;
  /** Closes all connections, and forgets everything. */
  readonly close: () => void;
}

/** The schema of a database, as the library made it. */
interface Schema {
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

/** The row store of the schemas: database → schema. */
const schemaStore = 'schema';
/** The row that says whose state the others are. */
const identityRow = { store: 'machine', key: 'identity' };

/**
 * Makes the databases of a machine from the rows that are stored of it, as the library left them: a newer library finds an older
 * version, and migrates it.
 *
 * @throws {Error} if the rows are damaged.
 */
export async function openCryptoDatabases(database: string, rows: readonly CryptoRow[]): Promise<CryptoDatabases> {
  const prefix = crypto.randomUUID();
  const factory = new Factory();
  const giveClassesBack = lendClasses();
  const connections = new Set<IDBDatabase>();
  const upgraded = new Set<string>();
  const pending = new Map<string, CryptoRow>();
  const known = new Map(rows.map((row) => [rowId(row), row]));
  let identity = known.get(rowId(identityRow))?.value;

  const record = (row: CryptoRow): void => {
    pending.set(rowId(row), row);
  };

  /** Replaces the changes to a database whose schema has changed by all of its contents. */
  async function recordUpgrade(name: string): Promise<void> {
    const connection = await resultOf(factory.open(prefix + name));
    const { schema, contents } = await readDatabase(connection, name);
    connection.close();
    const kept = new Set(contents.map(rowId));
    const old = [...known.values(), ...pending.values()].filter(({ store }) => isOf(store, name));
    for (const row of old) if (!kept.has(rowId(row))) record({ ...row, value: undefined });
    for (const row of [...contents, { store: schemaStore, key: name, value: encodeStored(schema) }]) record(row);
  }

  const recordingFactory = {
    open: (...parameters: Parameters<IDBFactory['open']>): IDBOpenDBRequest => {
      const request = factory.open(...parameters);
      const name = parameters[0].slice(prefix.length);
      request.addEventListener('upgradeneeded', () => {
        upgraded.add(name);
      });
      request.addEventListener('success', () => {
        connections.add(request.result);
        recordDatabase(request.result, name, record);
      });
      return request;
    },
  } as IDBFactory; // the library opens databases, and nothing else

  const stored = rowsByStore(rows);
  for (const { key: name, value = '' } of stored.get(schemaStore) ?? []) {
    const schema = decodeStored(value) as Schema; // as recordUpgrade wrote it
    const connection = await createDatabase(factory.open(prefix + name, schema.version), name, schema, stored);
    connection.close();
  }

  return {
    open: async (work) => {
      const result = await lendFactory(prefix, recordingFactory, () => work(prefix));
      for (const name of upgraded) await recordUpgrade(name);
      upgraded.clear();
      known.clear();
      return result;
    },
    identify: (given) => (identity ??= given) === given,
    hasChanges: () => pending.size > 0,
    changes: () => {
      let taken: [string, CryptoRow][] = [];
      return {
        write: async ({ crypto }) => {
          // Two transactions of one machine may run at the same time. Writing this row first makes one wait until the other is over, and it
          // chooses its changes only then: so an older row never replaces a newer one.
          await crypto.write(database, [{ ...identityRow, value: identity }]);
          taken = [...pending];
          const changes = taken.map(([, row]) => row);
          await crypto.write(database, changes);
        },
        written: () => {
          for (const [id, row] of taken) if (pending.get(id) === row) pending.delete(id);
        },
      };
    },
    close: () => {
      for (const connection of connections) connection.close();
      connections.clear();
      pending.clear();
      giveClassesBack();
    },
  };
}

/** The name of the rows of an object store. */
function storeName(database: string, objectStore: string): string {
  return `${database}/${objectStore}`;
}

function isOf(store: string, database: string): boolean {
  return store.startsWith(storeName(database, ''));
}

/** Keys are JSON, which has no line breaks. */
function rowId({ store, key }: Pick<CryptoRow, 'store' | 'key'>): string {
  return `${key}\n${store}`;
}

function rowsByStore(rows: readonly CryptoRow[]): Map<string, CryptoRow[]> {
  const stores = new Map<string, CryptoRow[]>();
  for (const row of rows) {
    const others = stores.get(row.store);
    if (others) others.push(row);
    else stores.set(row.store, [row]);
  }
  return stores;
}

/** Fills a database while it is made: all in one transaction. */
function createDatabase(
  request: IDBOpenDBRequest,
  database: string,
  { stores }: Schema,
  rows: ReadonlyMap<string, readonly CryptoRow[]>,
): Promise<IDBDatabase> {
  request.onupgradeneeded = () => {
    for (const { name, keyPath, autoIncrement, indexes } of stores) {
      const objectStore = request.result.createObjectStore(name, { keyPath, autoIncrement });
      for (const { name, keyPath, ...options } of indexes) objectStore.createIndex(name, keyPath, options);
      for (const { key, value = '' } of rows.get(storeName(database, name)) ?? []) {
        if (keyPath === null) objectStore.add(decodeStored(value), decodeStored(key) as IDBValidKey);
        else objectStore.add(decodeStored(value));
      }
    }
  };
  return resultOf(request);
}

async function readDatabase(connection: IDBDatabase, name: string): Promise<{ schema: Schema; contents: CryptoRow[] }> {
  const names = [...connection.objectStoreNames];
  const transaction = names.length > 0 ? connection.transaction(names) : undefined;
  const objectStores = names.flatMap((each) => transaction?.objectStore(each) ?? []);
  const schema = { version: connection.version, stores: objectStores.map(schemaOf) };
  const contents = await Promise.all(
    objectStores.map(async (objectStore) => {
      const [keys, values] = await Promise.all([
        resultOf(objectStore.getAllKeys()),
        resultOf<unknown[]>(objectStore.getAll()),
      ]);
      return keys.map((key, n) => rowOf(storeName(name, objectStore.name), key, values[n]));
    }),
  );
  return { schema, contents: contents.flat() };
}

function schemaOf(objectStore: IDBObjectStore): StoreSchema {
  const { name, keyPath, autoIncrement } = objectStore;
  const indexes = [...objectStore.indexNames].map((each) => {
    const { name, keyPath, unique, multiEntry } = objectStore.index(each);
    return { name, keyPath, unique, multiEntry };
  });
  return { name, keyPath, autoIncrement, indexes };
}

function rowOf(store: string, key: IDBValidKey, value: unknown): CryptoRow {
  return { store, key: encodeStored(key), value: encodeStored(value) };
}

/** Records the changes of all transactions on a connection that complete. Its own properties hide the methods of its class. */
function recordDatabase(connection: IDBDatabase, database: string, record: (row: CryptoRow) => void): void {
  const begin = connection.transaction.bind(connection);
  connection.transaction = (...parameters) => {
    const transaction = begin(...parameters);
    if (transaction.mode === 'readonly') return transaction;
    const changes: CryptoRow[] = [];
    const recorded = new Set<IDBObjectStore>();
    const find = transaction.objectStore.bind(transaction);
    transaction.objectStore = (name) => {
      const objectStore = find(name);
      if (!recorded.has(objectStore)) recordStore(objectStore, storeName(database, name), changes);
      recorded.add(objectStore);
      return objectStore;
    };
    transaction.addEventListener('complete', () => {
      for (const row of changes) record(row);
    });
    return transaction;
  };
}

/** Adds the changes to an object store to a list, each once its request succeeds. */
function recordStore(objectStore: IDBObjectStore, store: string, changes: CryptoRow[]): void {
  const putRow = (key: IDBValidKey, value: string): void => {
    changes.push({ store, key: encodeStored(key), value });
  };
  const removeRows = (keys: readonly IDBValidKey[]): void => {
    for (const key of keys) changes.push({ store, key: encodeStored(key), value: undefined });
  };

  for (const method of ['put', 'add'] as const) {
    const act = objectStore[method].bind(objectStore);
    objectStore[method] = (value: unknown, ...key) => {
      const encoded = encodeStored(value);
      return afterwards(act(value, ...key), (key) => {
        putRow(key, encoded);
      });
    };
  }

  // The keys are asked for before the removal, so they are known when it succeeds.
  const remove = objectStore.delete.bind(objectStore);
  objectStore.delete = (query) => {
    const keys = objectStore.getAllKeys(query);
    return afterwards(remove(query), () => {
      removeRows(keys.result);
    });
  };
  const clear = objectStore.clear.bind(objectStore);
  objectStore.clear = () => {
    const keys = objectStore.getAllKeys();
    return afterwards(clear(), () => {
      removeRows(keys.result);
    });
  };

  const recordCursor = (cursor: IDBCursor): void => {
    const update = cursor.update.bind(cursor);
    cursor.update = (value: unknown) => {
      const encoded = encodeStored(value);
      return afterwards(update(value), (key) => {
        putRow(key, encoded);
      });
    };
    const removeCurrent = cursor.delete.bind(cursor);
    cursor.delete = () => {
      const { primaryKey } = cursor;
      return afterwards(removeCurrent(), () => {
        removeRows([primaryKey]);
      });
    };
  };
  const recordCursors = (source: IDBObjectStore | IDBIndex): void => {
    const openCursor = source.openCursor.bind(source);
    source.openCursor = (...parameters) => {
      const seen = new Set<IDBCursor>();
      return afterwards(openCursor(...parameters), (cursor) => {
        if (cursor === null || seen.has(cursor)) return;
        seen.add(cursor);
        recordCursor(cursor);
      });
    };
  };
  recordCursors(objectStore);
  const index = objectStore.index.bind(objectStore);
  objectStore.index = (name) => {
    const found = index(name);
    recordCursors(found);
    return found;
  };
}

/** Does something whenever a request succeeds, before the library learns of it. */
function afterwards<T>(request: IDBRequest<T>, act: (result: T) => void): IDBRequest<T> {
  request.addEventListener('success', () => {
    act(request.result);
  });
  return request;
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
