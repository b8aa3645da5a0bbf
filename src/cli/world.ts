import type { AppserviceHandler } from '../appservice/index.js';
import type { Connect } from '../check/appservice/byte-connection.js';
import type { Fetch } from '../client/fetch.js';
import type { ServedAddress } from './serve-handler.js';

/** A receiver of text. */
export interface Output {
  write(text: string): unknown;
}

/** A signal to a command that runs until it is stopped. */
export type ProcessSignal = 'SIGHUP' | 'SIGINT' | 'SIGTERM';

/** The exit status of a command that a signal ended, as shells have it: 128 and the signal's number. */
export type SignalStatus = 129 | 130 | 143;

/** The environment of a command. */
export interface World {
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Tells which of the two is a terminal. Only terminals get colours. */
  readonly isTerminal: { readonly stdout: boolean; readonly stderr: boolean };
  /** Width of the terminal, in characters. Default: 80. */
  readonly columns?: number | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly fetch: Fetch;
  /** Opens sockets, for requests that no `fetch` would send. */
  readonly connect: Connect;
  /** Monotonic clock, in milliseconds. */
  readonly now: () => number;
  /** Loads an optional package, or a module of the runtime; `undefined` if it is missing. */
  readonly loadModule: (name: string) => Promise<unknown>;
  /** Calls a listener for each of these signals, which then do not end the process; the returned function ends that. */
  readonly onSignal: (listener: (signal: ProcessSignal) => void) => () => void;
  /** Returns that many random bytes, for tokens. */
  readonly randomBytes: (count: number) => Uint8Array;
  /** Serves a handler at an address. Resolves, once it listens, with what ends that. */
  readonly serve: (handle: AppserviceHandler['handle'], address: ServedAddress) => Promise<() => Promise<void>>;
  /** Waits. Rejects when the signal is aborted. */
  readonly delay: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/** Returns the width for text: that of the terminal, but no wider than is comfortable to read. */
export function screenWidth({ columns = 0 }: Pick<World, 'columns'>): number {
  // A terminal of unknown size says 0.
  return columns === 0 ? 80 : Math.min(Math.max(columns, 60), 100);
}
