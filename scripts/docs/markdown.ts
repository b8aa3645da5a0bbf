import { Marked } from 'marked';
import { codeHtml } from './code-html.js';
import { codeInText, escape, raw, type Html } from './html.js';
import { codeBlock } from './json-html.js';
import { table } from './table.js';

/** A heading of a Markdown file: its level, text and anchor. */
export interface Heading {
  readonly level: number;
  readonly text: string;
  readonly id: string;
}

const plain = new Marked({ async: false, gfm: true });
plain.use({
  renderer: {
    codespan: ({ text }) => codeInText(text).markup,
    // `<hs_token>` in a description is text.
    html: ({ text }) => escape(text),
  },
});

/** Renders paragraphs of Markdown, such as the documents' descriptions. */
export function markdown(source: string): Html {
  return raw(plain.parse(source, { async: false }));
}

/** Renders one line of Markdown without a paragraph around it. */
export function inlineMarkdown(source: string): Html {
  return raw(plain.parseInline(source, { async: false }));
}

/**
 * Renders a whole Markdown file, and lists its headings.
 *
 * The anchor of a heading that begins with a rule's ID (`M3. …`) is that ID. GitHub's anchors, which links within the
 * file use, work as well. Mentions such as `(M3)` in the text become links to the rules.
 *
 * @param rules The IDs of all rules.
 * @param rulesFile The page with the rules; empty for the page itself.
 * @param below Content below the heading with an ID. Default: none.
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
        const columns = token.header.map(({ text }) => text.replaceAll('`', ''));
        const rows = token.rows.map((row) => row.map(({ tokens }) => raw(this.parser.parseInline(tokens))));
        return `<div class="scroll" tabindex="0" role="group" aria-label="Table">${table(columns, rows).markup}</div>\n`;
      },
      code({ text, lang = '' }) {
        const code = lang.startsWith('ts') ? codeHtml(text) : raw(escape(text));
        return codeBlock(code, lang === 'console' || lang === 'sh' ? 'Commands' : 'Example').markup;
      },
      codespan: ({ text }) => codeInText(text).markup,
      // Comments mark what the generator writes.
      html: ({ text }) => (/^<!--[^]*-->\s*$/.test(text) ? '' : escape(text)),
      // A rule's ID in a link's text stays text: links cannot be nested.
      link: ({ href, text }) => `<a href="${escape(href)}">${inlineMarkdown(text).markup}</a>`,
    },
  });
  return { body: raw(page.parse(source, { async: false })), headings };
}

/** Returns the IDs of the rules that a Markdown file has as headings. */
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
