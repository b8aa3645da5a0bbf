import { describe, expect, it } from 'vitest';
import { createSqliteStore } from '../../src/sql/sqlite.js';
import type { SqliteDatabase } from '../../src/sql/sqlite-database.js';
import { sqliteDrivers } from '../helpers/sqlite-drivers.js';
import { describeSqlite } from '../helpers/sqlite-suite.js';

for (const driver of sqliteDrivers) describeSqlite(driver);

describe('createSqliteStore', () => {
  it('says what it takes where it is given something else', async () => {
    const methods = { exec: () => undefined, prepare: () => undefined };
    const later = { exec: () => Promise.resolve(), prepare: () => ({ all: () => Promise.resolve([]) }) };
    const values = [null, undefined, 'bridge.db', Promise.resolve(methods), {}, { exec: methods.exec }, later];
    for (const value of [...values, { prepare: methods.prepare }]) {
      const result = createSqliteStore(value as unknown as SqliteDatabase);
      await expect(result).rejects.toThrow(TypeError);
      await expect(result).rejects.toThrow('createSqliteStore takes an open database of a synchronous driver');
    }
  });
});
