import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { load } from 'js-yaml';
import ts from 'typescript';
import { isObject, type Json, type JsonObject } from '../generate/json.js';
import { readApi } from './api.js';
import { apiPage } from './api-page.js';
import { readDiagrams } from './diagram.js';
import { capitalised, html, type Html } from './html.js';
import { jsonFileLists, readJsonFiles } from './json-files.js';
import { landingPage } from './landing-page.js';
import { page, type Site } from './layout.js';
import { playgroundExamples, playgroundFile } from './playground-examples.js';
import { playgroundPage, playgroundPolicy } from './playground-page.js';
import { playgroundScript } from './playground-script.js';
import { namesFile, namesPage } from './names-page.js';
import { picturesFile, picturesPage } from './pictures-page.js';
import { readRuleHomes } from './rule-homes.js';
import { sourceFile, sourcePage } from './source-page.js';
import { readTextPages } from './text-pages.js';
import { searchEntries } from './search-entries.js';
import { readSupport } from './support.js';
import { supportFile, supportPage } from './support-page.js';

/** Builds the site's files, as contents by path. Reads the project's generated documents; writes nothing. */
export async function buildDocs(projectRoot: string): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  const documents = await readDocuments(join(projectRoot, 'generated/openapi'));
  const apis = documents.map(([name, document]) => readApi(name, document));
  const support = readSupport(load(await readFile(join(projectRoot, 'openapi/support.yaml'), 'utf8')) as JsonObject);
  const manifest = JSON.parse(await readFile(join(projectRoot, 'package.json'), 'utf8')) as Record<string, string>;

  const homes = await readRuleHomes(projectRoot);
  const texts = await readTextPages(projectRoot, homes);
  const site: Site = {
    name: manifest['name'] ?? '',
    version: manifest['version'] ?? '',
    apis,
    texts,
  };
  const add = (file: string, title: string, description: string, content: Html, head?: Html): void => {
    files.set(file, page(site, file, title, description, content, head));
  };
  const diagrams = await readDiagrams();
  const readme = await readFile(join(projectRoot, 'README.md'), 'utf8');
  const firstBot = partOf(readme, /^```ts first-bot\n([^]*?)\n```$/m);
  const settled = partOf(readme, /^(MSC\d+, .* are open drafts\. [^]*?)\n\n/m);
  add(
    'index.html',
    'End-to-end encryption for Matrix bridges and bots',
    'The API of encrypted Matrix application services, a package that speaks it, and what it takes',
    landingPage({ packageName: site.name, apis, support, firstBot, settled, diagrams }),
  );
  add(picturesFile, 'Who asks whom', 'Sequence diagrams of encrypted appservices', picturesPage(diagrams));
  add(supportFile, 'Who speaks it', 'Homeservers and libraries, with versions and dates', supportPage(support));
  add(
    namesFile,
    'Every name, side by side',
    'Stable and unstable names of all paths and fields',
    namesPage(apis, support),
  );
  const examples = await playgroundExamples(projectRoot, apis);
  for (const api of apis)
    add(
      `${api.name}.html`,
      capitalised(api.title),
      `${api.title}: operations, samples, schemas`,
      apiPage(api, examples),
    );
  for (const [name, document] of documents) files.set(`${name}.json`, `${JSON.stringify(document, null, 2)}\n`);
  const jsonFiles = await readJsonFiles(projectRoot);
  for (const [path, text] of jsonFiles) files.set(path, text);
  for (const { file, title, description, body } of texts) {
    const lists = file === 'schemas.html' ? jsonFileLists(jsonFiles, apis) : undefined;
    add(file, title, description, html`<div class="rules">${body} ${lists}</div>`);
  }

  const rules = texts.flatMap(({ headings }) => headings);
  add(sourceFile, 'Where each rule is implemented', 'The code of each rule', sourcePage(rules, homes));

  add(
    playgroundFile,
    'Playground',
    'Try payloads of encrypted appservices in the browser, offline',
    playgroundPage(),
    playgroundPolicy,
  );

  files.set('assets/style.css', await styleSheet());
  files.set('assets/site.js', browserScript(await asset('site.ts')));
  files.set('assets/playground.js', await playgroundScript());
  files.set('assets/playground-examples.js', `globalThis.playgroundExamples = ${JSON.stringify(examples.byTool)};\n`);
  files.set('assets/search.js', await searchScript(searchEntries(apis, texts)));
  return files;
}

/** The APIs of the application service first, since most readers come for them. */
const order = ['application-service-keys', 'application-service-transactions', 'application-service-registration'];

async function readDocuments(folder: string): Promise<[string, JsonObject][]> {
  const names = (await readdir(folder)).filter((file) => file.endsWith('.json')).map((file) => basename(file, '.json'));
  const place = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length);
  names.sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1));
  return await Promise.all(
    names.map(async (name): Promise<[string, JsonObject]> => {
      const document = JSON.parse(await readFile(join(folder, `${name}.json`), 'utf8')) as Json;
      return [name, isObject(document) ? document : {}];
    }),
  );
}

/** The parts of the style sheet, in order of precedence: later ones may override earlier ones. */
const styles = [
  'base',
  'frame',
  'marks',
  'landing-page',
  'pictures',
  'operations',
  'search',
  'playground',
  'playground-results',
  'widths',
];

async function styleSheet(): Promise<string> {
  const parts = await Promise.all(styles.map((name) => asset(`style/${name}.css`)));
  return parts.join('\n');
}

async function asset(name: string): Promise<string> {
  return await readFile(fileURLToPath(new URL(`assets/${name}`, import.meta.url)), 'utf8');
}

/** Removes the types. All imports are of types, and the remaining empty export would make it a module. */
function browserScript(source: string): string {
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true },
  });
  return outputText.replace(/^export \{\};\n/m, '');
}

/**
 * Bundles the search library and its data into one script: pages from the file system may load scripts, but no data.
 */
async function searchScript(entries: readonly object[]): Promise<string> {
  const require = createRequire(import.meta.url);
  const library = await readFile(join(require.resolve('minisearch'), '../../umd/index.js'), 'utf8');
  const code = library.replace(/\n\s*\/\*\*[\s\S]*?\*\//g, '').replace(/^\/\/# sourceMappingURL=.*$/m, '');
  return `// MiniSearch, MIT licence, https://github.com/lucaong/minisearch\n${code}\nglobalThis.searchEntries = ${JSON.stringify(entries)};\n`;
}

/** Finds a part of the README that a page shows. */
function partOf(readme: string, pattern: RegExp): string {
  const [, part] = pattern.exec(readme) ?? [];
  if (part === undefined) throw new Error(`README.md has no part that fits ${String(pattern)}`);
  return part;
}
