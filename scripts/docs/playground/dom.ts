import type { Inline, Line } from './outcome.js';

type Child = Node | string;

/** Creates an element. Children that are strings become text, so nothing of an input is ever read as markup. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const created = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) created.setAttribute(attribute, value);
  created.append(...children);
  return created;
}

/** Called with a place that is to be shown. */
export type GoTo = (place: Exclude<Inline, string | { readonly href: string }>['place']) => void;

/** Renders a line of text. */
export function lineNodes(line: Line, goTo: GoTo): Child[] {
  const pieces = Array.isArray(line) ? (line as readonly Inline[]) : [line as Inline];
  return pieces.flatMap((piece): Child[] => {
    if (typeof piece === 'string') return textNodes(piece);
    if ('href' in piece) return [element('a', { href: piece.href }, piece.text)];
    const button = element('button', { type: 'button', class: 'go' }, piece.text);
    button.addEventListener('click', () => {
      goTo(piece.place);
    });
    return [button];
  });
}

/** Renders a text whose words between backticks are code. */
export function textNodes(text: string): Child[] {
  return text.split('`').map((piece, i, { length }) =>
    // A last backtick without a partner stays one.
    i % 2 === 0 ? piece : i === length - 1 ? `\`${piece}` : element('code', {}, piece),
  );
}
