import { parseArgs } from 'node:util';
import { usageError } from './cli-error.js';
import { didYouMean } from './nearest.js';

/** An option of a command. */
export interface OptionSpec {
  /** Placeholder of its value in the help: `FILE`. Without it, the option has no value. */
  readonly value?: string;
  /** Purpose, in a phrase. */
  readonly about: string;
}

/** The parsed arguments. */
export interface ParsedArguments {
  /** Arguments that are neither options nor their values. */
  readonly operands: readonly string[];
  /** Tells whether an option without a value was given. */
  readonly has: (name: string) => boolean;
  /** Returns an option's value, the last one if it was given several times. */
  readonly value: (name: string) => string | undefined;
}

/**
 * Parses arguments. Options may stand anywhere before `--`; `-` alone is an operand.
 *
 * @throws {CliError} for an option that is not among `options`, lacks its value, or has one and should not.
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
    // Strict mode would throw Node's own message, which has no suggestions.
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
