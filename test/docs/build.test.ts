import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { load } from 'js-yaml';
import { beforeAll, describe, expect, it } from 'vitest';
import { fieldNames, parameterNames } from '../../generated/names.js';
import { buildDocs } from '../../scripts/docs/build.js';
import { readRuleHomes } from '../../scripts/docs/rule-homes.js';
import { readSupport } from '../../scripts/docs/support.js';
import type { JsonObject } from '../../scripts/generate/json.js';
import { clientServerMessagingOperations, operations, type Operation } from '../../src/operations.js';
import { projectFiles, projectRoot, readProjectFile } from '../helpers/project.js';

interface OtherNames {
  readonly unstable: readonly string[];
  readonly accepted: readonly string[];
}

/** Pages of the project's root that the site has, too. */
const guides = [
  'APPSERVICE.md',
  'ENCRYPTION.md',
  'HOMESERVER.md',
  'MIGRATING.md',
  'OPERATORS.md',
  'SCHEMAS.md',
  'STORES.md',
  'TROUBLESHOOTING.md',
];
const yaml = load(readProjectFile('openapi/support.yaml')) as JsonObject;
const { checkedOn, homeservers, neverExisted, software } = readSupport(yaml);
let files: ReadonlyMap<string, string>;

beforeAll(async () => {
  files = await buildDocs(projectRoot);
});

