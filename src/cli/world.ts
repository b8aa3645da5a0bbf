import type { Fetch } from '../client/fetch.js';

/** Takes text as it comes. */
export interface Output {
  write(text: string): unknown;
}

/** All that a command has of the world around it. */
export interface World {
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Which of the two a person looks at. Colours are for them alone. */
  readonly isTerminal: { readonly stdout: boolean; readonly stderr: boolean };
  /** How wide the terminal is, in characters. Default: 80. */
  readonly columns?: number | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly fetch: Fetch;
  /** A clock that never goes back, in milliseconds. */
  readonly now: () => number;
  /** Loads a package that is no dependency, or a module of the runtime; `undefined` where it is missing. */
  readonly loadModule: (name: string) => Promise<unknown>;
  /** As many random bytes, for tokens. */
  readonly randomBytes: (count: number) => Uint8Array;
}

/** How wide text may be: the terminal, but no wider than is good to read. */
export function screenWidth({ columns = 0 }: Pick<World, 'columns'>): number {
  // A terminal that does not know its size says 0.
  return columns === 0 ? 80 : Math.min(Math.max(columns, 60), 100);
}
