import type { Output, World } from '../world.js';
import { render, type Text } from './text.js';

/** Prints lines to standard output or standard error of a world, in colour if that is a terminal that wants colours. */
export function printLines(output: Output, lines: readonly Text[], { stdout, isTerminal, env }: World): void {
  const terminal = output === stdout ? isTerminal.stdout : isTerminal.stderr;
  const { NO_COLOR: noColor = '', TERM: term } = env;
  output.write(plainText(lines, terminal && noColor === '' && term !== 'dumb'));
}

/** Renders lines, each with its end. */
export function plainText(lines: readonly Text[], colours = false): string {
  return lines.map((line) => `${render(line, { colours }).trimEnd()}\n`).join('');
}
