import { findingLines, type PlacedFinding } from './finding-lines.js';
import { jsonLines, styled, type Text } from './text.js';
import { table } from './table.js';

/** What an appservice answered, for people: as it came, a row for each thing that a homeserver takes of it, and what it does not. */
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
    styled('bold', 'What a homeserver takes of it'),
    '',
    ...table(taken),
    ...findingLines('Findings', findings, width),
  ];
}
