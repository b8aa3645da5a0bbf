import type { SqlValue } from './engine.js';

/** A pool of connections: the class `Pool` of the package `pg` has this shape. */
export interface PostgresPool {
  connect(): Promise<PostgresClient>;
  on?(event: 'error', listener: (error: Error) => void): unknown;
  on?(event: 'connect', listener: (client: PostgresClient) => void): unknown;
  removeListener?(event: 'error', listener: (error: Error) => void): unknown;
  removeListener?(event: 'connect', listener: (client: PostgresClient) => void): unknown;
}

/** One connection of a {@link PostgresPool}. */
export interface PostgresClient {
  query(query: { name?: string; text: string; values?: SqlValue[] }): Promise<PostgresResult>;
  on(event: 'notice', listener: (notice: { code?: string | undefined }) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  removeListener(event: 'notice', listener: (notice: { code?: string | undefined }) => void): unknown;
  removeListener(event: 'error', listener: (error: Error) => void): unknown;
  /** Gives the connection back; with `true` it is closed instead. */
  release(destroy?: boolean): void;
}

/** The result of a query of a {@link PostgresClient}. */
export interface PostgresResult {
  rows: unknown[];
  /** The command that was run: `ROLLBACK` for the COMMIT of a transaction that had failed. */
  command: string;
}
