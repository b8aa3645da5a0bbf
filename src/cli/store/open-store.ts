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
  BUSY: 'Another process is writing and did not finish in time. Try again.',
  CLOSED: undefined,
  COMMIT_UNKNOWN:
    'The connection was lost during the commit. Check with status or set-aside whether the change was made.',
  CONNECTION:
    'Check that the server is running, that this machine reaches it at this address, and that both agree on TLS (sslmode, sslrootcert).',
  CORRUPT:
    'Stop the appservice and restore a backup. It may hold keys that were already given out, so run forget-device for each device.',
  DATABASE: undefined,
  FENCED: undefined,
  FULL: 'Free space on the disk of the database.',
  IO: 'Run this as the user of the appservice. That user must be able to write the file and its folder.',
  NEWER_SCHEMA: 'Use the version of this package that the appservice uses.',
  REPLACED: 'Run the command again, and start the appservice again if it was running meanwhile.',
  READ_ONLY: 'Run this as the user of the appservice, or on the primary server and not on a standby.',
  UNSTORABLE_NAME: undefined,
};
