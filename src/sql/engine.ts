import { StoreError } from '../errors.js';

/** A value that every driver binds alike: libsql ends the process on booleans and dates, and numbers must be safe integers. */
export type SqlValue = string | number | null;

/** A row, by column name. Drivers give 64-bit integers as numbers, strings or bigints: read them with {@link numberOf}. */
export type SqlRow = Readonly<Record<string, unknown>>;

/** Statements inside a database transaction. Parameters are anonymous (`?`) in every dialect. */
export interface SqlConnection {
  /** Runs a statement that gives rows, also an INSERT or DELETE with RETURNING. */
  all(sql: string, parameters?: readonly SqlValue[]): Promise<SqlRow[]>;
  /** Runs a statement that gives none. */
  run(sql: string, parameters?: readonly SqlValue[]): Promise<void>;
}

/** The spellings in which SQLite and PostgreSQL differ. */
export interface SqlDialect {
  /** The definition of a column whose number grows with each row. */
  readonly sequence: string;
  /** The type of a column of 64-bit integers. */
  readonly integer: string;
  /** The type of a column of texts that are ordered by code point. */
  readonly text: string;
  /** The database's clock, in milliseconds since the epoch. */
  readonly nowMs: string;
  /** A SELECT that gives a row if the table named by its parameter exists. */
  readonly findTable: string;
  /** Returns a FROM item for the next parameter, a JSON array of arrays: it has these columns, all of them texts, in the array's order. */
  readonly rowsOfJson: (columns: readonly string[]) => string;
  /** Ends a SELECT whose rows must not change before the transaction ends. */
  readonly forShare: string;
  /** Makes the transaction wait for all others that have run it: numbers of a sequence are committed in their order then. */
  readonly keepOrder: string | undefined;
  /** Prepares the database for its first table. */
  readonly prepare: ((connection: SqlConnection) => Promise<void>) | undefined;
  /** Runs an INSERT of one row and returns the number that the row was given in its column `seq`. */
  readonly insertRow: (connection: SqlConnection, sql: string, parameters: readonly SqlValue[]) => Promise<number>;
  /** Runs an UPDATE or DELETE and tells whether there was a row for it. */
  readonly changesRow: (connection: SqlConnection, sql: string, parameters: readonly SqlValue[]) => Promise<boolean>;
  /** Takes one-time keys: of each wish at most its count, the oldest first, in rows `wish`, `seq`, `key_id` and `content`. */
  readonly takeKeys: (connection: SqlConnection, wishes: readonly KeyWish[], prefix: string) => Promise<SqlRow[]>;
}

/** A wish for one-time keys of a device that has a number. No two of one statement are for the same device and algorithm. */
export interface KeyWish {
  readonly wish: number;
  readonly device: number;
  readonly algorithm: string;
  readonly count: number;
}

/** A database that runs transactions. */
export interface SqlEngine {
  readonly dialect: SqlDialect;
  /** Stands in front of each table's name: a schema, a prefix, or both. */
  readonly prefix: string;
  /**
   * Runs `work` in a transaction that is durable when the promise resolves.
   *
   * @throws {StoreError} where the database fails; whatever `work` throws. Nothing is written then.
   */
  transaction<T>(work: (connection: SqlConnection) => Promise<T>): Promise<T>;
  /** Runs `work` as `transaction` does. It may run more than once, so it changes nothing outside the database. */
  write<T>(work: (connection: SqlConnection) => Promise<T>): Promise<T>;
  /**
   * Runs `work`, which writes nothing and may run more than once, without the locks of a transaction that writes.
   *
   * @throws {StoreError} where the database fails; whatever `work` throws.
   */
  read<T>(work: (connection: SqlConnection) => Promise<T>): Promise<T>;
  /** Waits for the transactions in progress and refuses those that come later. */
  close(): Promise<void>;
}

/** Runs work in a transaction: one of its own, or the one that the caller is in. */
export type Run = <T>(work: (connection: SqlConnection) => Promise<T>) => Promise<T>;

/** The ways to run the calls of a store. */
export interface Runs {
  /** For calls that write nothing: where they have a transaction of their own, it holds no writer up. */
  readonly read: Run;
  readonly write: Run;
}

/** The statements of one transaction, and the end of it. */
export interface TransactionScope {
  readonly connection: SqlConnection;
  /** Refuses whatever statements come later: they would run outside the transaction. */
  readonly end: () => void;
}

/** Wraps the function that runs a statement so that it serves one transaction alone. */
export function createScope(all: SqlConnection['all']): TransactionScope {
  let isOver = false;
  const allWithin: SqlConnection['all'] = (sql, parameters) =>
    isOver
      ? Promise.reject(new StoreError('CLOSED', 'the transaction is over: its work must await all of its calls'))
      : all(sql, parameters);
  return {
    connection: {
      all: allWithin,
      run: async (sql, parameters) => {
        await allWithin(sql, parameters);
      },
    },
    end: () => {
      isOver = true;
    },
  };
}

/** Reads an integer column, in whichever type the driver gives it. */
export function numberOf(value: unknown): number {
  return Number(value);
}

/** Reads a text column that may be NULL. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
