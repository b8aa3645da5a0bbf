import { Marked } from 'marked';
import { breakable, escape, raw, type Html } from './html.js';

/** A heading of a Markdown file: its level, text and anchor. */
export interface Heading {
  readonly level: number;
  readonly text: string;
  readonly id: string;
}

const plain = new Marked({ async: false, gfm: true });
plain.use({
  renderer: {
    codespan: ({ text }) => `<code>${breakable(text).markup}</code>`,
    // `<hs_token>` in a description is meant to be read.
    html: ({ text }) => escape(text),
  },
});

/** Paragraphs of Markdown, as the documents' descriptions are. */
export function markdown(source: string): Html {
  return raw(plain.parse(source, { async: false }));
}

/** One line of Markdown without a paragraph around it. */
export function inlineMarkdown(source: string): Html {
  return raw(plain.parseInline(source, { async: false }));
}

/**
 * A whole Markdown file, and its headings.
 *
 * A heading that begins with a rule's id (`M3. …`) has that id as its anchor; the anchors that GitHub gives headings, which
 * links within the file use, work as well. `(M3)` and the like in the text become links to the rules.
 *
 * @param rules The ids of all rules.
 * @param rulesFile The page that they are on; empty for the page itself.
 * @param below What stands below the heading with an id, if anything. Default: nothing.
 */
export function markdownPage(
  source: string,
  rules: ReadonlySet<string>,
  rulesFile: string,
  below: (id: string) => Html | undefined = () => undefined,
): { readonly body: Html; readonly headings: readonly Heading[] } {
  const headings: Heading[] = [];
  const page = new Marked({ async: false, gfm: true });
  page.use({
    renderer: {
      heading({ depth, text }) {
        const slug = gitHubSlug(text);
        const id = /^([A-Z](?:\d+[a-z]?)?)\. /.exec(text)?.[1] ?? slug;
        headings.push({ level: depth, text, id });
        const level = String(depth);
        const second = id === slug ? '' : `<span id="${escape(slug)}"></span>`;
        const body = inlineMarkdown(text).markup;
        return `<h${level} id="${escape(id)}">${second}<a class="anchor" href="#${escape(id)}">${body}</a></h${level}>\n${below(id)?.markup ?? ''}`;
      },
      text(token) {
        if ('tokens' in token) return this.parser.parseInline(token.tokens);
        return linkRules('escaped' in token && token.escaped ? token.text : escape(token.text), rules, rulesFile);
      },
      table(token) {
        const cells = (row: typeof token.header, tag: string): string =>
          `<tr>${row.map((cell) => (cell.text === '' ? '<td></td>' : `<${tag}>${this.parser.parseInline(cell.tokens)}</${tag}>`)).join('')}</tr>`;
        const rows = token.rows.map((row) => cells(row, 'td')).join('');
        const table = `<table><thead>${cells(token.header, 'th')}</thead><tbody>${rows}</tbody></table>`;
        return `<div class="scroll" tabindex="0" role="group" aria-label="Table">${table}</div>\n`;
      },
      codespan: ({ text }) => `<code>${breakable(text).markup}</code>`,
      html: ({ text }) => escape(text),
      // A rule's id in a link's text is left alone: a link cannot stand in a link.
      link: ({ href, text }) => `<a href="${escape(href)}">${inlineMarkdown(text).markup}</a>`,
    },
  });
  return { body: raw(page.parse(source, { async: false })), headings };
}

/** The ids of the rules that a Markdown file has as headings. */
export function ruleIds(source: string): ReadonlySet<string> {
  return new Set([...source.matchAll(/^###? ([A-Z](?:\d+[a-z]?)?)\. /gm)].map(([, id]) => id ?? ''));
}

function linkRules(text: string, rules: ReadonlySet<string>, file: string): string {
  const link = (id: string): string => `<a class="rule" href="${file}#${id}">${id}</a>`;
  return text.replace(/\b[A-Z]\d{1,2}[a-z]?\b/g, (id) => (rules.has(id) ? link(id) : id));
}

function gitHubSlug(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');
}
