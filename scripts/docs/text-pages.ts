import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Html } from './html.js';
import { markdownPage, ruleIds, type Heading } from './markdown.js';
import type { RuleHome } from './rule-homes.js';
import { linkToHome } from './source-page.js';

/** A page that is a Markdown file of the project. */
export interface TextPage {
  readonly file: string;
  readonly title: string;
  readonly description: string;
  /** True for a page with tasks; false for one with rules. */
  readonly isGuide: boolean;
  readonly source: string;
  readonly body: Html;
  readonly headings: readonly Heading[];
}

/** The pages in the order of the menu: those with tasks first, then the rules. */
const sources = [
  [
    'TROUBLESHOOTING.md',
    "Why can't my bridge decrypt?",
    'From the symptom to the check that shows the cause, and the fix',
  ],
  ['ENCRYPTION.md', 'Encryption', 'A bot that stays up, every method and option, and the way into an existing bridge'],
  [
    'APPSERVICE.md',
    'Appservice, part by part',
    'The handler, the inbox with a store, clients, validators and the linter',
  ],
  ['HOMESERVER.md', 'Keys in a homeserver', 'The key proxy for homeservers, and requests between homeservers'],
  ['OPERATORS.md', 'For operators', 'Checks of homeservers and appservices, and the key proxy as a process'],
  ['STORES.md', 'Stores', 'Which database an appservice needs, how to set it up, and how to back it up'],
  ['MIGRATING.md', 'Coming from other libraries', 'From matrix-bot-sdk and matrix-appservice, step by step'],
  ['SCHEMAS.md', 'Schemas, examples, test vectors', 'JSON files to build on: schemas, examples and test vectors'],
  ['openapi/behaviour.md', 'Behaviour, rule by rule', 'What the package does, rule by rule'],
  [
    'openapi/differences.md',
    'Differences from the specification',
    "Where these documents differ from the Matrix specification's, and why",
  ],
] as const;

/** The page of a Markdown file: `openapi/behaviour.md` is `behaviour.html`. */
function pageOf(path: string): string {
  return path.replace(/^.*\//, '').replace(/\.md$/, '.html').toLowerCase();
}

/**
 * Reads the project's Markdown files. Rule IDs link to the rules from all of them, and a rule to its home in the code.
 */
export async function readTextPages(projectRoot: string, homes: readonly RuleHome[]): Promise<TextPage[]> {
  const texts = await Promise.all(
    sources.map(async ([path, title, description]) => {
      const source = await readFile(join(projectRoot, path), 'utf8');
      return { path, file: pageOf(path), title, description, isGuide: !path.startsWith('openapi/'), source };
    }),
  );
  const rules = ruleIds(texts.find(({ file }) => file === 'behaviour.html')?.source ?? '');
  const homeBelow = (id: string): Html | undefined => {
    const home = homes.find(({ rule }) => rule === id);
    return home && linkToHome(home);
  };
  return texts.map(({ path, ...text }) => {
    const isRules = path === 'openapi/behaviour.md';
    const rulesFile = isRules ? '' : 'behaviour.html';
    return {
      ...text,
      ...markdownPage(withLinksOfSite(text.source), rules, rulesFile, isRules ? homeBelow : undefined),
    };
  });
}

/**
 * Leads to the site's own pages, and drops links to files that the site does not have. A link to a page that only the
 * site has, which elsewhere leads to the README, names it as its title: `[…](README.md "playground.html")`.
 */
function withLinksOfSite(source: string): string {
  const pages = new Set<string>(sources.map(([path]) => pageOf(path)));
  return source.replace(
    /\[([^\]]*)\]\((?![a-z]+:)([^)#\s]+)(#[^)\s]*)?(?: "([^"]+)")?\)/g,
    (_, text: string, path: string, anchor = '', own?: string) => {
      if (own !== undefined) return `[${text}](${own})`;
      if (path.endsWith('README.md')) return `[${text}](index.html)`;
      return pages.has(pageOf(path)) ? `[${text}](${pageOf(path)}${anchor})` : text;
    },
  );
}
