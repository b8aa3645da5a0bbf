import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from 'vitest';
import { createSqliteStore } from '../../src/sql/sqlite.js';
import { describeLedger } from '../helpers/ledger-suite.js';
import { sqliteDrivers, type OpenDatabase } from '../helpers/sqlite-drivers.js';

describe.each(sqliteDrivers)('with $name', ({ open }) => {
  describeLedger('a claim ledger on SQLite', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sqlite-ledger-'));
    const databases: OpenDatabase[] = [];
    const openStore = (): ReturnType<typeof createSqliteStore> => {
      const database = open(join(folder, 'store.db'));
      databases.push(database);
      return createSqliteStore(database);
    };
    return {
      store: await openStore(),
      reopen: openStore,
      dispose: async () => {
        for (const database of databases) database.close();
        await rm(folder, { recursive: true });
      },
    };
  });
});
