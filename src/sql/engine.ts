import type { GivenKey, WantedKeys } from '../appservice/key-claim-store.js';
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
  /** Runs statements one after the other, in SQLite without anything between them. */
  steps<T>(steps: SqlSteps<T>): Promise<T>;
}

/** Work that yields statements, and is given their rows: SQLite does it in one go, which costs no promise for each statement. */
export type SqlSteps<T> = Generator<Statement, T, SqlRow[]>;

/** A statement to be run. */
export interface Statement {
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
}

/** Does work whose statements are run elsewhere. */
export async function walk<T>(steps: SqlSteps<T>, all: SqlConnection['all']): Promise<T> {
  let step = steps.next();
  while (step.done !== true) step = steps.next(await all(step.value.sql, step.value.parameters));
  return step.value;
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
  /**
   * A parameter for a text, or for a number, in statements with ORDER BY or LIMIT. SQLite plans these anew for each value, which takes
   * longer than to run them, unless the value is part of an expression.
   */
  readonly plannedText: string;
  readonly plannedInteger: string;
  /** Joins a table to the rows of {@link SqlDialect.rowsOfJson}, for each of which its index is used. */
  readonly joinInOrder: string;
  /** Ends a SELECT whose rows must not change before the transaction ends. */
  readonly forShare: string;
  /** Makes the transaction wait for all others that have run it: numbers of a sequence are committed in their order then. */
  readonly keepOrder: string | undefined;
  /** Prepares the database for its first table. */
  readonly prepare: ((connection: SqlConnection) => Promise<void>) | undefined;
  /** Runs an INSERT of one row and returns the number that the row was given in its column `seq`. */
  readonly insertRow: (sql: string, parameters: readonly SqlValue[]) => SqlSteps<number>;
  /** Runs an UPDATE or DELETE and tells whether there was a row for it. */
  readonly changesRow: (connection: SqlConnection, sql: string, parameters: readonly SqlValue[]) => Promise<boolean>;
  /** Makes the function that takes one-time keys. */
  readonly oneTimeKeyTaker: (prefix: string) => OneTimeKeyTaker;
  /**
   * Makes the function that writes down many transactions at once: those whose IDs are not known, in this order. It returns the
   * numbers that they were given, by ID. Where there is none, transactions share a commit anyway.
   */
  readonly newTransactionWriter: ((prefix: string) => NewTransactionWriter) | undefined;
}

/** A wish for keys, by its place among the wishes of a call. All of its names can be stored, and its count is more than 0. */
export interface KeyWish extends WantedKeys {
  readonly wish: number;
}

/** Takes of each wish at most its count of keys, the oldest first. Returns them in the order of the wishes. */
export type OneTimeKeyTaker = (wishes: readonly KeyWish[]) => SqlSteps<GivenKey[]>;

/** Writes down transactions of different IDs, and returns the numbers of those that were not known. */
export type NewTransactionWriter = (transactions: readonly NewTransaction[]) => SqlSteps<ReadonlyMap<string, number>>;

/** A transaction that may be new. */
export interface NewTransaction {
  readonly id: string;
  readonly digests: readonly string[];
  readonly body: string | undefined;
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
  readonly batch: Batch;
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
  readonly batch: Batch;
}

/**
 * Makes a call that writes, and may run more than once. Where each statement takes a round trip, calls that come together are one piece
 * of work.
 */
export type Batch = <Input, Output>(work: BatchWork<Input, Output>) => (input: Input) => Promise<Output>;

/** The work of calls that may come together. */
export interface BatchWork<Input, Output> {
  /** Work for several calls that runs a single `statement` needs no BEGIN and no COMMIT. */
  readonly kind: 'statement' | 'transaction';
  /** Does what one call wants. */
  readonly one: (input: Input) => SqlSteps<Output>;
  /** Does what several calls want, and returns an output for each. */
  readonly all: (inputs: readonly Input[]) => SqlSteps<readonly Output[]>;
}

/** Makes calls that do without others. */
export function alone(run: Run): Batch {
  return ({ one }) =>
    (input) =>
      run((connection) => connection.steps(one(input)));
}

/** The statements of one transaction, and the end of it. */
export interface TransactionScope {
  readonly connection: SqlConnection;
  /** Refuses whatever statements come later: they would run outside the transaction. */
  readonly end: () => void;
}

/** Wraps the functions that run a statement, or several, so that they serve one transaction alone. */
export function createScope({ all, steps }: Pick<SqlConnection, 'all' | 'steps'>): TransactionScope {
  let isOver = false;
  const within = <T>(call: () => Promise<T>): Promise<T> =>
    isOver
      ? Promise.reject(new StoreError('CLOSED', 'the transaction is over: its work must await all of its calls'))
      : call();
  return {
    connection: {
      all: (sql, parameters) => within(() => all(sql, parameters)),
      run: async (sql, parameters) => {
        await within(() => all(sql, parameters));
      },
      steps: (work) => within(() => steps(work)),
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
