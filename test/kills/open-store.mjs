import { setTimeout as wait } from 'node:timers/promises';
import { createPostgresStore, createSqliteStore } from 'matrix-encrypted-appservice/sql';

/** @typedef {{ sqlite: string } | { postgres: number[] }} Where the file, or the ports on loopback */

/**
 * Opens the store, and tries again while the server is down.
 *
 * @param {Where} where
 * @param {boolean} commitsLate Makes a store that answers before it commits, to show that the search finds what that loses.
 */
export async function openStore(where, commitsLate = false) {
  for (;;) {
    try {
      const store = 'sqlite' in where ? await openSqlite(where.sqlite) : await openPostgres(where.postgres);
      return commitsLate ? answeringEarly(store) : store;
    } catch (error) {
      if (error.code !== 'CONNECTION' && error.code !== 'BUSY') throw error;
      await wait(50);
    }
  }
}

async function openSqlite(path) {
  const { DatabaseSync } = await import('node:sqlite').catch(() => import('@photostructure/sqlite'));
  return createSqliteStore(new DatabaseSync(path));
}

async function openPostgres(ports) {
  const { default: pg } = await import('pg');
  const pools = ports.map((port) => {
    const pool = new pg.Pool({ host: '127.0.0.1', port, user: 'postgres', database: 'postgres', max: 4 });
    pool.on('error', ignore);
    // A client that nothing listens to ends the process when its connection is lost.
    pool.on('connect', (client) => client.on('error', ignore));
    return pool;
  });
  return createPostgresStore({ connect: () => connectToPrimary(pools) });
}

/** node-postgres knows no lists of hosts: asks each server whether it is the primary. */
async function connectToPrimary(pools) {
  let failure = new Error('no server is the primary');
  for (const pool of pools) {
    try {
      const client = await pool.connect();
      if (await isPrimary(client)) return client;
      client.release();
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

/** Gives a broken connection back and rejects. */
async function isPrimary(client) {
  try {
    const { rows } = await client.query('SELECT pg_is_in_recovery() AS standby');
    return !rows[0].standby;
  } catch (error) {
    client.release(error);
    throw error;
  }
}

function ignore() {}

function answeringEarly(store) {
  /** Does a call of a part in a transaction, and answers a while before that commits. */
  const early =
    (part, method) =>
    (...given) =>
      new Promise((resolve, reject) => {
        store
          .transaction(async (parts) => {
            resolve(await parts[part][method](...given));
            await wait(10);
          })
          .catch(reject);
      });
  return {
    ...store,
    inbox: { ...store.inbox, accept: early('inbox', 'accept') },
    claims: { ...store.claims, take: early('claims', 'take') },
  };
}
