import type { SqlRow, SqlSteps, SqlValue } from './engine.js';
import type { SqliteDatabase } from './sqlite-database.js';
import { sqliteErrorOf } from './sqlite-errors.js';

/** The prepared statements of a handle. */
export interface Statements {
  /**
   * Runs a statement and returns its rows; of one that gives none, a row with `changes` and `lastInsertRowid`.
   *
   * @throws {StoreError}
   */
  readonly rowsOf: (sql: string, parameters: readonly SqlValue[]) => SqlRow[];
  /** Does work whose statements are run here, in one go. */
  readonly doSteps: <T>(steps: SqlSteps<T>) => T;
  /** Forgets them all, so that they can be freed. */
  readonly forget: () => void;
}

type Bound = readonly (string | number)[];

/** Prepares each statement once, by its text. */
export function createStatements(database: SqliteDatabase): Statements {
  const statements = new Map<string, (bound: Bound) => SqlRow[]>();

  function prepare(sql: string): (bound: Bound) => SqlRow[] {
    const statement = database.prepare(sql);
    // better-sqlite3 refuses `all` where no rows come back, and libsql leaves statements open after `run` where some do.
    if (/^\s*(SELECT|WITH)|\bRETURNING\b/.test(sql)) return (bound) => statement.all(...bound) as SqlRow[];
    return (bound) => {
      const written = statement.run(...bound);
      // Before Bun 1.1.14 it says nothing.
      return isWritten(written) ? [written] : (database.prepare(askWritten).all() as SqlRow[]);
    };
  }

  function rowsOf(sql: string, parameters: readonly SqlValue[]): SqlRow[] {
    try {
      let run = statements.get(sql);
      if (!run) statements.set(sql, (run = prepare(sql)));
      return run(parameters as Bound); // every driver takes null, too
    } catch (error) {
      throw sqliteErrorOf(error);
    }
  }

  return {
    rowsOf,
    doSteps: (steps) => {
      let step = steps.next();
      while (step.done !== true) step = steps.next(rowsOf(step.value.sql, step.value.parameters));
      return step.value;
    },
    forget: () => {
      statements.clear();
    },
  };
}

/** Asks for what most drivers return of a statement that gives no rows. */
const askWritten = 'SELECT changes() AS changes, last_insert_rowid() AS "lastInsertRowid"';

function isWritten(result: unknown): result is SqlRow {
  return typeof result === 'object' && result !== null && 'lastInsertRowid' in result;
}
