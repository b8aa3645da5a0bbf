import type { Command } from './command.js';
import type { OptionSpec } from './parse-arguments.js';
import { table, wrap } from './print/table.js';
import { styled, type Text } from './print/text.js';
import { createRequire } from 'node:module';

/** The program's name, which is also the package's. */
const programName = 'matrix-encrypted-appservice';

/** Options of every command. */
export const commonOptions: Readonly<Record<string, OptionSpec>> = {
  json: { about: 'print one JSON document instead of text' },
  help: { about: 'print this' },
  version: { about: 'print the version of the package' },
};

const width = 80;

/** Prints the help of the program. */
export function overview(commands: readonly Command[]): Text[] {
  return [
    `Usage: ${programName} COMMAND …`,
    '',
    ...wrap('For operators and developers of encrypted Matrix application services.', width),
    '',
    ...table(
      commands.map(({ name, summary }) => [styled('bold', name), summary]),
      { width },
    ),
    '',
    ...optionLines(commonOptions),
    '',
    ...wrap(`Run ${programName} COMMAND --help for details and an example.`, width),
    ...exitStatus(),
  ];
}

/** Writes a usage line: `matrix-encrypted-appservice ping REGISTRATION [options]`. */
export function usageOf({ name, operands }: Pick<Command, 'name' | 'operands'>): string {
  return [programName, name, operands, '[options]'].filter((part) => part !== '').join(' ');
}

/** Prints the help of one command. */
export function commandHelp({ name, operands, about, options, examples, json }: Command): Text[] {
  return [
    ...wrap(`Usage: ${usageOf({ name, operands })}`, width),
    ...about.flatMap((paragraph) => ['', ...wrap(paragraph, width)]),
    '',
    ...optionLines({ ...options, ...commonOptions }),
    '',
    examples.length === 1 ? 'Example:' : 'Examples:',
    ...examples.flatMap((example) => `  npx ${programName} ${example}`.split('\n')),
    '',
    'Fields of the --json document, beside ok:',
    ...table(Object.entries(json), { width }),
    ...exitStatus(),
  ];
}

function optionLines(options: Readonly<Record<string, OptionSpec>>): Text[] {
  return table(
    Object.entries(options).map(([name, { value, about }]) => [
      styled('bold', value === undefined ? `--${name}` : `--${name} ${value}`),
      about,
    ]),
    { width },
  );
}

function exitStatus(): Text[] {
  const text =
    'Exit status: 0 on success; 1 if the checked input is wrong; 2 for wrong arguments and files that cannot be read.';
  return ['', ...wrap(text, width)];
}

/** Returns the version of this package. */
export function packageVersion(): string {
  // By name, since the file's relative path differs between the built program and the source.
  const manifest = createRequire(import.meta.url)(`${programName}/package.json`) as { readonly version: string };
  return manifest.version;
}
