/** A piece of escaped markup. */
export interface Html {
  readonly markup: string;
}

export type Child = Html | string | number | undefined | readonly Child[];

/** Fills a template and escapes its text values; arrays are joined, and undefined values left out. */
export function html(strings: TemplateStringsArray, ...children: readonly Child[]): Html {
  return { markup: strings.reduce((before, after, index) => before + render(children[index - 1]) + after) };
}

/** Marks markup from elsewhere (Markdown, highlighted JSON) as escaped. */
export function raw(markup: string): Html {
  return { markup };
}

/** Adds break opportunities to a name, so that it fits a narrow column and is still copied unchanged. */
export function breakable(name: string): Html {
  if (name.length <= longestUnbroken) return raw(escape(name));
  return raw(escape(name).replace(/(?<=[\w}])[._/:](?=[\w{])/g, (mark) => `${mark}<wbr>`));
}

const longestUnbroken = 24;

/**
 * Renders the code of a text: a short word with hyphens, such as `--json`, stays in one line, since browsers would break it
 * after each of them.
 */
export function codeInText(code: string): Html {
  const words = code.split(/(\s+)/).map((word) => {
    const { markup } = breakable(word);
    return word.includes('-') && word.length <= longestKept ? `<span class="kept">${markup}</span>` : markup;
  });
  return raw(`<code>${words.join('')}</code>`);
}

/** As much as fits a table's cell on a phone. */
const longestKept = 22;

/** Begins a text with a capital. */
export function capitalised(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** Escapes text for use between tags and in quoted attributes. */
export function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${String(character.charCodeAt(0))};`);
}

function render(child: Child): string {
  if (child === undefined) return '';
  if (typeof child === 'string' || typeof child === 'number') return escape(String(child));
  return 'markup' in child ? child.markup : child.map(render).join('');
}
