import { parseArgs } from 'node:util';

export const usage = `Usage: npm run diff -- [--json] BEFORE [AFTER]

Compares two versions of the OpenAPI documents, and tells breaking changes from others.

  BEFORE, AFTER  a git revision (v1.0.0, HEAD~3), a folder of JSON documents, or one document in JSON or YAML, such as
                 one of the Matrix specification's. AFTER is generated/openapi by default. Operations that only one of
                 them has count as removed or added
  --json         prints the changes as JSON
  --help         prints this

Ends with 0 if no change is breaking, 1 if one is, and 2 for wrong arguments.`;

/** Options of `npm run diff`. */
export interface Options {
  readonly before: string;
  readonly after: string;
  readonly json: boolean;
  readonly help: boolean;
}

/**
 * Parses the arguments.
 *
 * @throws {TypeError} for arguments that are not in the usage.
 */
export function readOptions(args: string[]): Options {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
  });
  const [before = '', after = 'generated/openapi', ...others] = positionals;
  if (!values.help && (before === '' || others.length > 0)) throw new TypeError('give one or two versions');
  return { before, after, ...values };
}
