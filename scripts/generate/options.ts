import { parseArgs } from 'node:util';

export const usage = `Usage: npm run generate -- [--check | --help]

Lints the OpenAPI documents, and writes generated/ and the tables of README.md and APPSERVICE.md.

  --check  write nothing, and fail with the names of the stale files
  --help   print this`;

/** Options of `npm run generate`. */
export interface Options {
  readonly check: boolean;
  readonly help: boolean;
}

/**
 * Parses the arguments.
 *
 * @throws {TypeError} for arguments that are not in the usage.
 */
export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      check: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  return values;
}
