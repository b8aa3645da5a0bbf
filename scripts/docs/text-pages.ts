import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Html } from './html.js';
import { markdownPage, ruleIds, type Heading } from './markdown.js';
import type { RuleHome } from './rule-homes.js';
import { linkToHome } from './source-page.js';

/** A page that is a Markdown file of `openapi/`. */
export interface TextPage {
  readonly file: string;
  readonly title: string;
  readonly description: string;
  readonly source: string;
  readonly body: Html;
  readonly headings: readonly Heading[];
}

/**
 * Reads the rules, and the differences from the specification. Rule IDs link to the rules from both, and a rule to its
 * home in the code.
 */
export async function readTextPages(folder: string, homes: readonly RuleHome[]): Promise<TextPage[]> {
  const behaviour = await readFile(join(folder, 'behaviour.md'), 'utf8');
  const differences = await readFile(join(folder, 'differences.md'), 'utf8');
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
      ...markdownPage(behaviour, rules, '', homeBelow),
    },
    {
      file: 'differences.html',
      title: 'Differences from the specification',
      description: "Where these documents differ from the Matrix specification's, and why",
      source: differences,
      ...markdownPage(differences, rules, 'behaviour.html'),
    },
  ];
}
