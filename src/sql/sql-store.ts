import { storableName } from '../appservice/storable-name.js';
import type { AppserviceStore, LeaseStore, StoreParts } from '../appservice/store.js';
import { StoreError } from '../errors.js';
import { createClaims } from './claim-tables.js';
import { createCrypto, createRooms } from './crypto-tables.js';
import { createDevices } from './device-tables.js';
import { alone, numberOf, type Run, type Runs, type SqlConnection, type SqlEngine } from './engine.js';
import { createSqlInbox } from './inbox-tables.js';

/** Makes the store on a database whose tables are up to date. */
export function createSqlStore(engine: SqlEngine): AppserviceStore {
  const write: Run = (work) => engine.write(work);
  const read: Run = (work) => engine.read(work);
  const inboxOn = createSqlInbox(engine);
  const claimsOn = createClaims(engine);

  function partsOn(runs: Runs): StoreParts {
    return {
      inbox: inboxOn(runs),
      claims: claimsOn(runs),
      devices: createDevices(runs, engine),
      rooms: createRooms(runs, engine),
      crypto: createCrypto(runs, engine),
    };
  }

  return {
    ...partsOn({ read, write, batch: (work) => engine.batch(work) }),
    lease: createLease(write, engine),
    transaction: (work, { fence } = {}) =>
      engine.transaction(async (connection) => {
        if (fence !== undefined) await requireFence(connection, engine, fence);
        let failure: { readonly error: unknown } | undefined;
        const within: Run = async (call) => {
          try {
            return await call(connection);
          } catch (error) {
            failure ??= { error };
            throw error;
          }
        };
        const result = await work(partsOn({ read: within, write: within, batch: alone(within) }));
        // PostgreSQL rolls back then, whatever it is told; so nothing may count as written, even if `work` caught the error.
        if (failure) throw failure.error;
        return result;
      }),
    close: () => engine.close(),
  };
}

/** The one lease there is. The table has room for more. */
const leaseName = 'leader';

async function requireFence(connection: SqlConnection, { prefix, dialect }: SqlEngine, fence: number): Promise<void> {
  const sql = `SELECT fence FROM ${prefix}lease WHERE name = ? AND fence = ?${dialect.forShare}`;
  const rows = await connection.all(sql, [leaseName, fence]);
  if (rows.length === 0) throw new StoreError('FENCED', 'another process has taken the lease: this one must not write');
}

function createLease(run: Run, { prefix, dialect: { nowMs } }: SqlEngine): LeaseStore {
  return {
    acquire: (owner, durationMs) =>
      run(async (connection) => {
        const [row] = await connection.all(
          `INSERT INTO ${prefix}lease(name, owner, fence, until) VALUES (?, ?, 1, ${nowMs} + ?)
          ON CONFLICT(name) DO UPDATE SET owner = excluded.owner, fence = ${prefix}lease.fence + 1, until = excluded.until
          WHERE ${prefix}lease.owner = excluded.owner OR ${prefix}lease.until <= ${nowMs}
          RETURNING fence`,
          [leaseName, storableName(owner), Math.ceil(durationMs)],
        );
        return row === undefined ? undefined : numberOf(row['fence']);
      }),
    renew: (fence, durationMs) =>
      run(async (connection) => {
        const rows = await connection.all(
          `UPDATE ${prefix}lease SET until = ${nowMs} + ? WHERE name = ? AND fence = ? RETURNING fence`,
          [Math.ceil(durationMs), leaseName, fence],
        );
        return rows.length > 0;
      }),
    release: (fence) =>
      run((connection) =>
        connection.run(`UPDATE ${prefix}lease SET until = 0, owner = '' WHERE name = ? AND fence = ?`, [
          leaseName,
          fence,
        ]),
      ),
  };
}
