import { isObject, objectAt, stringAt } from '../generate/json.js';
import type { Api } from './api.js';
import { codeHtml } from './code-html.js';
import { pictureOf, type Diagram } from './diagram.js';
import { capitalised, html, type Html } from './html.js';
import { codeBlock } from './json-html.js';
import { inlineMarkdown } from './markdown.js';
import { namesFile } from './names-page.js';
import { picturesFile } from './pictures-page.js';
import { playgroundFile } from './playground-examples.js';
import { spokenBadge } from './software-table.js';
import { supportFile } from './support-page.js';
import type { Support } from './support.js';
import { table } from './table.js';

/** The content of the landing page that comes from elsewhere. */
export interface LandingContent {
  readonly packageName: string;
  readonly apis: readonly Api[];
  readonly support: Support;
  /** The README's first example. */
  readonly firstBot: string;
  /** The README's paragraph on the state of the drafts, as Markdown. */
  readonly settled: string;
  readonly diagrams: readonly Diagram[];
}

/** Ways into the site, by what a reader wants. */
const doors = [
  [
    'troubleshooting.html',
    "Why can't my bridge decrypt?",
    'From the symptom to the check that shows the cause, and the fix.',
  ],
  [
    playgroundFile,
    'Try it in the browser',
    'Read, validate, merge, lint, check a signature: offline, and nothing is sent anywhere.',
  ],
  ['encryption.html', 'Encrypt a bot or a bridge', 'A bot that stays up, and the way into a bridge that exists.'],
  [picturesFile, 'See who asks whom', "Sequences of a transaction, a ghost's life, key queries, claims, federation."],
  [supportFile, 'Find out who speaks it', 'Homeservers and libraries, with versions, dates, sources and settings.'],
  ['operators.html', 'Check what runs', 'Commands that find out what a homeserver or an appservice really does.'],
  ['behaviour.html', 'Read the rules', 'Merging, claiming, receiving without loss: each rule with its code and test.'],
  [namesFile, 'Look up a name', 'Every path and field, stable and unstable, side by side.'],
] as const;

/** Renders the first page: what this is, for whom, how settled it is, the first bot, and the ways on. */
export function landingPage({ packageName, apis, support, firstBot, settled, diagrams }: LandingContent): Html {
  const transaction = diagrams.find(({ id }) => id === 'transaction');
  return html`<div class="hero">
      <h1>End-to-end encryption for Matrix bridges and bots</h1>
      <p class="lead">
        An appservice that gets decrypted events, sends encrypted ones, and loses no keys in a crash; and the whole API
        behind it. For authors of appservices, bridges and homeservers, and for readers of the wire format.
      </p>
      <pre
        class="install"
        tabindex="0"
        role="group"
        aria-label="Installation"
      ><code>npm install ${packageName}</code></pre>
      <p class="note">
        There is no release yet: run <code>npm ci &amp;&amp; npm pack</code> in a clone, and install the resulting file.
      </p>
    </div>
    <section class="notice" aria-labelledby="settled">
      <h2 id="settled">How settled this is</h2>
      <p>
        ${inlineMarkdown(settled)} <a href="behaviour.html#how-settled-all-this-is">State of each proposal</a>;
        <a href="behaviour.html#D">which keys to upload</a>, and what breaks over federation.
      </p>
    </section>
    <section aria-labelledby="start">
      <h2 id="start">Where to go</h2>
      <ul class="cards doors">
        ${doors.map(
          ([file, title, text]) =>
            html`<li>
              <h3><a href="${file}">${title}</a></h3>
              <p>${text}</p>
            </li>`,
        )}
      </ul>
    </section>
    <section class="first" aria-labelledby="first">
      <h2 id="first">A whole encrypted bot</h2>
      <p>
        It joins rooms that it is invited to, and repeats what it reads there, encrypted where the room is. Its keys are
        in SQLite; killed at any instant, it goes on. <a href="encryption.html">Encryption</a> has its registration, its
        methods and its options.
      </p>
      ${codeBlock(codeHtml(firstBot), 'A bot in TypeScript')}
    </section>
    ${
      transaction === undefined
        ? undefined
        : html`<section aria-labelledby="received">
            <h2 id="received">Nothing is acknowledged before it is on the disk</h2>
            ${pictureOf(transaction)}
            <p class="note"><a href="${picturesFile}">Four more pictures</a>, each also in words.</p>
          </section>`
    }
    <section aria-labelledby="software">
      <h2 id="software">Who speaks it</h2>
      <p>
        Names under which released homeservers speak each part, read from their sources on
        <time datetime="${support.checkedOn}">${support.checkedOn}</time>.
        <a href="${supportFile}">Conditions, settings, libraries and sources</a>.
      </p>
      ${speakers(support)}
    </section>
    <section aria-labelledby="apis">
      <h2 id="apis">Which API is which</h2>
      <ul class="cards">
        ${apis.map(card)}
      </ul>
    </section>`;
}

function speakers({ features, software }: Support): Html {
  return table(
    ['homeserver', ...features.map(({ title, msc }) => `${title} (${msc})`)],
    software
      .filter(({ role }) => role === 'homeserver')
      .map(({ name, version, speaks }) => [
        html`${name} <small>${version}</small>`,
        ...features.map(({ id }) => spokenBadge(speaks.get(id)?.names)),
      ]),
    ['16%', ...features.map(() => `${String(84 / features.length)}%`)],
  );
}

function card(api: Api): Html {
  const description = stringAt(objectAt(api.document, 'info'), 'description') ?? '';
  const drafts = new Set(api.operations.flatMap(({ state, msc }) => (state === 'draft' ? [msc ?? 'draft'] : [])));
  const file = `${api.name}.html`;
  return html`<li>
    <h3><a href="${file}">${capitalised(api.title)}</a></h3>
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
