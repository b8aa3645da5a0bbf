import { stateBadge, versionBadge } from './badges.js';
import { html, type Html } from './html.js';
import { inlineMarkdown } from './markdown.js';
import { softwareTable } from './software-table.js';
import type { Fact, HomeserverFacts, Proposal, Support } from './support.js';
import { table } from './table.js';

/** The page with the software that speaks the proposals. */
export const supportFile = 'support.html';

/** Renders which released software speaks what, under which names, since which version, and where that was read. */
export function supportPage(support: Support): Html {
  const { checkedOn, proposals, homeservers, capabilities } = support;
  const titles = new Map(capabilities.map(({ id, title }) => [id, title]));
  return html`<h1>Who speaks it</h1>
    <p class="lead">
      Read from the source code of the versions named here, on <time datetime="${checkedOn}">${checkedOn}</time>. Each
      entry links what it was read from; a dash is something that was not looked up. To see what your own homeserver
      does, run <a href="operators.html#check-homeserver"><code>check-homeserver</code></a
      >.
    </p>
    ${softwareTable(support)}
    <h2 id="needs">What each homeserver needs, by version</h2>
    <p>
      The lines that a registration and the homeserver's configuration must have. The linter and
      <code>generate-registration</code> use these facts.
    </p>
    ${homeservers.map((homeserver) => needsTable(homeserver, titles))}
    <h2 id="proposals">The proposals</h2>
    <p>State on <time datetime="${checkedOn}">${checkedOn}</time>.</p>
    ${proposalTable(proposals)}`;
}

function needsTable({ name, newest, facts }: HomeserverFacts, titles: ReadonlyMap<string, string>): Html {
  return html`<h3 id="${name.toLowerCase()}">${name} <small>looked up to ${newest}</small></h3>
    ${table(
      ['capability', 'versions', 'works', 'needs'],
      facts.map((fact) => [
        html`${fact.of.map((id) => titles.get(id) ?? id).join(', ')}`,
        html`${versions(fact)}`,
        html`<span class="badge ${fact.works === 'yes' ? 'stable' : fact.works === 'no' ? '' : 'draft'}"
            >${fact.works}</span
          >
          <a class="source" href="${fact.source}" aria-label="source: ${name}, ${fact.of.join(', ')}, ${versions(fact)}"
            >source</a
          >`,
        needs(fact),
      ]),
      ['26%', '16%', '14%', '44%'],
    )}`;
}

function versions({ from, before }: Fact): string {
  if (from === undefined) return before === undefined ? 'all' : `before ${before}`;
  return before === undefined ? `from ${from}` : `${from} to before ${before}`;
}

function needs({ works, registration, settings, instead, note }: Fact): Html {
  const flags = registration.map((either) => either.map((flag) => `\`${flag}: true\``).join(' or '));
  const parts = [...flags, ...settings.map((setting) => `\`${setting}\` in its configuration`)];
  const told = [parts.join(', and '), instead, note].filter((part) => part !== undefined && part !== '');
  return told.length === 0
    ? html`${works === 'no' ? 'no line turns it on' : 'nothing'}`
    : html`${told.map((part) => html`<div>${inlineMarkdown(part ?? '')}</div>`)}`;
}

function proposalTable(proposals: readonly Proposal[]): Html {
  return table(
    ['proposal', 'brings', 'state'],
    proposals.map(({ msc, title, state, matrixVersion, note, source }) => [
      html`<a href="${source}">${msc}</a>`,
      html`${title}${note === undefined ? undefined : html` <small>(${note})</small>`}`,
      html`${stateBadge(state)} ${versionBadge(matrixVersion)}`,
    ]),
    ['15%', '65%', '20%'],
  );
}
