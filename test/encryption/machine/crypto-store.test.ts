import { afterEach, describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../../src/appservice/memory-store.js';
import type { CryptoRow, StoreParts } from '../../../src/appservice/store.js';
import { openCryptoDatabases, type CryptoDatabases } from '../../../src/encryption/machine/crypto-store.js';

const database = 'machine:@ann:example.org|GHOST';
const opened: CryptoDatabases[] = [];

afterEach(() => {
  for (const databases of opened.splice(0)) databases.close();
});

/** Opens what a store has, as a library does that wants a version. */
async function openLibrary(
  store: StoreParts,
  version: number,
  upgrade: (request: IDBOpenDBRequest, oldVersion: number) => void,
): Promise<{ databases: CryptoDatabases; connection: IDBDatabase }> {
  const databases = await openCryptoDatabases(database, await store.crypto.load(database));
  opened.push(databases);
  const connection = await databases.open((name) => {
    const request = indexedDB.open(`${name}::test`, version);
    request.onupgradeneeded = ({ oldVersion }) => {
      upgrade(request, oldVersion);
    };
    return done(request);
  });
  expect(databases.identify('{}')).toBe(true);
  return { databases, connection };
}

/** The first version of a library that keeps things by name, and finds them by their colour. */
const openThings = (store: StoreParts): ReturnType<typeof openLibrary> =>
  openLibrary(store, 1, ({ result }) => {
    const things = result.createObjectStore('things');
    things.createIndex('colour', 'colour', { unique: false });
    result.createObjectStore('numbered', { keyPath: 'id', autoIncrement: true });
  });

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => {
      resolve(request.result);
    };
    request.onerror = () => {
      reject(request.error ?? new Error('failed'));
    };
  });
}

/** Runs work in a transaction, and waits until it is over. */
async function transact(connection: IDBDatabase, work: (transaction: IDBTransaction) => unknown): Promise<string> {
  const transaction = connection.transaction(['things', 'numbered'], 'readwrite');
  const ended = new Promise<string>((resolve) => {
    for (const type of ['complete', 'abort']) {
      transaction.addEventListener(type, () => {
        resolve(type);
      });
    }
  });
  await work(transaction);
  return ended;
}

async function flush(databases: CryptoDatabases, store: StoreParts): Promise<void> {
  const changes = databases.changes();
  await changes.write(store);
  changes.written();
}

/** Everything in a database of a library, as it would find it after a restart. */
async function contentsOf(store: StoreParts): Promise<unknown> {
  const { connection } = await openThings(store);
  const names = [...connection.objectStoreNames];
  const transaction = connection.transaction(names);
  const all = names.map(async (name) => {
    const objectStore = transaction.objectStore(name);
    const [keys, values] = await Promise.all([done(objectStore.getAllKeys()), done<unknown[]>(objectStore.getAll())]);
    return [name, keys.map((key, n) => [key, values[n]])];
  });
  return Object.fromEntries((await Promise.all(all)) as [string, unknown][]);
}

