import { parseArgs } from 'node:util';
import { usageError } from './cli-error.js';
import { didYouMean } from './nearest.js';

/** An option as a command declares it. */
export interface OptionSpec {
  /** What stands for its value in the help: `FILE`. Without it, the option has no value. */
  readonly value?: string;
  /** What it does, in a phrase. */
  readonly about: string;
}

/** Arguments, taken apart. */
export interface ParsedArguments {
  /** What is neither an option nor an option's value. */
  readonly operands: readonly string[];
  /** Whether an option without a value is there. */
  readonly has: (name: string) => boolean;
  /** An option's value, the last one where it is there several times. */
  readonly value: (name: string) => string | undefined;
}

/**
 * Takes arguments apart. Options may stand anywhere before `--`; `-` alone is an operand.
 *
 * @throws {CliError} for an option that is not among `options`, or has a value and should not, or the other way round.
 */
export function parseArguments(
  args: readonly string[],
  options: Readonly<Record<string, OptionSpec>>,
): ParsedArguments {
  const { tokens, positionals } = parseArgs({
    args: [...args],
    options: {
      ...Object.fromEntries(
        Object.entries(options).map(([name, { value }]) => [
          name,
          { type: value === undefined ? ('boolean' as const) : ('string' as const) },
        ]),
      ),
      help: { type: 'boolean', short: 'h' },
    },
    // Strict would quote the whole sentence of Node's own, which has no suggestions.
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const values = new Map<string, string>();
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const { name, rawName, value, inlineValue = false } = token;
    const spec = Object.hasOwn(options, name) ? options[name] : undefined;
    if (spec === undefined) throw unknownOption(rawName, Object.keys(options));
    if (spec.value === undefined && value !== undefined) throw usageError(`${rawName} takes no value`);
    if (spec.value !== undefined && (value === undefined || (!inlineValue && /^-./.test(value)))) {
      throw usageError(`${rawName} needs a value: ${rawName} ${spec.value}`);
    }
    values.set(name, value ?? '');
  }
  return {
    operands: positionals,
    has: (name) => values.has(name),
    value: (name) => values.get(name),
  };
}

function unknownOption(rawName: string, names: readonly string[]): Error {
  const known = names.map((name) => `--${name}`);
  return usageError(`there is no option ${rawName}`, didYouMean(rawName, known));
}
