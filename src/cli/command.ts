import type { OptionSpec, ParsedArguments } from './parse-arguments.js';
import type { Text } from './print/text.js';
import type { SignalStatus, World } from './world.js';

/** A command: its help and its action. */
export interface Command {
  readonly name: string;
  /** Phrase for the list of commands. */
  readonly summary: string;
  /** Arguments after the name: `SCHEMA FILE…`. */
  readonly operands: string;
  /** Paragraphs of the help. */
  readonly about: readonly string[];
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** Example arguments after the program's name. */
  readonly examples: readonly string[];
  /** Document of `--json`: one line for each field, beside `ok`. */
  readonly json: Readonly<Record<string, string>>;
  /**
   * Runs the command.
   *
   * @throws {CliError} and the errors of the package.
   */
  run(input: ParsedArguments, world: World): Promise<Report>;
}

/** The output of a command. It is printed as it is: secrets in quoted input have been hidden (S5). */
export interface Report {
  /** Exit status: 0, 1 if the checked input is wrong, 2 if some input could not be checked; that of a signal that ended it. */
  readonly status: 0 | 1 | 2 | SignalStatus;
  /** Document for `--json`, without `ok`, which is true for status 0. */
  readonly json: Readonly<Record<string, unknown>>;
  /** Lines for people. */
  readonly lines: readonly Text[];
}
