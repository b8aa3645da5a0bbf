import { escapeControls } from './escape-controls.js';

/** How a piece of text looks where there are colours. */
export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow';

/** A piece of text with a look. */
export interface Styled {
  readonly style: Style;
  readonly text: string;
}

/** One line, made of pieces. Whatever control characters are in them are escaped when it is printed. */
export type Text = string | Styled | readonly (string | Styled)[];

/** Gives a piece of text a look. */
export function styled(style: Style, text: string): Styled {
  return { style, text };
}

/** The pieces of a line. */
export function piecesOf(text: Text): readonly (string | Styled)[] {
  return typeof text === 'string' || 'style' in text ? [text] : text;
}

/** How many characters a line takes, once it is printed. */
export function widthOf(text: Text): number {
  return Array.from(render(text, { colours: false })).length;
}

/** A line as it is printed, without its end. */
export function render(text: Text, { colours }: { readonly colours: boolean }): string {
  return piecesOf(text)
    .map((piece) => {
      const shown = escapeControls(typeof piece === 'string' ? piece : piece.text);
      return typeof piece === 'string' || !colours ? shown : `\u001b[${codes[piece.style]}m${shown}\u001b[0m`;
    })
    .join('');
}

/** @see https://en.wikipedia.org/wiki/ANSI_escape_code#SGR */
const codes: Readonly<Record<Style, number>> = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33 };

/** A JSON value as lines. */
export function jsonLines(value: unknown): Text[] {
  return JSON.stringify(value, null, 2).split('\n');
}
