import { html, raw, escape, type Html } from './html.js';
import { codeBlock } from './json-html.js';
import type { Heading } from './markdown.js';
import type { RuleHome } from './rule-homes.js';

/** The page with the source of every rule's home. */
export const sourceFile = 'source.html';

/** Renders each rule's code itself, since a link into a repository would rot with its next change. */
export function sourcePage(rules: readonly Heading[], homes: readonly RuleHome[]): Html {
  return html`<h1>Where each rule is implemented</h1>
    <p class="lead">
      The code of each rule of <a href="behaviour.html">the behaviour</a>, as it was when this site was built. In the
      repository, search for <code>@rule</code> and the rule's ID; the title of its test ends in <code>rule</code> and
      the ID, in brackets.
    </p>
    ${rules.map(({ id, text }) => {
      const home = homes.find(({ rule }) => rule === id);
      return home === undefined ? undefined : section(id, text, home);
    })}`;
}

/** Renders the line below a rule's heading that links to its home. */
export function linkToHome({ rule, path, name }: RuleHome): Html {
  const code = name === undefined ? undefined : html`<code>${name}</code> in `;
  return html`<p class="home"><a href="${sourceFile}#${rule}">Source: ${code}${path}</a></p>`;
}

function section(id: string, title: string, { path, line, code }: RuleHome): Html {
  return html`<h2 id="${id}"><a class="anchor" href="behaviour.html#${id}">${title}</a></h2>
    <p><code>${path}</code>, line ${line}</p>
    ${codeBlock(raw(escape(code)), `${path}, from line ${String(line)}`)}`;
}
