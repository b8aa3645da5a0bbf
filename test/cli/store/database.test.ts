import { expect, it } from 'vitest';
import { requireSchema } from '../../../src/cli/store/database.js';
import { applySchema, schemaVersion } from '../../../src/sql/schema.js';
import { openSqliteEngine } from '../../../src/sql/sqlite-engine.js';
import type { SqlEngine } from '../../../src/sql/engine.js';
import { packagedSqlite } from '../../helpers/sqlite-drivers.js';

/** Answers that there is a schema of this version. */
function engineOf(version: number): SqlEngine {
  const all = (): Promise<{ version: number }[]> => Promise.resolve([{ version }]);
  return {
    dialect: {},
    prefix: '',
    read: (work: (connection: object) => unknown) => work({ all }),
  } as unknown as SqlEngine;
}

it('uses tables of its own version, and makes none (C8)', async () => {
  const database = packagedSqlite.open(':memory:');
  const engine = await openSqliteEngine(database);
  const refused = { code: 'CONTENT', message: 'there is no store in bridge.db' };
  await expect(requireSchema(engine, 'bridge.db')).rejects.toMatchObject(refused);
  expect(database.prepare('SELECT * FROM sqlite_master').all()).toEqual([]);
  await applySchema(engine);
  await requireSchema(engine, 'bridge.db');
  database.close();
});

it('refuses tables of another version, and says which version of the package to use', async () => {
  await expect(requireSchema(engineOf(schemaVersion + 1), 'bridge.db')).rejects.toMatchObject({ code: 'NEWER_SCHEMA' });
  await expect(requireSchema(engineOf(schemaVersion - 0.5), 'bridge.db')).rejects.toMatchObject({
    code: 'CONTENT',
    hint: expect.stringMatching(/^Use the version of this package that the appservice uses/) as string,
  });
});
