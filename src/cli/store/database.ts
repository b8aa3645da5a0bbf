import type { AppserviceStore } from '../../appservice/store.js';
import { StoreError } from '../../errors.js';
import type { SqlEngine } from '../../sql/engine.js';
import { readSchemaVersion, schemaVersion } from '../../sql/schema.js';
import { CliError } from '../cli-error.js';

/** A store's database that is open, before the store is. */
export interface OpenDatabase {
  /** The package or module that opened it. */
  readonly driver: string;
  /** Stands in front of the names of tables. */
  readonly prefix: string;
  /** Runs a statement that gives rows. */
  readonly query: (sql: string) => Promise<Row[]>;
  /** Looks for faults of the database itself, below the tables. */
  readonly findFaults: () => Promise<StoreFinding[]>;
  /** Opens the store as it is: applies no schema steps. To read, it writes nothing at all. */
  readonly openStore: (access: 'read' | 'write') => Promise<AppserviceStore>;
  readonly close: () => Promise<void>;
}

/** A row by column name. */
export type Row = Readonly<Record<string, unknown>>;

/** A fault of a store. */
export interface StoreFinding {
  readonly severity: 'error' | 'warning';
  readonly message: string;
}

/** Makes the error for a database without our tables. */
export function noStoreIn(place: string): CliError {
  return new CliError(
    'CONTENT',
    `there is no store in ${place}`,
    'Is this the right place? The appservice creates its tables when it first starts.',
  );
}

/**
 * Refuses a database whose tables this version of the package cannot use as they are: it changes none.
 *
 * @throws {CliError} if there are none, or they have an earlier version.
 * @throws {StoreError} `NEWER_SCHEMA`, or `CORRUPT` if tables are missing.
 */
export async function requireSchema(engine: SqlEngine, place: string): Promise<void> {
  const version = await readSchemaVersion(engine);
  if (version === undefined) throw noStoreIn(place);
  const versions = `has version ${String(version)}, and this package knows ${String(schemaVersion)}`;
  if (version > schemaVersion) throw new StoreError('NEWER_SCHEMA', `the store in ${place} ${versions}`);
  if (version < schemaVersion) {
    const hint =
      'Use the version of this package that the appservice uses. Only the appservice changes its tables, when it starts.';
    throw new CliError('CONTENT', `the store in ${place} ${versions}`, hint);
  }
}

/** Makes the error for drivers that are missing, or do not load. */
export function noDriver(kind: string, names: readonly string[], install: string, broken: readonly string[]): CliError {
  const reasons = broken.length === 0 ? '' : ` (${broken.join('; ')})`;
  return new CliError(
    'CONTENT',
    `no driver for ${kind} is installed: looked for ${names.join(', ')}, from this folder and from this package${reasons}`,
    `Install one in the folder of the appservice: ${install}`,
  );
}
