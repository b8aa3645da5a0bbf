import type { Command } from './command.js';
import type { OptionSpec } from './parse-arguments.js';
import { table, wrap } from './print/table.js';
import { styled, type Text } from './print/text.js';
import { createRequire } from 'node:module';

/** The name of the program, which is the package's. */
const programName = 'matrix-encrypted-appservice';

/** What every command has. */
export const commonOptions: Readonly<Record<string, OptionSpec>> = {
  json: { about: 'print one JSON document instead of text' },
  help: { about: 'print this' },
  version: { about: 'print the version of the package' },
};

const width = 80;

/** The help of the whole. */
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
    ...wrap(`${programName} COMMAND --help tells more, with an example.`, width),
    ...exitStatus(),
  ];
}

/** `matrix-encrypted-appservice ping REGISTRATION [options]` */
export function usageOf({ name, operands }: Pick<Command, 'name' | 'operands'>): string {
  return [programName, name, operands, '[options]'].filter((part) => part !== '').join(' ');
}

/** The help of one command. */
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
    'The document of --json has, beside ok:',
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
    'Exit status: 0; 1 if something that was looked at is wrong; 2 for wrong arguments and files that cannot be read.';
  return ['', ...wrap(text, width)];
}

/** The version of this package. */
export function packageVersion(): string {
  // By name, since the file is elsewhere seen from the built program than from the source.
  const manifest = createRequire(import.meta.url)(`${programName}/package.json`) as { readonly version: string };
  return manifest.version;
}
