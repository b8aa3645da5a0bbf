/*
 * Copies of the members that a store uses, for drivers whose declarations are not installed here: @types/node of Node 20 lacks
 * node:sqlite, libsql brings binaries, and Bun's types change the globals.
 */

/** As @types/node 24 declares it. */
declare module 'node:sqlite' {
  type Value = null | number | bigint | string | NodeJS.ArrayBufferView;
  type Output = null | number | bigint | string | Uint8Array;
  interface Changes {
    changes: number | bigint;
    lastInsertRowid: number | bigint;
  }

  export interface StatementSync {
    all(...anonymousParameters: Value[]): Record<string, Output>[];
    all(namedParameters: Record<string, Value>, ...anonymousParameters: Value[]): Record<string, Output>[];
    run(...anonymousParameters: Value[]): Changes;
    run(namedParameters: Record<string, Value>, ...anonymousParameters: Value[]): Changes;
  }

  export class DatabaseSync {
    constructor(path: string);
    exec(sql: string): void;
    prepare(sql: string): StatementSync;
  }
}

/** Declares itself like better-sqlite3. */
declare module 'libsql' {
  interface Statement {
    all(...bindParameters: unknown[]): unknown[];
    run(...bindParameters: unknown[]): unknown;
  }

  export default class Database {
    constructor(path: string);
    exec(sql: string): void;
    prepare(sql: string): Statement;
  }
}

declare module 'bun:sqlite' {
  type Value = string | bigint | NodeJS.TypedArray | number | boolean | null | Record<string, string | number | null>;
  interface Changes {
    lastInsertRowid: number;
    changes: number;
  }

  export interface Statement<Row, Parameters extends Value[]> {
    all(...params: Parameters): Row[];
    run(...params: Parameters): Changes;
  }

  export class Database {
    constructor(path: string);
    exec(sql: string, ...bindings: Value[][]): Changes;
    prepare<Row, Parameters extends Value | Value[]>(
      sql: string,
      params?: Parameters,
    ): Statement<Row, Parameters extends unknown[] ? Parameters : [Parameters]>;
  }
}
