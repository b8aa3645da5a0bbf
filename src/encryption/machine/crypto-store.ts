import { IDBFactory as Factory } from 'fake-indexeddb';
import type { CryptoRow, StoreParts } from '../../appservice/store.js';
import { lendClasses, lendFactory } from './indexeddb-globals.js';
import { recordDatabase } from './record-changes.js';
import { createDatabase, readDatabase, storeName, type Schema } from './stored-database.js';
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
    const { schema, rows } = await readDatabase(factory, prefix + name);
    const old = [...known.values(), ...pending.values()].filter(({ store }) => store.startsWith(storeName(name, '')));
    for (const row of old) record({ ...row, value: undefined });
    for (const [objectStore, all] of rows)
      for (const row of all) record({ store: storeName(name, objectStore), ...row });
    record({ store: schemaStore, key: name, value: encodeStored(schema) });
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
    const rowsOf = new Map(schema.stores.map((each) => [each.name, stored.get(storeName(name, each.name)) ?? []]));
    await createDatabase(factory, prefix + name, schema, rowsOf);
  }

  const giveClassesBack = lendClasses();
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
          if (pending.size === 0) return;
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
