import type { SqliteDatabase } from '../../../src/sql/sqlite-database.js';
import { createRandom } from '../../helpers/random.js';

/** What the stores of the comparison hold, and the statements that do without a store what it does with each call. */

/** The algorithm of all one-time keys. */
export const algorithm = 'signed_curve25519';

/** How many one-time keys a device of a filled store has. */
export const keysPerDevice = 50;

const random = createRandom(7);

/** A one-time key as JSON text. */
const keyText = JSON.stringify({
  key: random.base64(32),
  signatures: { '@_bridge_user0:example.org': { 'ed25519:ABCDEFGHIJ': random.base64(64) } },
});

/** A user of the filled stores, one device each. */
export function storeUserAt(index: number): string {
  return `@_bridge_user${index}:example.org`;
}

/** Their devices all have this ID. */
export const storeDeviceId = 'ABCDEFGHIJ';

/**
 * Claims the oldest key of a device, with the fastest statement known. SQLite plans a statement with ORDER BY anew for each value of a
 * parameter, unless the value is part of an expression; so it is in `algorithm`.
 */
export const bareClaim = (prefix: string, algorithm: string): string =>
  `DELETE FROM ${prefix}one_time_key WHERE seq = (
    SELECT seq FROM ${prefix}one_time_key
    WHERE device = (SELECT device FROM ${prefix}device WHERE user_id = ? AND device_id = ?)
    AND algorithm = ${algorithm} ORDER BY seq LIMIT 1
  ) RETURNING key_id, content`;

/** Asks whether a transaction's ID has come before (T7). */
export const bareLookup = (prefix: string): string => `SELECT 1 AS found FROM ${prefix}txn WHERE id = ?`;

/** Writes a transaction down. */
export const bareTransaction = (prefix: string): string =>
  `INSERT INTO ${prefix}txn(id, part, body, arrived_at) VALUES (?, 1, ?, ?)`;

/** Writes down which event of a transaction has come (T7). */
export const bareDigest = (prefix: string): string => `INSERT INTO ${prefix}txn_digest(id, digest) VALUES (?, ?)`;

/** SQLite has to commit this often while it is filled, or its log becomes as large as the database. */
const devicesAtOnce = 10_000;

/** Fills a SQLite store with devices and their keys by plain inserts. */
export function fillSqlite(database: SqliteDatabase, devices: number, keysEach: number = keysPerDevice): void {
  database.exec('PRAGMA synchronous = OFF');
  for (let first = 0; first < devices; first += devicesAtOnce) {
    const last = Math.min(first + devicesAtOnce, devices) - 1;
    for (const statement of fillStatements('appservice_', (from, to) => rowNumbers(from, to), first, last, keysEach)) {
      database.exec(statement);
    }
  }
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
}

function rowNumbers(from: number, to: number): string {
  return `(WITH RECURSIVE r(n) AS (SELECT ${from} UNION ALL SELECT n + 1 FROM r WHERE n < ${to}) SELECT n FROM r)`;
}

/** The statements that insert the users from `first` to `last`; `numbers` spells a table of the numbers `n` from one to another. */
export function fillStatements(
  prefix: string,
  numbers: (from: number, to: number) => string,
  first: number,
  last: number,
  keysEach: number,
): string[] {
  const devices = `${numbers(first, last)} AS u JOIN ${prefix}device AS d
    ON d.user_id = '@_bridge_user' || u.n || ':example.org' AND d.device_id = '${storeDeviceId}'`;
  const keys = `${devices} CROSS JOIN ${numbers(1, keysEach)} AS k`;
  const keyId = `'${algorithm}:AAAAAA' || k.n`;
  return [
    `INSERT INTO ${prefix}device(user_id, device_id)
      SELECT '@_bridge_user' || u.n || ':example.org', '${storeDeviceId}' FROM ${numbers(first, last)} AS u`,
    `INSERT INTO ${prefix}algorithm(device, algorithm) SELECT d.device, '${algorithm}' FROM ${devices}`,
    `INSERT INTO ${prefix}one_time_key(device, algorithm, key_id, content)
      SELECT d.device, '${algorithm}', ${keyId}, '${keyText}' FROM ${keys}`,
    `INSERT INTO ${prefix}known_key(device, kind, key_id, fingerprint)
      SELECT d.device, 'one-time', ${keyId}, '0123456789a' FROM ${keys}`,
  ];
}
