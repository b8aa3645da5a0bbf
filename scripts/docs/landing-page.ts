import { isObject, objectAt, stringAt } from '../generate/json.js';
import type { Api } from './api.js';
import { stateBadge, versionBadge } from './badges.js';
import { html, type Html } from './html.js';
import { inlineMarkdown } from './markdown.js';
import { namesTable } from './names-table.js';
import { softwareTable } from './software-table.js';
import type { Proposal, Support } from './support.js';
import { table } from './table.js';

/**
 * The state of the drafts on 2026-11-29, their support, and the parts that do not depend on them. README.md begins with
 * the same.
 */
const settled = `The four proposals that it takes (MSC3984, MSC3983, MSC3202 and MSC4203) are open drafts. On 2026-09-16, Tuwunel's
developers asked to close the first two as superseded. Synapse speaks all four behind experimental flags; Tuwunel speaks MSC4203 and MSC3202, and
removed the other two in 1.9.2. Only key queries, key claims and the key proxy depend on those two: transactions,
the registration linter, acting as a device, signatures and validators do not.`;

/**
 * Renders the first page: a guide to the APIs, the state of the drafts, every name of everything, and the software that
 * supports it.
 */
export function landingPage(packageName: string, apis: readonly Api[], support: Support): Html {
  return html`<h1>Encrypted Matrix appservices: the API</h1>
    <p class="lead">
      What a homeserver and an application service say to each other so that bridged users can have end-to-end
      encryption: key queries, key claims, and transactions with to-device messages, device lists and key counts. Most
      of it is proposed and not yet part of Matrix, so most things here have two names, and this site has both.
    </p>
    <p>
      The npm package <code>${packageName}</code> has types and validators for all of it, and clients and request
      handlers that take care of the names.
    </p>
    <section aria-labelledby="settled">
      <h2 id="settled">How settled this is</h2>
      <p>
        ${inlineMarkdown(settled)} <a href="behaviour.html#how-settled-all-this-is">State of each proposal</a>.
        <a href="behaviour.html#D">A user's device</a> says which keys to upload, and what breaks over federation.
      </p>
    </section>
    <section aria-labelledby="apis">
      <h2 id="apis">Which API is which</h2>
      <ul class="cards">
        ${apis.map(card)}
        <li>
          <h3><a href="behaviour.html">Behaviour, rule by rule</a></h3>
          <p>
            What the package does with the messages: which path it asks, how it merges, what it drops, when it gives up.
          </p>
        </li>
        <li>
          <h3><a href="differences.html">Differences from the specification</a></h3>
          <p>
            Where these documents and the Matrix specification's own are not the same, and why; and where they are
            stricter.
          </p>
        </li>
        <li>
          <h3><a href="stores.html">Stores</a></h3>
          <p>Which database an appservice needs, how to set it up, and how to back it up.</p>
        </li>
      </ul>
    </section>
    <section aria-labelledby="proposals">
      <h2 id="proposals">The proposals</h2>
      ${proposalTable(support.proposals)}
    </section>
    <section aria-labelledby="names">
      <h2 id="names">Every name, side by side</h2>
      <p>
        As long as a proposal is a draft, the unstable path is asked first. Fields are read under each of their names,
        and the first that is there counts; <a href="behaviour.html#T1">rule T1</a> has the order.
      </p>
      ${namesTable(apis)}
      <h3 id="never-existed">Names that never existed</h3>
      <p>They look like a draft's, and no draft had them. They are reported when seen, and not read.</p>
      ${table(
        ['name', 'instead of'],
        support.neverExisted.map(({ name, instead, source }) => [
          html`<code>${name}</code> <a class="source" href="${source}" aria-label="source: ${name}">source</a>`,
          html`<code>${instead}</code>`,
        ]),
        ['60%', '40%'],
      )}
    </section>
    <section aria-labelledby="software">
      <h2 id="software">Who speaks it</h2>
      <p>
        Read from the source code of the versions named here, on ${support.checkedOn}. Each entry links what it was read
        from; a dash is something that nobody has looked up.
      </p>
      ${softwareTable(support)}
    </section>`;
}

function card(api: Api): Html {
  const description = stringAt(objectAt(api.document, 'info'), 'description') ?? '';
  const drafts = new Set(api.operations.flatMap(({ state, msc }) => (state === 'draft' ? [msc ?? 'draft'] : [])));
  const file = `${api.name}.html`;
  return html`<li>
    <h3><a href="${file}">${api.title.slice(0, 1).toUpperCase() + api.title.slice(1)}</a></h3>
    ${api.from === '' ? undefined : html`<p class="ends"><span>${api.from}</span> <span aria-label="asks">→</span> <span>${api.to}</span></p>`}
    <p>${inlineMarkdown(description.split('\n\n')[0] ?? '')}</p>
    <ul class="chips">
      ${api.operations.map(({ id, state }) => html`<li><a href="${file}#${id}" class="${state}">${id}</a></li>`)}
      ${
        api.operations.length === 0
          ? [...api.schemas]
              .filter(([, schema]) => isObject(schema))
              .map(([name]) => html`<li><a href="${file}#${name}">${name}</a></li>`)
          : undefined
      }
    </ul>
    ${drafts.size === 0 ? undefined : html`<p class="note">Draft: ${[...drafts].join(', ')}</p>`}
  </li>`;
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