describe('the crypto store', () => {
  it('has everything after a restart that was put, added, updated and removed', async () => {
    const store = createMemoryStore();
    const { databases, connection } = await openThings(store);
    await transact(connection, (transaction) => {
      const things = transaction.objectStore('things');
      for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) things.put({ colour: 'red', name }, name);
      things.add({ colour: 'blue' }, ['a list', 1]);
      for (const n of [1, 2]) transaction.objectStore('numbered').add({ n });
    });
    await flush(databases, store);
    await transact(connection, async (transaction) => {
      const things = transaction.objectStore('things');
      things.delete('a');
      things.delete(IDBKeyRange.bound('b', 'c'));
      const cursors = things.openCursor(IDBKeyRange.lowerBound('d'));
      const cursor = await done(cursors);
      cursor?.delete();
      cursor?.continue();
      (await done(cursors))?.update({ colour: 'green' });
      const byColour = transaction.objectStore('things').index('colour').openCursor('red');
      (await done(byColour))?.update({ colour: 'black' });
    });
    await flush(databases, store);
    expect(await contentsOf(store)).toEqual({
      things: [
        ['e', { colour: 'green' }],
        ['f', { colour: 'black' }],
        [['a list', 1], { colour: 'blue' }],
      ],
      numbered: [
        [1, { n: 1, id: 1 }],
        [2, { n: 2, id: 2 }],
      ],
    });
    await transact(connection, (transaction) => {
      transaction.objectStore('things').clear();
    });
    await flush(databases, store);
    expect(await contentsOf(store)).toMatchObject({ things: [] });
  });

  it('records what a transaction changed when it is complete, and nothing of one that is aborted', async () => {
    const store = createMemoryStore();
    const { databases, connection } = await openThings(store);
    await flush(databases, store);
    let changedDuring: boolean | undefined;
    const aborted = await transact(connection, async (transaction) => {
      await done(transaction.objectStore('things').put(1, 'a'));
      changedDuring = databases.hasChanges();
      transaction.abort();
    });
    expect({ aborted, changedDuring }).toEqual({ aborted: 'abort', changedDuring: false });
    expect(databases.hasChanges()).toBe(false);
    const completed = await transact(connection, (transaction) => {
      transaction.objectStore('things').put(1, 'a');
      const again = transaction.objectStore('things').add(2, 'a');
      again.onerror = (event) => {
        event.preventDefault(); // so the transaction goes on
      };
    });
    expect(completed).toBe('complete');
    await flush(databases, store);
    expect(await contentsOf(store)).toMatchObject({ things: [['a', 1]] });
  });

  it('refuses a value that it could not read again, and the library learns of it', async () => {
    const { connection } = await openThings(createMemoryStore());
    await transact(connection, (transaction) => {
      const things = transaction.objectStore('things');
      expect(() => things.put(new Date(), 'a')).toThrow(TypeError);
      expect(() => things.add(new Map(), 'a')).toThrow(TypeError);
    });
  });

  it('keeps changes until they are said to be written, and those that came meanwhile', async () => {
    const store = createMemoryStore();
    const { databases, connection } = await openThings(store);
    const put = (value: unknown): Promise<string> =>
      transact(connection, (transaction) => transaction.objectStore('things').put(value, 'a'));
    await put('failed');
    const failed = databases.changes();
    await expect(
      store.transaction(async (parts) => {
        await failed.write(parts);
        throw new Error('disk full');
      }),
    ).rejects.toThrow('disk full');
    expect(databases.hasChanges()).toBe(true);

    const changes = databases.changes();
    await put('before it is written');
    await changes.write(store);
    await put('after it is written');
    changes.written();
    expect(await contentsOf(store)).toMatchObject({ things: [['a', 'before it is written']] });
    expect(databases.hasChanges()).toBe(true);
    await flush(databases, store);
    expect(await contentsOf(store)).toMatchObject({ things: [['a', 'after it is written']] });
    expect(databases.hasChanges()).toBe(false);
  });

  it('lets a newer library find the older version, and migrate it', async () => {
    const store = createMemoryStore();
    const { databases, connection } = await openThings(store);
    await transact(connection, (transaction) => {
      transaction.objectStore('things').put({ colour: 'red' }, 'a');
      transaction.objectStore('numbered').put({ n: 5 });
    });
    await flush(databases, store);

    const versions: number[] = [];
    const openNewer = (): ReturnType<typeof openLibrary> =>
      openLibrary(store, 3, ({ transaction, result }, oldVersion) => {
        versions.push(oldVersion);
        const moved = result.createObjectStore('moved');
        moved.createIndex('shade', ['shade', 'n'], { unique: true });
        moved.createIndex('each', 'list', { multiEntry: true });
        const old = transaction?.objectStore('things').get('a');
        old?.addEventListener('success', () => {
          moved.put({ shade: (old.result as { colour: string }).colour, n: 1, list: [1, 2] }, 'a');
          result.deleteObjectStore('things');
        });
      });
    const newer = await openNewer();
    await flush(newer.databases, store);
    const again = await openNewer();
    expect(versions).toEqual([1]);
    expect([...again.connection.objectStoreNames]).toEqual(['moved', 'numbered']);
    const moved = again.connection.transaction('moved').objectStore('moved');
    expect(await done(moved.index('shade').getKey(['red', 1]))).toBe('a');
    expect(await done(moved.index('each').getKey(2))).toBe('a');
    expect(moved.index('shade').unique).toBe(true);
    const stores = new Set((await store.crypto.load(database)).map((row) => row.store));
    expect([...stores]).toEqual(['::test/moved', '::test/numbered', 'machine', 'schema']);
  });

  it('opens the databases of several machines at the same time', async () => {
    const stores = [createMemoryStore(), createMemoryStore(), createMemoryStore()];
    const all = await Promise.all(stores.map((store) => openThings(store)));
    await Promise.all(
      all.map(({ connection }, n) =>
        transact(connection, (transaction) => transaction.objectStore('things').put(n, 'number')),
      ),
    );
    for (const [n, { databases }] of all.entries()) await flush(databases, stores[n] ?? createMemoryStore());
    expect(await Promise.all(stores.map(contentsOf))).toMatchObject(
      [0, 1, 2].map((n) => ({ things: [['number', n]] })),
    );
  });

  it.each<[string, Partial<CryptoRow>]>([
    ['a schema that is no JSON', { store: 'schema', key: '::test', value: '{' }],
    ['a value that is no JSON', { store: '::test/things', key: '"a"', value: '{' }],
    ['a key that is none', { store: '::test/things', key: '{}', value: '1' }],
    ['a row twice in a unique index', { store: '::test/numbered', key: '7', value: '{"id":1}' }],
  ])('tells that rows are damaged: %s', async (_, row) => {
    const store = createMemoryStore();
    const { databases, connection } = await openThings(store);
    await transact(connection, (transaction) => transaction.objectStore('numbered').put({ n: 1 }));
    await flush(databases, store);
    await store.crypto.write(database, [row as CryptoRow]);
    await expect(openThings(store)).rejects.toThrow();
  });
});
