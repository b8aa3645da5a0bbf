import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Html } from './html.js';
import { markdownPage, ruleIds, type Heading } from './markdown.js';

/** A page that is a Markdown file of `openapi/`. */
export interface TextPage {
  readonly file: string;
  readonly title: string;
  readonly description: string;
  readonly source: string;
  readonly body: Html;
  readonly headings: readonly Heading[];
}

/** The rules, and how the documents differ from the specification's. A rule's id leads to the rule from either. */
export async function readTextPages(folder: string): Promise<TextPage[]> {
  const behaviour = await readFile(join(folder, 'behaviour.md'), 'utf8');
  const differences = await readFile(join(folder, 'differences.md'), 'utf8');
  const rules = ruleIds(behaviour);
  return [
    {
      file: 'behaviour.html',
      title: 'Behaviour, rule by rule',
      description: 'What the package does, rule by rule',
      source: behaviour,
      ...markdownPage(behaviour, rules, ''),
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
