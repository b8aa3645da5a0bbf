import type { CryptoRow } from '../../appservice/store.js';
import { takeForeignRanges } from './foreign-key-ranges.js';
import { storeName } from './stored-database.js';
import { encodeStored } from './stored-values.js';

/** Records the changes of all transactions on a connection that complete. Its own properties hide the methods of its class. */
export function recordDatabase(connection: IDBDatabase, database: string, record: (row: CryptoRow) => void): void {
  const begin = connection.transaction.bind(connection);
  connection.transaction = (...parameters) => {
    const transaction = begin(...parameters);
    const changes: CryptoRow[] = [];
    const prepared = new Set<IDBObjectStore>();
    const find = transaction.objectStore.bind(transaction);
    transaction.objectStore = (name) => {
      const objectStore = find(name);
      if (!prepared.has(objectStore)) {
        prepared.add(objectStore);
        takeForeignRanges(objectStore);
        recordStore(objectStore, storeName(database, name), changes);
      }
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
  const prepared = new Set<IDBIndex>();
  objectStore.index = (name) => {
    const found = index(name);
    if (!prepared.has(found)) {
      prepared.add(found);
      takeForeignRanges(found);
      recordCursors(found);
    }
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
