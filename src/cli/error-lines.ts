import { wrap } from './table.js';
import { styled, type Text } from './text.js';

/** What went wrong, for people. */
export function errorLines(message: string, width: number): Text[] {
  const [first = '', ...rest] = wrap(`error: ${message}`, width);
  return [[styled('red', 'error:'), first.slice('error:'.length)], ...rest];
}
