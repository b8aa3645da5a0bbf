import { piecesOf, styled, type Text, widthOf } from './text.js';

/** The layout of a table, in characters. */
interface TableOptions {
  /** Maximum width; only the last column is wrapped to fit. Default: unlimited. */
  readonly width?: number | undefined;
  /** Spaces before each line. Default: 2. */
  readonly indent?: number | undefined;
}

/**
 * Lays rows out in columns, each as wide as its widest cell, with two spaces between them and none at the end of a
 * line.
 */
export function table(rows: readonly (readonly Text[])[], { width = Infinity, indent = 2 }: TableOptions = {}): Text[] {
  const columns = Math.max(0, ...rows.map((cells) => cells.length));
  const widths = Array.from({ length: columns - 1 }, (_, i) =>
    // The last cell of a row does not widen its column.
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
  // Only plain text is wrapped; styled cells are short.
  const [first = '', ...rest] = typeof last === 'string' ? wrap(last, width - start) : [last];
  const margin = ' '.repeat(indent);
  return [
    [margin, ...before.flatMap(piecesOf), ...piecesOf(first)],
    ...rest.map((line) => [' '.repeat(start), ...piecesOf(line)]),
  ];
}

const gap = 2;

/** Wraps a text between words. A word that is longer than a line gets its own. */
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

/** Prints an error. */
export function errorLines(message: string, width: number): Text[] {
  const [first = '', ...rest] = wrap(`error: ${message}`, width);
  return [[styled('red', 'error:'), first.slice('error:'.length)], ...rest];
}