describe('the docs site', () => {
  it('has a page for each document, the document itself, the rules, their source, the differences from the specification, the guides, and the playground', () => {
    expect([...files.keys()].filter((path) => !path.startsWith('assets/')).sort()).toEqual(
      [
        'index.html',
        'names.html',
        'pictures.html',
        'support.html',
        'behaviour.html',
        'differences.html',
        'playground.html',
        'source.html',
        ...guides.map((guide) => guide.replace('.md', '.html').toLowerCase()),
        ...[
          'application-service-keys',
          'application-service-registration',
          'application-service-transactions',
          'client-server-devices',
          'client-server-keys',
          'client-server-messages',
          'client-server-rooms',
          'client-server-users',
          'server-server-user-keys',
        ].flatMap((name) => [`${name}.html`, `${name}.json`]),
        ...['schemas', 'examples', 'vectors'].flatMap(publishedIn),
      ].sort(),
    );
  });

  it('has every page and anchor that it links to, search results among them', () => {
    const broken: string[] = [];
    for (const [path, markup] of htmlFiles()) {
      for (const [, target = ''] of markup.matchAll(/(?:href|src)="([^"]*)"/g)) {
        if (!leadsTo(path, unescape(target))) broken.push(`${path}: ${target}`);
      }
    }
    const search = files.get('assets/search.js') ?? '';
    const entries = JSON.parse(search.slice(search.indexOf('[', search.indexOf('globalThis.searchEntries')), -2)) as {
      url: string;
    }[];
    expect(entries.length).toBeGreaterThan(200);
    for (const { url } of entries) if (!leadsTo('index.html', url)) broken.push(`search: ${url}`);
    expect(broken).toEqual([]);
  });

  it('has a copy of each published schema, example and file of vectors, and links to it', () => {
    const page = files.get('schemas.html') ?? '';
    const published = ['schemas', 'examples', 'vectors'].flatMap(publishedIn);
    expect(published.length).toBeGreaterThan(200);
    for (const path of published) {
      expect(JSON.parse(files.get(path) ?? '')).toEqual(JSON.parse(readProjectFile(`generated/${path}`)));
      if (path !== 'examples/index.json') expect(page).toContain(`href="${path}"`);
    }
    expect(page).toContain('href="application-service-keys.html#KeyQueryResponse"');
    expect(page).toContain('href="client-server-keys.html#queryKeys"');
  });

  it('says of an operation which versions of Matrix have changed it', () => {
    const page = files.get('client-server-devices.html') ?? '';
    const deletion = page.slice(page.indexOf('id="deleteDevice"'));
    expect(deletion.slice(0, deletion.indexOf('</article>'))).toContain(
      'Changed in Matrix 1.17: Application services need no interactive authentication.',
    );
  });

  it('loads nothing from elsewhere', () => {
    for (const [path, markup] of htmlFiles()) {
      expect(markup.match(/<(?:script|img|iframe|link)[^>]+(?:src|href)="(?:https?:)?\/\//g), path).toBeNull();
    }
    expect(files.get('assets/style.css')).not.toMatch(/url\(|@import/);
    expect(files.get('assets/site.js')).not.toMatch(/https?:|fetch\(|^export|^import/m);
  });

  it('leads from the examples of every operation and schema into the playground, which has each of them', () => {
    const script = files.get('assets/playground-examples.js') ?? '';
    const byTool = JSON.parse(script.slice(script.indexOf('{'), -2)) as Record<string, { id: string }[]>;
    const all = htmlFiles().flatMap(([path, markup]) =>
      Array.from(markup.matchAll(/playground\.html#(\w+)\?example=([^"]+)/g), ([, tool = '', id = '']) => ({
        path,
        tool,
        id,
      })),
    );
    const pages = new Set(all.map(({ path }) => path));
    expect(htmlFiles().filter(([path, markup]) => markup.includes('class="samples') && !pages.has(path))).toEqual([]);
    const missing = all.filter(({ tool, id }) => !byTool[tool]?.some((each) => each.id === decodeURIComponent(id)));
    expect(missing).toEqual([]);
    expect(all.filter(({ tool }) => tool === 'read').length).toBeGreaterThan(3);
  });

  it('shows no mark of Markdown as text', () => {
    for (const [path, markup] of htmlFiles()) {
      const text = markup.replace(/<pre[^]*?<\/pre>|<code[^]*?<\/code>|<[^>]*>/g, ' ');
      expect(/.{0,40}(?:`|\*\*|&#96;).{0,40}/.exec(text)?.[0], path).toBeUndefined();
    }
  });

  it('has no page that weighs more than 150 kB, compressed, with what it loads; nor has search', () => {
    const loads = htmlFiles().map(([path, markup]) => {
      const loaded = markup.matchAll(/<(?:script src|link rel="stylesheet" href)="([^"]+)"/g);
      return [path, ...Array.from(loaded, ([, file = '']) => file)];
    });
    expect(loads.every((loaded) => loaded.includes('assets/style.css'))).toBe(true);
    const heavy = [...loads, ['assets/search.js']].filter((loaded) => weightOf(loaded) > 150_000);
    expect(heavy).toEqual([]);
  });

  it('has every stable and unstable path and name on one page', () => {
    const landing = (files.get('names.html') ?? '').replaceAll('<wbr>', '');
    const all: readonly Operation[] = allOperations();
    const names = [
      ...Object.values(fieldNames).flatMap((fields) => Object.entries<OtherNames>(fields)),
      ...Object.entries<OtherNames>(parameterNames),
    ];
    const expected = [
      ...all.flatMap(({ paths, legacyPath }) => [...paths, ...(legacyPath === undefined ? [] : [legacyPath])]),
      ...names.flatMap(([name, { unstable, accepted }]) => [name, ...unstable, ...accepted]),
      ...neverExisted.map(({ name }) => name),
    ];
    expect(expected.length).toBeGreaterThan(40);
    expect(expected.filter((name) => !landing.includes(name))).toEqual([]);
  });

  it('begins with the bot of the README, and shows who speaks what, with the day on which that was read', () => {
    const landing = unescape((files.get('index.html') ?? '').replace(/<\/?span[^>]*>/g, ''));
    const [, bot = ''] = /^```ts first-bot\n([^]*?)^```$/m.exec(readProjectFile('README.md')) ?? [];
    expect(bot).toContain('createEncryption({');
    expect(landing).toContain(bot.trim());
    expect(landing).toContain(`<time datetime="${checkedOn}">`);
    for (const { name, role } of software) expect(landing.includes(`${name} <small>`)).toBe(role === 'homeserver');
  });

  it('says first how settled the drafts are, as the README does: who asked to close two, and who speaks what', () => {
    const [landing, readme] = [files.get('index.html') ?? '', readProjectFile('README.md')].map((text) =>
      // The menu comes before the content.
      text
        .slice(Math.max(text.indexOf('<main'), 0))
        .slice(0, 4000)
        .replaceAll(/\s+/g, ' '),
    );
    for (const said of [
      'On 2026-09-16, Tuwunel',
      'developers asked to close',
      'as superseded',
      'Synapse speaks all four behind experimental flags; Tuwunel speaks MSC4203 and MSC3202, and removed the other two in 1.9.2',
      'Only key queries, key claims and the key proxy depend on those two',
    ]) {
      expect(landing).toContain(said);
      expect(readme).toContain(said);
    }
    expect(landing).toContain('href="behaviour.html#how-settled-all-this-is"');
  });

  it('names each homeserver and library with its version and links what is said of it to a source', () => {
    const page = files.get('support.html') ?? '';
    for (const { name, version, speaks } of software) {
      expect(page).toContain(`${name} <small>${version}</small>`);
      for (const { source } of speaks.values()) expect(page).toContain(`href="${source}"`);
    }
    expect(page).toContain(`<time datetime="${checkedOn}">`);
  });

  it('lists what each homeserver needs, by version, with the source of each fact', () => {
    const page = unescape((files.get('support.html') ?? '').replaceAll('<wbr>', ''));
    for (const { name, newest, facts } of homeservers) {
      const table = between(page, `<h3 id="${name.toLowerCase()}">`, '</table>');
      expect(table).toContain(newest);
      for (const fact of facts) {
        expect(table).toContain(`href="${fact.source}"`);
        for (const flag of fact.registration.flat()) expect(table).toContain(flag);
        for (const setting of fact.settings) expect(table).toContain(setting);
      }
    }
  });

  it('has a filled-in request and an answer for every operation', () => {
    const articles = htmlFiles().flatMap(([, markup]) => markup.match(/<article[\s\S]*?<\/article>/g) ?? []);
    expect(articles).toHaveLength(allOperations().length);
    for (const article of articles) {
      const text = unescape(article.replace(/<[^>]*>/g, ''));
      expect(text).toMatch(
        /^\s*(GET|PUT|POST|DELETE) \/_matrix\/[^\s{}]+ HTTP\/1\.1\nHost: [^\s{}]+\nAuthorization: (Bearer|X-Matrix) \S+/m,
      );
      expect(text).toMatch(/Response samples\s+20\d/);
      expect(text).toContain('curl -X ');
    }
  });

  it('gives every rule its id as an anchor, and links the rules that others name', () => {
    const page = files.get('behaviour.html') ?? '';
    for (const id of [
      'W1',
      'N3',
      'M3',
      'C7',
      'T9',
      'A4',
      'G5',
      'D1',
      'D8',
      'E1',
      'E6',
      'R1',
      'R9',
      'F2',
      'S6',
      'T',
      'D',
    ])
      expect(page).toContain(`id="${id}"`);
    for (const id of ['T1', 'D2', 'R8']) expect(page).toContain(`<a class="rule" href="#${id}">${id}</a>`);
    expect(files.get('differences.html')).toContain('<a class="rule" href="behaviour.html#T1">T1</a>');
  });

  it('leads from each rule that is implemented to its source, and back', async () => {
    const [behaviour = '', source = ''] = ['behaviour.html', 'source.html'].map((file) => files.get(file));
    const homes = await readRuleHomes(projectRoot);
    expect(homes.length).toBeGreaterThan(60);
    for (const { rule, path, line, code } of homes) {
      const ofRule = between(behaviour, `id="${rule}"`, '<h3');
      expect(ofRule, rule).toContain(`href="source.html#${rule}">Source: `);
      expect(ofRule, rule).toContain(path);
      const ofHome = between(source, `id="${rule}"`, '<h2');
      expect(ofHome, rule).toContain(`href="behaviour.html#${rule}"`);
      expect(ofHome, rule).toContain(`<code>${path}</code>, line ${line}`);
      expect(unescape(ofHome), rule).toContain(code);
    }
    expect(between(behaviour, 'id="D8"', '<h3')).not.toContain('source.html');
  });

  it('shows an operation that a document gains, and its fields and text as they are, with no other edit', async () => {
    const scratch = await mkdtemp(join(tmpdir(), 'docs-scratch-'));
    try {
      for (const path of [
        'README.md',
        'openapi',
        ...guides,
        'src',
        'scripts/generate',
        'package.json',
        'generated/openapi',
      ]) {
        await cp(join(projectRoot, path), join(scratch, path), { recursive: true });
      }
      const path = join(scratch, 'generated/openapi/application-service-keys.json');
      const document = JSON.parse(await readFile(path, 'utf8')) as { paths: Record<string, unknown> };
      document.paths['/_matrix/app/v1/keys/forget'] = {
        post: {
          operationId: 'forgetKeys',
          summary: 'Forget <b>keys</b> & more.',
          description: 'Takes <hs_token> & `<script>`.',
          responses: { 200: { description: 'Done.' } },
        },
      };
      await writeFile(path, JSON.stringify(document));
      const built = await buildDocs(scratch);
      const page = built.get('application-service-keys.html') ?? '';
      expect(page).toContain('data-operation="forgetKeys"');
      const [description = ''] = /<p>Takes .*<\/p>/.exec(page) ?? [];
      expect(description).toBe('<p>Takes &lt;hs_token&gt; &amp; <code>&#60;script&#62;</code>.</p>');
      expect(page).not.toMatch(/<b>keys|<hs_token>|<code><script>/);
      expect((built.get('names.html') ?? '').replaceAll('<wbr>', '')).toContain('/_matrix/app/v1/keys/forget');
      expect(built.get('assets/search.js')).toContain('/_matrix/app/v1/keys/forget');
    } finally {
      await rm(scratch, { recursive: true });
    }
  });

  it('is not built from a fact without a source: the fault is named', async () => {
    const scratch = await mkdtemp(join(tmpdir(), 'docs-scratch-'));
    try {
      await cp(join(projectRoot, 'generated/openapi'), join(scratch, 'generated/openapi'), { recursive: true });
      await mkdir(join(scratch, 'openapi'));
      await writeFile(
        join(scratch, 'openapi/support.yaml'),
        `checkedOn: '2026-11-21'\nsoftware: [{name: Synapse, role: homeserver, version: '1', speaks: {keyQuery: {names: stable}}}]\n`,
      );
      await expect(buildDocs(scratch)).rejects.toThrow('Synapse, keyQuery: source must be a string');
    } finally {
      await rm(scratch, { recursive: true });
    }
  });
});

function allOperations(): Operation[] {
  return [...Object.values(operations), clientServerMessagingOperations].flatMap((api) =>
    Object.values<Operation>(api),
  );
}

/** The published JSON files of a folder, by their paths in the site. */
function publishedIn(folder: string): string[] {
  return projectFiles(`generated/${folder}`, '.json').map(({ path }) => path.replace('generated/', ''));
}

function htmlFiles(): [string, string][] {
  return [...files].filter(([path]) => path.endsWith('.html'));
}

/** The bytes of files, compressed one by one as servers do. */
function weightOf(paths: readonly string[]): number {
  return paths.reduce((sum, path) => sum + gzipSync(files.get(path) ?? '').length, 0);
}

/** Whether a link from a page leads to something: another page and anchor of the site, or away from it by https. */
function leadsTo(from: string, target: string): boolean {
  if (/^https:|^data:image/.test(target)) return true;
  // A playground's anchor may say what its fields hold.
  const [file = '', anchor] = target.split('?', 1).join().split('#');
  const markup = files.get(file === '' ? from : file);
  return markup !== undefined && (anchor === undefined || markup.includes(`id="${anchor}"`));
}

/** The text from the one mark up to the other. */
function between(text: string, from: string, to: string): string {
  const [, after = ''] = text.split(from, 2);
  return after.split(to, 1)[0] ?? '';
}

function unescape(text: string): string {
  return text.replaceAll('&amp;', '&').replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
}
