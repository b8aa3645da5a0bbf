import { piecesOf, styled, type Text, widthOf } from './text.js';

/** How a table is laid out, in characters. */
interface TableOptions {
  /** How wide it may be; only the last column is broken into lines for that. Default: as wide as it has to. */
  readonly width?: number | undefined;
  /** Before each line. Default: 2. */
  readonly indent?: number | undefined;
}

/** Lays rows out in columns, each as wide as its widest cell, two spaces between them. Nothing stands at the end of a line. */
export function table(rows: readonly (readonly Text[])[], { width = Infinity, indent = 2 }: TableOptions = {}): Text[] {
  const columns = Math.max(0, ...rows.map((cells) => cells.length));
  const widths = Array.from({ length: columns - 1 }, (_, i) =>
    // The last cell of a row pushes nothing aside.
    Math.max(0, ...rows.filter((cells) => cells.length > i + 1).map((cells) => widthOf(cells[i] ?? ''))),
  );
  return rows.flatMap((cells) => linesOf(cells, widths, width, indent));
}

function linesOf(cells: readonly Text[], widths: readonly number[], width: number, indent: number): Text[] {
  const before: Text[] = cells
    .slice(0, -1)
    .flatMap((cell, i) => [...piecesOf(cell), ' '.repeat((widths[i] ?? 0) - widthOf(cell) + gap)]);
  const start = indent + widths.slice(0, cells.length - 1).reduce((sum, each) => sum + each + gap, 0);
  const last = cells.at(-1) ?? '';
  // A line is broken only where a cell is plain text; what has several looks is short.
  const [first = '', ...rest] = typeof last === 'string' ? wrap(last, width - start) : [last];
  const margin = ' '.repeat(indent);
  return [
    [margin, ...before.flatMap(piecesOf), ...piecesOf(first)],
    ...rest.map((line) => [' '.repeat(start), ...piecesOf(line)]),
  ];
}

const gap = 2;

/** Breaks a text into lines between words. A word that is longer than a line gets one of its own. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && widthOf(line) + 1 + widthOf(word) > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

/** What went wrong, for people. */
export function errorLines(message: string, width: number): Text[] {
  const [first = '', ...rest] = wrap(`error: ${message}`, width);
  return [[styled('red', 'error:'), first.slice('error:'.length)], ...rest];
}
