import { statSync } from 'node:fs';
import { createSqliteStore } from 'matrix-encrypted-appservice/sql';
import { sqliteDrivers } from '../../helpers/sqlite-drivers.js';
import { makeCalls } from '../harness/calls.js';
import { algorithm, fillSqlite, keysPerDevice, storeDeviceId, storeUserAt } from '../workloads/store.js';
import { sayFailed, tellParent } from './answer-parent.js';

/** Fills a SQLite store with keys, or opens one and claims from it. The argument is {@link ManyKeysOptions} as JSON. */

/** The store to fill or to open. */
export interface ManyKeysOptions {
  readonly path: string;
  readonly keys: number;
  /** Whether to fill it. */
  readonly fills?: boolean;
}

/** What an open store takes. */
export interface ClaimsReport {
  /** For opening it and one claim, the driver being loaded. */
  readonly openMs: number;
  /** The process's growth until all claims were made. */
  readonly grownBytes: number;
  readonly fileBytes: number;
  readonly claimsPerSecond: number;
  readonly claimProcessorMs: number;
}

const claimsToMake = 1280;
const { path, keys, fills = false } = JSON.parse(process.argv[2] ?? '') as ManyKeysOptions; // the parent is ours
const [driver] = sqliteDrivers;

try {
  if (driver === undefined) throw new Error('one driver is always there');
  // The driver's code is loaded before anything counts.
  driver.open(':memory:').exec('SELECT 1');
  const residentBytes = process.memoryUsage.rss();
  const beginMs = performance.now();
  const database = driver.open(path);
  const store = await createSqliteStore(database);
  const devices = keys / keysPerDevice;
  if (fills) {
    fillSqlite(database, devices);
    tellParent({});
  } else {
    let next = 0;
    const claim = async (): Promise<void> => {
      // A prime far from the others, so that each claim is somewhere else in the tables.
      const userId = storeUserAt((next++ * 7919) % devices);
      const [key] = await store.claims.take([{ userId, deviceId: storeDeviceId, algorithm, count: 1 }]);
      if (key === undefined && keys > claimsToMake) throw new Error('a device has no keys left');
    };
    await claim();
    const openMs = performance.now() - beginMs;
    const { wall, processor } = await makeCalls(claim, claimsToMake, 64);
    tellParent({
      openMs,
      grownBytes: process.memoryUsage.rss() - residentBytes,
      fileBytes: statSync(path).size,
      claimsPerSecond: 1000 / wall,
      claimProcessorMs: processor,
    } satisfies ClaimsReport);
  }
  await store.close();
  database.close();
} catch (error) {
  sayFailed(error);
}
