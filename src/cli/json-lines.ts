import type { Text } from './text.js';

/** A JSON value as lines. */
export function jsonLines(value: unknown): Text[] {
  return JSON.stringify(value, null, 2).split('\n');
}
