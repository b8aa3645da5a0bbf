import type { Inline, Line, Outcome, Remark } from '../../../scripts/docs/playground/outcome.js';

/** The texts of an outcome's paragraphs. */
export function linesOf({ parts }: Outcome): string[] {
  return parts.flatMap((part) => (part.kind === 'text' ? part.lines.map(textOf) : []));
}

/** The texts of all cells of an outcome's tables, by row. */
export function rowsOf({ parts }: Outcome): string[][] {
  return parts.flatMap((part) => (part.kind === 'table' ? part.rows.map((row) => row.map(textOf)) : []));
}

export function remarksOf({ parts }: Outcome): Remark[] {
  return parts.flatMap((part) => (part.kind === 'remarks' ? part.remarks : []));
}

/** The code that an outcome shows under a title. */
export function codeOf({ parts }: Outcome, title: string): string | undefined {
  return parts.flatMap((part) => (part.kind === 'code' && part.title.includes(title) ? [part.text] : []))[0];
}

function textOf(line: Line): string {
  const pieces = Array.isArray(line) ? (line as readonly Inline[]) : [line as Inline];
  return pieces.map((piece) => (typeof piece === 'string' ? piece : piece.text)).join('');
}
