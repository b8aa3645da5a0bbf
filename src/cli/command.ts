import type { OptionSpec, ParsedArguments } from './parse-arguments.js';
import type { Text } from './print/text.js';
import type { World } from './world.js';

/** One of the commands: what the help says of it, and what it does. */
export interface Command {
  readonly name: string;
  /** In a phrase, for the list of commands. */
  readonly summary: string;
  /** What comes after the name: `SCHEMA FILE…`. */
  readonly operands: string;
  /** Paragraphs of the help. */
  readonly about: readonly string[];
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** What comes after the program's name. */
  readonly examples: readonly string[];
  /** The document of `--json`: one line for each field, beside `ok`. */
  readonly json: Readonly<Record<string, string>>;
  /** @throws {CliError} and the errors of the package. */
  run(input: ParsedArguments, world: World): Promise<Report>;
}

/** The output of a command. It is printed as it is: secrets in quoted input are hidden before (S5). */
export interface Report {
  /** 0, 1 where something that was looked at is wrong, 2 where something could not be looked at. */
  readonly status: 0 | 1 | 2;
  /** For `--json`, beside `ok`, which is whether the status is 0. */
  readonly json: Readonly<Record<string, unknown>>;
  /** For people. */
  readonly lines: readonly Text[];
}
