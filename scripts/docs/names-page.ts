import type { Api } from './api.js';
import { html, type Html } from './html.js';
import { namesTable } from './names-table.js';
import type { Support } from './support.js';
import { table } from './table.js';

/** The page with every name of everything. */
export const namesFile = 'names.html';

/** Renders the stable and unstable names of all paths and fields, and names that never existed. */
export function namesPage(apis: readonly Api[], { neverExisted }: Support): Html {
  return html`<h1>Every name, side by side</h1>
    <p class="lead">
      Homeservers write the fields of drafts under unstable names. Fields are read under each of their names, and the
      first that is there counts; <a href="behaviour.html#T1">rule T1</a> has the order. As long as a proposal is a
      draft, the unstable path is asked first.
    </p>
    ${namesTable(apis)}
    <h2 id="never-existed">Names that never existed</h2>
    <p>They look like a draft's, and no draft had them. They are reported when seen, and not read.</p>
    ${table(
      ['name', 'instead of'],
      neverExisted.map(({ name, instead, source }) => [
        html`<code>${name}</code> <a class="source" href="${source}" aria-label="source: ${name}">source</a>`,
        html`<code>${instead}</code>`,
      ]),
      ['60%', '40%'],
    )}`;
}
