import { isMatrixAppserviceError } from '../errors.js';
import { CliError, usageError } from './cli-error.js';
import type { Command } from './command.js';
import { commands } from './commands/index.js';
import { errorLines, wrap } from './print/table.js';
import { escapeControls } from './print/escape-controls.js';
import { commandHelp, commonOptions, overview, packageVersion, usageOf } from './help.js';
import { didYouMean } from './nearest.js';
import { parseArguments, type ParsedArguments } from './parse-arguments.js';
import { plainText, printLines } from './print/print-lines.js';
import type { Text } from './print/text.js';
import { screenWidth, type Output, type World } from './world.js';

/**
 * Runs the command line, except for the process itself. With `--json`, standard output is one JSON document in every
 * case.
 *
 * @param argv The arguments after the program's name.
 * @returns The exit status: 0; 1 if the checked input is wrong; 2 for wrong arguments, files that cannot be read, and
 *   bugs of the program itself; 128 and the number of a signal that ended a command.
 */
export async function run(argv: readonly string[], world: World): Promise<number> {
  try {
    return await dispatch(argv, world);
  } catch (error) {
    const { code, message, hint } = failureOf(error);
    const width = screenWidth(world);
    printLines(world.stderr, [...errorLines(message, width), ...(hint === undefined ? [] : wrap(hint, width))], world);
    if (asksForJson(argv)) printJson(world.stdout, { ok: false, error: { code, message, hint } });
    return code === 'USAGE' || code === 'FILE' || code === 'INTERNAL' ? 2 : 1;
  }
}

/** The reason why a run failed. */
interface Failure {
  readonly code: string;
  readonly message: string;
  readonly hint: string | undefined;
}

function failureOf(error: unknown): Failure {
  if (error instanceof CliError) return error;
  if (isMatrixAppserviceError(error)) return { code: error.code, message: error.message, hint: undefined };
  // Its message may quote anything, even tokens (S5).
  const { name, message, stack = '' } = error instanceof Error ? error : new Error();
  const frames = stack.slice(stack.indexOf(message) + message.length).match(/^ +at .*$/gm) ?? [];
  const hint =
    `Please report this bug with the following line: ${name} ${frames.map((frame) => frame.trim()).join(' ')}`.trimEnd();
  return { code: 'INTERNAL', message: 'there is a bug in this program', hint };
}

/** Tells whether `--json` is among the arguments, even if others are wrong. */
function asksForJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return argv.slice(0, end === -1 ? undefined : end).includes('--json');
}

async function dispatch(argv: readonly string[], world: World): Promise<number> {
  const at = argv.findIndex((argument) => !argument.startsWith('-'));
  const name = argv[at];
  if (name === undefined) return withoutCommand(argv, world);
  const rest = [...argv.slice(0, at), ...argv.slice(at + 1)];
  if (name === 'help') return help(rest, world);
  const command = findCommand(name, argv.slice(0, at));
  try {
    const input = parseArguments(rest, { ...command.options, ...commonOptions });
    if (input.has('help')) return helpOf(command, input, world);
    if (input.has('version')) return version(input, world);
    const report = await command.run(input, world);
    if (input.has('json')) printJson(world.stdout, { ok: report.status === 0, ...report.json });
    else printLines(world.stdout, report.lines, world);
    return report.status;
  } catch (error) {
    throw error instanceof CliError ? withUsage(error, command) : error;
  }
}

function withoutCommand(argv: readonly string[], world: World): number {
  const input = parseArguments(argv, commonOptions);
  if (input.has('version')) return version(input, world);
  if (input.has('help')) return printHelp(overview(commands), input, world);
  printLines(world.stderr, overview(commands), world);
  const error = { code: 'USAGE', message: 'the command is missing', hint: theCommands };
  if (input.has('json')) printJson(world.stdout, { ok: false, error });
  return 2;
}

function help(args: readonly string[], world: World): number {
  const input = parseArguments(args, commonOptions);
  const [name] = input.operands;
  return name === undefined ? printHelp(overview(commands), input, world) : helpOf(findCommand(name, []), input, world);
}

function helpOf(command: Command, input: ParsedArguments, world: World): number {
  return printHelp(commandHelp(command), input, world);
}

function printHelp(lines: readonly Text[], input: ParsedArguments, world: World): number {
  if (input.has('json')) printJson(world.stdout, { ok: true, help: plainText(lines) });
  else printLines(world.stdout, lines, world);
  return 0;
}

function version(input: ParsedArguments, world: World): number {
  if (input.has('json')) printJson(world.stdout, { ok: true, version: packageVersion() });
  else world.stdout.write(`${packageVersion()}\n`);
  return 0;
}

const theCommands = `The commands are: ${commands.map(({ name }) => name).join(', ')}.`;

function findCommand(name: string, before: readonly string[]): Command {
  const command = commands.find((each) => each.name === name);
  if (command !== undefined) return command;
  // The word after an option is its value, and may be a secret.
  if (before.length > 0) throw usageError('the command must come before its options', theCommands);
  const names = commands.map((each) => each.name);
  throw usageError(`there is no command ${name}`, didYouMean(name, names) ?? theCommands);
}

/** Adds a hint to an error about wrong arguments that has none. */
function withUsage(error: CliError, command: Command): CliError {
  if (error.code !== 'USAGE' || error.hint !== undefined) return error;
  return new CliError(error.code, error.message, `Usage: ${usageOf(command)}; use --help for details`);
}

function printJson(output: Output, document: Record<string, unknown>): void {
  const text = JSON.stringify(document, null, 2);
  output.write(`${text.split('\n').map(escapeControls).join('\n')}\n`);
}
