import { findingLines, type PlacedFinding } from './finding-lines.js';
import { jsonLines, styled, type Text } from './text.js';
import { table } from './table.js';

/**
 * Prints an appservice's answer: as it came, with a row for each part that a homeserver accepts, and the parts that it
 * does not.
 */
export function answerLines(
  answer: unknown,
  taken: readonly (readonly Text[])[],
  findings: readonly PlacedFinding[],
  width: number,
): Text[] {
  return [
    '',
    ...jsonLines(answer),
    '',
    styled('bold', 'Accepted by a homeserver'),
    '',
    ...table(taken),
    ...findingLines('Findings', findings, width),
  ];
}
