import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isObject, objectAt, stringAt, stringsAt, type Json, type JsonObject } from '../generate/json.js';
import type { Api } from './api.js';
import { html, type Html } from './html.js';
import { inlineMarkdown } from './markdown.js';

/** The folders of JSON files that the package exports and the site has copies of. */
const folders = ['schemas', 'examples', 'vectors'] as const;

/** Reads the published JSON files, as texts by their paths in the site. A folder that is not there has none. */
export async function readJsonFiles(projectRoot: string): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const folder of folders) {
    const from = join(projectRoot, 'generated', folder);
    for (const name of (await readdir(from).catch(() => [])).sort()) {
      files.set(
        `${folder}/${name}`,
        `${JSON.stringify(JSON.parse(await readFile(join(from, name), 'utf8')), null, 2)}\n`,
      );
    }
  }
  return files;
}

/** Renders lists of all published JSON files, each with links to the file and to the sections that it is about. */
export function jsonFileLists(files: ReadonlyMap<string, string>, apis: readonly Api[]): Html {
  const index = parsed(files.get('examples/index.json'));
  return html`<h2 id="all-files">All files</h2>
    <h3 id="all-vectors">Test vectors</h3>
    <ul>
      ${filesIn('vectors', files).map(([path, { description, cases }]) => {
        const count = Array.isArray(cases) ? String(cases.length) : '0';
        return html`<li>
          ${fileLink(path)}, ${count} cases. ${inlineMarkdown(typeof description === 'string' ? description : '')}
        </li>`;
      })}
    </ul>
    <h3 id="all-schemas">Schemas</h3>
    <ul>
      ${filesIn('schemas', files).map(([path, schema]) => {
        const title = stringAt(schema, 'title') ?? '';
        const api = apis.find(({ schemas }) => schemas.has(title));
        const place = api && html`, <a href="${api.name}.html#${title}">${title}</a>`;
        return html`<li>${fileLink(path)}${place}</li>`;
      })}
    </ul>
    <h3 id="all-examples">Examples</h3>
    <ul>
      ${filesIn('examples', files).flatMap(([path]) => {
        const entry = objectAt(index, path.replace('examples/', ''));
        if (Object.keys(entry).length === 0) return [];
        const shownBy = stringsAt(entry, 'shownBy').map(
          (place) => html` <a href="${anchor(place)}">${place.replace(/.*#/, '')}</a>`,
        );
        return [html`<li>${fileLink(path)}, shown by${shownBy}</li>`];
      })}
    </ul>`;
}

function fileLink(path: string): Html {
  return html`<a href="${path}"><code>${path.replace(/^.*\//, '')}</code></a>`;
}

function filesIn(folder: string, files: ReadonlyMap<string, string>): [string, JsonObject][] {
  return [...files].filter(([path]) => path.startsWith(`${folder}/`)).map(([path, text]) => [path, parsed(text)]);
}

function parsed(text: string | undefined): JsonObject {
  const value = JSON.parse(text ?? '{}') as Json;
  return isObject(value) ? value : {};
}

/** Leads to the section of an operation or schema: `client-server-keys#queryKeys`. */
function anchor(place: string): string {
  return place.replace('#', '.html#');
}
