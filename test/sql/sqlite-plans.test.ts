import { expect, it, onTestFinished } from 'vitest';
import { createClaimLedger } from '../../src/appservice/claim-ledger.js';
import { createSqliteStore } from '../../src/sql/sqlite.js';
import { packagedSqlite } from '../helpers/sqlite-drivers.js';

const [userId, deviceId] = ['@ghost:example.org', 'GHOST'];
const algorithm = 'signed_curve25519';

// A list that is read again for each row of a table took 26 seconds where a device had had 20,000 keys.
it('reads a list first, and tables by their indexes for each row of it', async () => {
  const database = packagedSqlite.open(':memory:');
  onTestFinished(() => {
    database.close();
  });
  const statements = new Set<string>();
  const store = await createSqliteStore({
    exec: (sql) => database.exec(sql),
    prepare: (sql) => {
      statements.add(sql);
      return database.prepare(sql);
    },
  });
  const ledger = createClaimLedger(store);
  const key = { key: 'a2V5', signatures: {} };
  await ledger.add(userId, deviceId, {
    [`${algorithm}:a`]: key,
    [`${algorithm}:b`]: { ...key, fallback: true },
  });
  await ledger.claim({ [userId]: { [deviceId]: [algorithm, algorithm] } });
  await store.devices.lookUp([userId]);
  const withLists = [...statements].filter((sql) => sql.includes('json_each'));
  expect(withLists.length).toBeGreaterThanOrEqual(6);
  for (const sql of withLists) {
    // One row for each step of the plan, as SQLite documents it.
    const steps = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all() as { parent: number; detail: string }[];
    for (const [n, { parent, detail }] of steps.entries()) {
      if (!detail.startsWith('SCAN json_each')) continue;
      const before = steps.slice(0, n).filter((step) => step.parent === parent && /^(SCAN|SEARCH)/.test(step.detail));
      expect(before, sql).toEqual([]);
    }
  }
});
