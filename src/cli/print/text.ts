import { escapeControls } from './escape-controls.js';

/** The style of a piece of text, if colours are on. */
export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow';

/** A styled piece of text. */
export interface Styled {
  readonly style: Style;
  readonly text: string;
}

/** One line, made of pieces. Their control characters are escaped when it is printed. */
export type Text = string | Styled | readonly (string | Styled)[];

/** Styles a piece of text. */
export function styled(style: Style, text: string): Styled {
  return { style, text };
}

/** Splits a line into its pieces. */
export function piecesOf(text: Text): readonly (string | Styled)[] {
  return typeof text === 'string' || 'style' in text ? [text] : text;
}

/** Counts the characters of a printed line. */
export function widthOf(text: Text): number {
  return Array.from(render(text, { colours: false })).length;
}

/** Renders a line, without its end. */
export function render(text: Text, { colours }: { readonly colours: boolean }): string {
  return piecesOf(text)
    .map((piece) => {
      const shown = escapeControls(typeof piece === 'string' ? piece : piece.text);
      return typeof piece === 'string' || !colours ? shown : `\u001b[${codes[piece.style]}m${shown}\u001b[0m`;
    })
    .join('');
}

/** The escape codes of styles. @see https://en.wikipedia.org/wiki/ANSI_escape_code#SGR */
const codes: Readonly<Record<Style, number>> = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33 };

/** Writes a JSON value as lines. */
export function jsonLines(value: unknown): Text[] {
  return JSON.stringify(value, null, 2).split('\n');
}
