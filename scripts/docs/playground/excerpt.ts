/** A line of an excerpt, shortened to what can be read. */
export interface ExcerptLine {
  readonly number: number;
  readonly text: string;
  readonly isMarked: boolean;
}

/** The most characters of a line, and those of them before the marked column. */
const [longestLine, before] = [160, 60];

/**
 * Cuts the lines around a place out of a text. A long line, such as the only one of a payload without line breaks, is cut
 * to the part around the column.
 */
export function excerptOf(text: string, line: number, column: number, around = 2): ExcerptLine[] {
  let start = 0;
  for (let skipped = 1; skipped < line - around; skipped++) start = text.indexOf('\n', start) + 1;
  const lines: ExcerptLine[] = [];
  for (let number = Math.max(1, line - around); number <= line + around && start <= text.length; number++) {
    const found = text.indexOf('\n', start);
    const end = found === -1 ? text.length : found;
    lines.push({
      number,
      text: shortened(text.slice(start, end), number === line ? column : 1),
      isMarked: number === line,
    });
    start = end + 1;
  }
  return lines;
}

function shortened(line: string, column: number): string {
  const whole = line.replace(/\r$/, '');
  if (whole.length <= longestLine) return whole;
  const start = Math.max(0, Math.min(column - 1 - before, whole.length - longestLine));
  const cut = whole.slice(start, start + longestLine);
  return `${start > 0 ? '…' : ''}${cut}${start + longestLine < whole.length ? '…' : ''}`;
}

/** Finds the range of a line in a text. */
export function rangeOfLine(text: string, line: number): { readonly start: number; readonly end: number } {
  let start = 0;
  for (let skipped = 1; skipped < line; skipped++) {
    const next = text.indexOf('\n', start);
    if (next === -1) break;
    start = next + 1;
  }
  const end = text.indexOf('\n', start);
  return { start, end: end === -1 ? text.length : end };
}

/** Counts the lines of a text. */
export function countLines(text: string): number {
  let count = 1;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
