/** Markup that needs no more escaping. */
export interface Html {
  readonly markup: string;
}

export type Child = Html | string | number | undefined | readonly Child[];

/** A template whose text values are escaped; arrays are joined, and what is undefined is left out. */
export function html(strings: TemplateStringsArray, ...children: readonly Child[]): Html {
  return { markup: strings.reduce((before, after, index) => before + render(children[index - 1]) + after) };
}

/** Markup from elsewhere (Markdown, highlighted JSON), taken as it is. */
export function raw(markup: string): Html {
  return { markup };
}

/** A name with places where it may be broken, so that it fits a narrow column and is copied unharmed. */
export function breakable(name: string): Html {
  if (name.length <= longestUnbroken) return raw(escape(name));
  return raw(escape(name).replace(/(?<=[\w}])[._/:](?=[\w{])/g, (mark) => `${mark}<wbr>`));
}

const longestUnbroken = 24;

/** Text as it may stand between tags and in quoted attributes. */
export function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${String(character.charCodeAt(0))};`);
}

function render(child: Child): string {
  if (child === undefined) return '';
  if (typeof child === 'string' || typeof child === 'number') return escape(String(child));
  return 'markup' in child ? child.markup : child.map(render).join('');
}
