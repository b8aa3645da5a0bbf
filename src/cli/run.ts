import { isMatrixAppserviceError } from '../errors.js';
import { CliError, usageError } from './cli-error.js';
import type { Command } from './command.js';
import { commands } from './commands/index.js';
import { errorLines } from './error-lines.js';
import { escapeControls } from './escape-controls.js';
import { commandHelp, commonOptions, overview, usageOf } from './help.js';
import { hideInJson, secretHider } from './hide-secrets.js';
import { didYouMean } from './nearest.js';
import { parseArguments } from './parse-arguments.js';
import { wrap } from './table.js';
import { render, type Text } from './text.js';
import { packageVersion } from './version.js';
import { screenWidth, type Output, type World } from './world.js';

/**
 * Runs the command line: everything but the process.
 *
 * @param argv What comes after the program's name.
 * @returns the exit status: 0; 1 where what was looked at is wrong; 2 for wrong arguments and files that cannot be read.
 */
export async function run(argv: readonly string[], world: World): Promise<number> {
  try {
    return await dispatch(argv, world);
  } catch (error) {
    if (!(error instanceof CliError) && !isMatrixAppserviceError(error)) throw error;
    const { code, message } = error;
    const hint = error instanceof CliError ? error.hint : undefined;
    const width = screenWidth(world);
    print(world.stderr, [...errorLines(message, width), ...(hint === undefined ? [] : wrap(hint, width))], world);
    if (argv.includes('--json')) printJson(world.stdout, { ok: false, error: { code, message, hint } }, []);
    return code === 'USAGE' || code === 'FILE' ? 2 : 1;
  }
}

async function dispatch(argv: readonly string[], world: World): Promise<number> {
  const at = argv.findIndex((argument) => !argument.startsWith('-'));
  const name = argv[at];
  if (name === undefined) return withoutCommand(argv, world);
  const rest = [...argv.slice(0, at), ...argv.slice(at + 1)];
  if (name === 'help') return help(rest, world);
  const command = findCommand(name);
  try {
    const input = parseArguments(rest, { ...command.options, ...commonOptions });
    if (input.has('help')) return helpOf(command, world);
    if (input.has('version')) return version(world);
    const report = await command.run(input, world);
    if (input.has('json')) printJson(world.stdout, { ok: report.status === 0, ...report.json }, report.secrets ?? []);
    else print(world.stdout, report.lines, world, report.secrets);
    return report.status;
  } catch (error) {
    throw error instanceof CliError ? withUsage(error, command) : error;
  }
}

function withoutCommand(argv: readonly string[], world: World): number {
  const input = parseArguments(argv, commonOptions);
  if (input.has('version')) return version(world);
  const lines = overview(commands);
  print(input.has('help') ? world.stdout : world.stderr, lines, world);
  return input.has('help') ? 0 : 2;
}

function help(args: readonly string[], world: World): number {
  const [name] = parseArguments(args, commonOptions).operands;
  if (name !== undefined) return helpOf(findCommand(name), world);
  print(world.stdout, overview(commands), world);
  return 0;
}

function helpOf(command: Command, world: World): number {
  print(world.stdout, commandHelp(command), world);
  return 0;
}

function version(world: World): number {
  world.stdout.write(`${packageVersion()}\n`);
  return 0;
}

function findCommand(name: string): Command {
  const command = commands.find((each) => each.name === name);
  if (command !== undefined) return command;
  const names = commands.map((each) => each.name);
  throw usageError(`there is no command ${name}`, didYouMean(name, names) ?? `The commands are: ${names.join(', ')}.`);
}

/** The same error; wrong arguments get a hint if they have none. */
function withUsage(error: CliError, command: Command): CliError {
  if (error.code !== 'USAGE' || error.hint !== undefined) return error;
  return new CliError(error.code, error.message, `Usage: ${usageOf(command)}; --help tells more`);
}

function print(output: Output, lines: readonly Text[], world: World, secrets: readonly string[] = []): void {
  const terminal = output === world.stdout ? world.isTerminal.stdout : world.isTerminal.stderr;
  const { NO_COLOR: noColor = '', TERM: term } = world.env;
  const colours = terminal && noColor === '' && term !== 'dumb';
  const hide = secretHider(secrets);
  output.write(lines.map((line) => `${render(line, { colours, hide }).trimEnd()}\n`).join(''));
}

function printJson(output: Output, document: Record<string, unknown>, secrets: readonly string[]): void {
  const text = JSON.stringify(hideInJson(document, secretHider(secrets)), null, 2);
  output.write(`${text.split('\n').map(escapeControls).join('\n')}\n`);
}
