import { createHomeserverClient } from 'matrix-encrypted-appservice/client';
import { createEncryption } from 'matrix-encrypted-appservice/encryption';
import { createSqliteStore } from 'matrix-encrypted-appservice/sql';
import type { AppserviceRegistration } from 'matrix-encrypted-appservice/types';
import { sqliteDrivers } from '../../helpers/sqlite-drivers.js';
import { serverName } from '../workloads/encrypted-room.js';
import { sayFailed, tellParent } from './answer-parent.js';

/** Starts the encryption on a SQLite store in which many ghosts have devices. The argument is {@link GhostsOptions} as JSON. */

/** How many ghosts there are. */
export interface GhostsOptions {
  readonly path: string;
  readonly ghosts: number;
  readonly registration: AppserviceRegistration;
  /** Makes the ghosts, and starts nothing. */
  readonly fills?: boolean;
}

/** What a start took, from the opening of the database on. */
export interface GhostsReport {
  readonly startMs: number;
  readonly processorMs: number;
  readonly grownBytes: number;
}

const { path, ghosts, registration, fills = false } = JSON.parse(process.argv[2] ?? '') as GhostsOptions; // the parent is ours
const [driver] = sqliteDrivers;
const perTransaction = 1000;

try {
  if (driver === undefined) throw new Error('one driver is always there');
  const database = driver.open(path);
  const residentBefore = process.memoryUsage.rss();
  const cpuBefore = process.cpuUsage();
  const begin = performance.now();
  const store = await createSqliteStore(database);
  if (fills) {
    for (let first = 0; first < ghosts; first += perTransaction) {
      await store.transaction(async ({ devices }) => {
        for (let number = first; number < Math.min(ghosts, first + perTransaction); number++) {
          const userId = `@irc_${number}:${serverName}`;
          await devices.putUser({ userId, deviceId: 'DEVICE', crossSigning: '{}', state: '{"registered":true}' });
        }
      });
    }
    tellParent({});
  } else {
    const encryption = createEncryption({
      ...{ registration, serverName, store, storeKey: new Uint8Array(32).fill(7) },
      homeserver: createHomeserverClient({
        url: 'http://homeserver.invalid',
        asToken: registration.as_token,
        fetch: ({ url }) =>
          Promise.resolve(
            Response.json(url.includes('/whoami') ? { user_id: `@ircbot:${serverName}` } : { duration_ms: 1 }),
          ),
      }),
      onEvent: () => undefined,
    });
    await encryption.start();
    const { user, system } = process.cpuUsage(cpuBefore);
    tellParent({
      startMs: performance.now() - begin,
      processorMs: (user + system) / 1000,
      grownBytes: process.memoryUsage.rss() - residentBefore,
    } satisfies GhostsReport);
  }
} catch (error) {
  sayFailed(error);
}
