import { StoreError } from '../../errors.js';
import { CliError } from '../cli-error.js';
import type { World } from '../world.js';
import type { OpenDatabase } from './database.js';
import { openPostgres } from './open-postgres.js';
import { openSqlite } from './open-sqlite.js';
import { isPostgresUrl } from './postgres-config.js';

/**
 * Opens the database of a store, hands it to `work`, and closes it. Makes neither files nor tables.
 *
 * @throws {CliError} if it is missing, cannot be opened, or fails: in words, with the code of the `StoreError`.
 */
export async function withDatabase<T>(
  target: string,
  schema: string | undefined,
  world: World,
  work: (database: OpenDatabase) => Promise<T>,
): Promise<T> {
  try {
    const database = isPostgresUrl(target)
      ? await openPostgres(target, schema ?? 'public', world)
      : await openSqlite(target, world);
    try {
      return await work(database);
    } finally {
      await database.close();
    }
  } catch (error) {
    if (error instanceof StoreError) throw new CliError(error.code, error.message, remedies[error.code]);
    throw error;
  }
}

/** The remedy for each failure; none where its message says all. */
const remedies: Readonly<Record<StoreError['code'], string | undefined>> = {
  AUTHENTICATION:
    'The server refuses this user or this password. Passwords come from PGPASSWORD, a service file or ~/.pgpass.',
  BUSY: 'Another process writes and has not finished in time. Try again.',
  CLOSED: undefined,
  COMMIT_UNKNOWN: 'The connection was lost while the change was written. The status shows whether it was.',
  CONNECTION: 'Is the server running, and is that its address, seen from this machine?',
  CORRUPT:
    'Stop the appservice and restore a backup. A backup gives out keys a second time, so use forget-device for each device then.',
  DATABASE: undefined,
  FENCED: undefined,
  FULL: 'Make room on the disk of the database.',
  IO: 'Run this as the user of the appservice: the file and its folder have to be writable.',
  NEWER_SCHEMA: 'Use the version of this package that the appservice has.',
  READ_ONLY: 'Run this as the user of the appservice, or on the primary server and not on a standby.',
  UNSTORABLE_NAME: undefined,
};
