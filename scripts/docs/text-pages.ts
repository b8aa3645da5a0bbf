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
  readonly source: string;
  readonly body: Html;
  readonly headings: readonly Heading[];
}

/**
 * Reads the rules, the differences from the specification, and the page on stores. Rule IDs link to the rules from all of them, and
 * a rule to its home in the code.
 */
export async function readTextPages(projectRoot: string, homes: readonly RuleHome[]): Promise<TextPage[]> {
  const behaviour = await readFile(join(projectRoot, 'openapi/behaviour.md'), 'utf8');
  const differences = await readFile(join(projectRoot, 'openapi/differences.md'), 'utf8');
  const stores = await readFile(join(projectRoot, 'STORES.md'), 'utf8');
  const rules = ruleIds(behaviour);
  const homeBelow = (id: string): Html | undefined => {
    const home = homes.find(({ rule }) => rule === id);
    return home && linkToHome(home);
  };
  return [
    {
      file: 'behaviour.html',
      title: 'Behaviour, rule by rule',
      description: 'What the package does, rule by rule',
      source: behaviour,
      ...markdownPage(withLinksOfSite(behaviour), rules, '', homeBelow),
    },
    {
      file: 'differences.html',
      title: 'Differences from the specification',
      description: "Where these documents differ from the Matrix specification's, and why",
      source: differences,
      ...markdownPage(differences, rules, 'behaviour.html'),
    },
    {
      file: 'stores.html',
      title: 'Stores',
      description: 'Which database an appservice needs, how to set it up, and how to back it up',
      source: stores,
      ...markdownPage(withLinksOfSite(stores), rules, 'behaviour.html'),
    },
  ];
}

/** Leads to the site's own pages, and drops links to files that the site does not have. */
function withLinksOfSite(source: string): string {
  return source
    .replaceAll('](openapi/behaviour.md', '](behaviour.html')
    .replaceAll('](../STORES.md', '](stores.html')
    .replace(/\[([^\]]*)\]\([A-Z]+\.md[^)]*\)/g, '$1');
}
