import type { Api } from './api.js';
import { html, raw, type Html } from './html.js';
import type { TextPage } from './text-pages.js';

/** The common data of all pages. */
export interface Site {
  readonly name: string;
  readonly version: string;
  readonly apis: readonly Api[];
  readonly texts: readonly TextPage[];
}

/** Renders a whole page; `current` is its own file, so that the menu shows its content. */
export function page(
  site: Site,
  current: string,
  title: string,
  description: string,
  content: Html,
  head?: Html,
): string {
  const { markup } = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        ${head}
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="description" content="${description}" />
        <title>${title}</title>
        <link rel="icon" href="${icon}" />
        <link rel="stylesheet" href="assets/style.css" />
        <script src="assets/site.js" defer></script>
      </head>
      <body>
        <a class="skip" href="#content">Skip to the content</a>
        <header>
          <button type="button" class="menu-button" popovertarget="menu" aria-label="Menu">☰</button>
          <a class="brand" href="index.html">${logo} Encrypted appservices</a>
          <button type="button" class="search-button" aria-keyshortcuts="/" hidden>
            <span>Search</span> <kbd aria-hidden="true">/</kbd>
          </button>
        </header>
        <div class="columns">
          <nav id="menu" popover aria-label="Pages">${menu(site, current)}</nav>
          <main id="content" tabindex="-1">${content}</main>
        </div>
        <footer>
          ${site.name} ${site.version}. Apache-2.0. Built from the OpenAPI documents; loads nothing from elsewhere.
        </footer>
        ${searchDialog}
      </body>
    </html>`;
  // Templates are indented for their readers; a browser does not need that. No line inside <pre> begins with spaces.
  return `${markup.replace(/<pre[\s\S]*?<\/pre>|\n\s+/g, (part) => (part.startsWith('<pre') ? part : '\n'))}\n`;
}

/** Pages that are neither of an API nor a text. */
const pages = [
  ['playground.html', 'Playground'],
  ['pictures.html', 'Who asks whom'],
  ['support.html', 'Who speaks it'],
  ['names.html', 'Every name'],
] as const;

function menu({ apis, texts }: Site, current: string): Html {
  const link = (file: string, text: string): Html =>
    html`<a href="${file}" ${raw(file === current ? 'aria-current="page"' : '')}>${text}</a>`;
  const group = (title: string, entries: readonly Html[]): Html =>
    html`<p class="group" id="menu-${title.toLowerCase()}">${title}</p>
      <ul aria-labelledby="menu-${title.toLowerCase()}">
        ${entries}
      </ul>`;
  const textEntry = (text: TextPage): Html => {
    const entries = text.file === current ? sectionEntries(text) : undefined;
    return html`<li>${link(text.file, text.title)} ${entries}</li>`;
  };
  const apiEntry = (api: Api): Html => {
    const file = `${api.name}.html`;
    const title = api.title.replace(/^(.*) API: /, (_, of: string) => `${shortNames[of] ?? of}: `);
    return html`<li>${link(file, title)} ${file === current ? pageEntries(api) : undefined}</li>`;
  };
  return html`<ul>
      <li>${link('index.html', 'Overview')}</li>
      ${pages.map(([file, text]) => html`<li>${link(file, text)}</li>`)}
    </ul>
    ${group('Guides', texts.filter(({ isGuide }) => isGuide).map(textEntry))} ${group('APIs', apis.map(apiEntry))}
    ${group('Rules', texts.filter(({ isGuide }) => !isGuide).map(textEntry))}`;
}

function sectionEntries({ headings }: TextPage): Html {
  const sections = headings.filter(({ level }) => level === 2);
  return html`<ul>
    ${sections.map(({ id, text }) => html`<li><a href="#${id}">${text.replaceAll('`', '')}</a></li>`)}
  </ul>`;
}

const shortNames: Readonly<Record<string, string>> = {
  'application service': 'Application service',
  'client-server': 'Client-server',
  'server-server': 'Server-server',
};

function pageEntries(api: Api): Html {
  const operations = api.operations.map(
    ({ id, method }) =>
      html`<li>
        <a href="#${id}"><span class="method">${method}</span> ${id}</a>
      </li>`,
  );
  const schemas = [...api.schemas.keys()].map((name) => html`<li><a href="#${name}">${name}</a></li>`);
  return html`<ul>
    ${operations}
    <li>
      <details ${raw(operations.length === 0 ? 'open' : '')}>
        <summary>Schemas</summary>
        <ul>
          ${schemas}
        </ul>
      </details>
    </li>
  </ul>`;
}

const searchDialog = html`<dialog id="search" aria-label="Search">
  <form method="dialog">
    <input
      type="search"
      placeholder="Operation, field, error code, rule …"
      aria-label="Search all APIs and rules"
      aria-controls="search-results"
      autocomplete="off"
      spellcheck="false"
    />
    <button type="submit" value="close" aria-label="Close">Esc</button>
  </form>
  <p class="hits" role="status"></p>
  <ol id="search-results"></ol>
</dialog>`;

/** The logo: a key, in the text's colour. */
const logo = raw(
  '<svg viewBox="4 7 25 18" width="26" height="19" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="3">' +
    '<circle cx="11" cy="16" r="5"/><path d="M16 16h11M22 16v5M26 16v4"/></svg>',
);

const icon =
  'data:image/svg+xml,' +
  encodeURIComponent(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#0b6b5d"/>' +
      '<g fill="none" stroke="#fff" stroke-width="3"><circle cx="11" cy="16" r="5"/><path d="M16 16h11M22 16v5M26 16v4"/></g></svg>',
  );
