import { html, type Html } from './html.js';
import { inlineMarkdown } from './markdown.js';
import type { Feature, Software, SpokenNames, Support } from './support.js';
import { table } from './table.js';

const words: Readonly<Record<SpokenNames, { readonly text: string; readonly badge: string }>> = {
  none: { text: 'no', badge: '' },
  unstable: { text: 'unstable', badge: 'draft' },
  stable: { text: 'stable', badge: 'stable' },
  both: { text: 'both', badge: 'stable' },
};

/** Renders tables of the features that homeservers send, and that libraries understand. */
export function softwareTable({ features, software }: Support): Html {
  const columns = ['software', ...features.map(({ title }) => title)];
  const widths = ['16%', ...features.map(() => `${String(84 / features.length)}%`)];
  const rows = (role: Software['role']): Html[][] =>
    software
      .filter((each) => each.role === role)
      .map((each) => [
        html`${each.name} <small>${each.version}</small>`,
        ...features.map((feature) => cell(each, feature)),
      ]);
  return html`<h2 id="homeservers">Homeservers: what they ask and send</h2>
    ${table(columns, rows('homeserver'), widths)}
    <h2 id="libraries">Libraries for application services: what they serve and read</h2>
    ${table(columns, rows('library'), widths)}`;
}

/** Renders the names under which software speaks a feature; a dash where nobody has looked. */
export function spokenBadge(names: SpokenNames | undefined): Html {
  if (names === undefined) return html`–`;
  const { text, badge } = words[names];
  return html`<span class="badge ${badge}">${text}</span>`;
}

function cell({ name, speaks }: Software, { id, title }: Feature): Html {
  const fact = speaks.get(id);
  if (fact === undefined) return html`–`;
  return html`${spokenBadge(fact.names)}
    ${fact.when === undefined ? undefined : html`<small>${inlineMarkdown(fact.when)}</small>`}
    <a class="source" href="${fact.source}" aria-label="source: ${name}, ${title}">source</a>`;
}
