import type { AppserviceStore } from '../../appservice/store.js';
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
  readonly openStore: () => Promise<AppserviceStore>;
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

/** Makes the error for drivers that are missing, or do not load. */
export function noDriver(kind: string, names: readonly string[], install: string, broken: readonly string[]): CliError {
  const reasons = broken.length === 0 ? '' : ` (${broken.join('; ')})`;
  return new CliError(
    'CONTENT',
    `no driver for ${kind} is installed: looked for ${names.join(', ')}, from this folder and from this package${reasons}`,
    `Install one in the folder of the appservice: ${install}`,
  );
}
