import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleLimits } from '../scripts/build/bundle-limits.js';
import { objectAt, stringAt, type JsonObject } from '../scripts/generate/json.js';
import { codeBlocks, runnableCode, type CodeBlock } from './helpers/code-blocks.js';
import { projectRoot, readProjectFile } from './helpers/project.js';

/** Pages with examples that run here. The bots of the other two run in built/echo-bot.test.ts. */
const pagesThatRun = ['APPSERVICE.md', 'HOMESERVER.md', 'MIGRATING.md', 'STORES.md'];
const pagesWithCode = ['README.md', 'ENCRYPTION.md', 'SCHEMAS.md', ...pagesThatRun];
const blocks = blocksIn('ts');
/** Blocks that need a driver that is not installed here, a server, or an application around them. */
const unrunBlocks = blocksIn('ts not-run');
const checkedBlocks = [...blocks, ...unrunBlocks, ...blocksIn('ts first-bot'), ...blocksIn('ts echo-bot')];
const manifest = JSON.parse(readProjectFile('package.json')) as JsonObject;
const pages = [
  'README.md',
  'APPSERVICE.md',
  'ENCRYPTION.md',
  'HOMESERVER.md',
  'MIGRATING.md',
  'OPERATORS.md',
  'SCHEMAS.md',
  'STORES.md',
  'TROUBLESHOOTING.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'openapi/behaviour.md',
  'openapi/differences.md',
  'test/bench/README.md',
  'test/mutation/README.md',
];

describe('the code blocks of the pages', () => {
  it('are there: at least one of each page, marked as ts', () => {
    expect(new Set(blocks.map(({ page }) => page))).toEqual(new Set(pagesThatRun));
    expect(new Set(checkedBlocks.map(({ page }) => page))).toEqual(new Set(pagesWithCode));
  });

  it('open a store with each driver in one line, which type-checks', () => {
    const opening = unrunBlocks.find(({ code }) => code.includes('new BunSqlite('))?.code ?? '';
    const opened = [...opening.matchAll(/^await create\w+Store\(new (\w+)\(.*\)\); \/\/ ([^\s,]+)/gm)].map(
      ([, , name]) => name,
    );
    expect(opened.sort()).toEqual(
      ['@photostructure/sqlite', 'better-sqlite3', 'bun:sqlite', 'libsql', 'node:sqlite', 'pg'].sort(),
    );
  });

  it('type-check against the source, under the settings of this project', { timeout: 60_000 }, () => {
    const name = stringAt(manifest, 'name') ?? '';
    const wrong = `import { isUserId } from '${name}';\nimport { gone } from '${name}/client';\nisUserId(1);`;
    const [errorsOfWrong, ...errors] = typeErrors([{ page: 'README.md', line: 10, code: wrong }, ...checkedBlocks]);
    expect(errors).toEqual(checkedBlocks.map(() => []));
    expect(errorsOfWrong).toEqual([
      expect.stringMatching(/^line 11: .*'gone'/),
      expect.stringMatching(/^line 12: .*'number'/),
    ]);
  });

  it('type-check where the web types are those of Node alone', { timeout: 60_000 }, () => {
    const web = { page: 'README.md', line: 10, code: 'console.log(document);' };
    const [errorsOfWeb, ...errors] = typeErrors([web, ...checkedBlocks], { lib: ['lib.es2022.d.ts'] });
    expect(errors).toEqual(checkedBlocks.map(() => []));
    expect(errorsOfWeb).toEqual([expect.stringMatching(/^line 10: .*'document'/)]);
  });

  describe('run, with the built package installed as a user has it', () => {
    let folder = '';

    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'readme-'));
      const installed = join(folder, 'node_modules', stringAt(manifest, 'name') ?? '');
      mkdirSync(dirname(installed), { recursive: true });
      symlinkSync(projectRoot, installed);
      // What a block says that it needs beside the package.
      for (const scope of ['@matrix-org', '@photostructure'])
        symlinkSync(join(projectRoot, 'node_modules', scope), join(folder, 'node_modules', scope));
    });

    afterAll(() => {
      rmSync(folder, { recursive: true });
    });

    it('and print what their comments say, and nothing else', { timeout: 20_000 * (blocks.length + 1) }, () => {
      for (const block of blocks)
        expect.soft(run(block, folder), `${block.page}, line ${block.line}`).toEqual(success(block));
    });

    it('would fail if one threw, printed something else, nothing, or more', { timeout: 60_000 }, () => {
      const page = 'README.md';
      const throwing = { page, line: 1, code: `console.log('a'); // prints: a\nthrow new Error('thrown');` };
      expect(run(throwing, folder)).toMatchObject({ status: 1, errors: expect.stringContaining('thrown') as string });
      const other = { page, line: 1, code: `console.log('b'); // prints: a` };
      expect(run(other, folder)).not.toEqual(success(other));
      const nothing = { page, line: 1, code: `if (Date.now() < 0) console.log('a'); // prints: a` };
      expect(run(nothing, folder)).not.toEqual(success(nothing));
      const more = { page, line: 1, code: `console.log('a'); // prints: a\nconsole.log('b');` };
      expect(run(more, folder)).not.toEqual(success(more));
    });
  });
});

describe('codeBlocks', () => {
  const page = [
    'Text with `ts` in it.',
    '```ts',
    'const a = 1;',
    '',
    'const b = `${a}`;',
    '```',
    '```sh',
    'npm start',
    '```',
    '- a list',
    '  ```ts',
    '  indented();',
    '  ```',
    '````md',
    '```ts',
    'quoted();',
    '```',
    '````',
  ].join('\n');

  it('finds the blocks of one language with their lines, and none inside another block', () => {
    expect(codeBlocks('A.md', page, 'ts')).toEqual([
      { page: 'A.md', line: 3, code: 'const a = 1;\n\nconst b = `${a}`;' },
      { page: 'A.md', line: 12, code: 'indented();' },
    ]);
    expect(codeBlocks('A.md', page, 'sh')).toEqual([{ page: 'A.md', line: 8, code: 'npm start' }]);
    expect(codeBlocks('A.md', page, 'json')).toEqual([]);
  });

  it('finds what a block says that it prints', () => {
    const code = `console.log(a); // prints: { "a": 1 }\nconsole.log(b);\nconsole.log(\n  c,\n); // prints: c`;
    expect(promised(code)).toEqual(['{ "a": 1 }', 'c']);
  });
});

describe('the README and CONTRIBUTING', () => {
  it.each(['npm ci && npm start', 'npm ci && npm test'])('the README shows: %s', (command) => {
    expect(readProjectFile('README.md')).toContain(command);
  });

  it.each(pages)('%s names only scripts that package.json has', (page) => {
    const scripts = Object.keys(objectAt(manifest, 'scripts'));
    expect(namedScripts(readProjectFile(page)).filter((script) => !scripts.includes(script))).toEqual([]);
  });

  it('pages quote the sizes of bundles as the limits that the build enforces', () => {
    expect(quotedLimits(readProjectFile('APPSERVICE.md'))).toEqual({
      isKeyQueryResponse: limitOf('{ isKeyQueryResponse }', '/validators'),
      'all validators': limitOf('*', '/validators'),
    });
    expect(quotedLimits(readProjectFile('README.md'))).toEqual({
      isKeyQueryResponse: limitOf('{ isKeyQueryResponse }', '/validators'),
      'the pure functions': limitOf('*', ''),
      'the handler': limitOf('*', '/appservice'),
      'the encryption': limitOf('*', '/encryption'),
    });
  });

  it('the README has badges for what is true, and for nothing else', () => {
    const badges = [
      ...readProjectFile('README.md').matchAll(/!\[([^\]]+)\]\(https:\/\/img\.shields\.io\/badge\/([^)]*)\)/g),
    ];
    const told = badges.map(([, text = '']) => text);
    expect(told).toEqual([
      `Licence: ${stringAt(manifest, 'license') ?? ''}`,
      `Node: ${(stringAt(objectAt(manifest, 'engines'), 'node') ?? '').replace(/^>=([\d.]+)\.0$/, '$1 or newer')}`,
      `Runtime dependencies: ${String(Object.keys(objectAt(manifest, 'dependencies')).length)}`,
    ]);
    for (const [, text = '', picture = ''] of badges) {
      const shown = picture
        .replace(/-[^-]*$/, '')
        .replaceAll('--', '\0')
        .replace('-', ': ')
        .replaceAll('\0', '-');
      expect(shown.replaceAll('_', ' ')).toBe(text.replace(/^./, (first) => first.toLowerCase()));
    }
  });

  it('the README has fewer than 450 lines, and sends an encrypted message within the first thirty', () => {
    const lines = readProjectFile('README.md').split('\n');
    expect(lines.length).toBeLessThan(450);
    expect(lines.slice(0, 30).join('\n')).toContain('await bot.send(');
  });

  it('a size is found with the import that it is of', () => {
    expect(quotedLimits('`isKeyQuery` adds less than 2 kB, and\nall validators less than 8.5 kB.')).toEqual({
      isKeyQuery: 2_000,
      'all validators': 8_500,
    });
  });

  it('scripts are found wherever they are named', () => {
    expect(namedScripts('`npm run generate:check`, npm run --silent build && npm run x; npm test')).toEqual([
      'generate:check',
      'build',
      'x',
    ]);
  });

  it.each(pages)('the links of %s lead to files and headings that exist', (page) => {
    expect(deadLinks(page, readProjectFile(page))).toEqual([]);
  });

  it('dead links are found', () => {
    const text =
      '# A title\n[a](gone.md) [b](#a-title) [c](#gone) [d](https://example.org/) [e](package.json "title") `[f](x)`';
    expect(deadLinks('README.md', text)).toEqual(['gone.md', '#gone']);
    expect(deadLinks('openapi/behaviour.md', '[a](../README.md) [b](../README.md#gone)')).toEqual([
      '../README.md#gone',
    ]);
  });
});

function blocksIn(language: string): CodeBlock[] {
  return pagesWithCode.flatMap((page) => codeBlocks(page, readProjectFile(page), language));
}

/** What the type checker says of each block, by line of the page. */
function typeErrors(checked: readonly CodeBlock[], settingsOfUser: ts.CompilerOptions = {}): string[][] {
  const settings = join(projectRoot, 'tsconfig.json');
  const { config } = ts.readConfigFile(settings, (path) => ts.sys.readFile(path)) as { config: JsonObject };
  const files = { ...config, files: [], include: [] };
  const { options } = ts.parseJsonConfigFileContent(files, ts.sys, projectRoot, undefined, settings);
  // A block is no library: it exports nothing, and may name what it does not use, to show that it is there.
  const unlike = { isolatedDeclarations: false, declaration: false, noUnusedLocals: false, noUnusedParameters: false };
  Object.assign(options, unlike, settingsOfUser);
  const names = checked.map((_, index) => join(projectRoot, 'test', `readme-block-${index}.ts`));
  const sources = new Map(checked.map(({ code }, index) => [names[index], `${code}\nexport {};\n`]));
  const disk = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...disk,
    fileExists: (path) => sources.has(path) || disk.fileExists(path),
    readFile: (path) => sources.get(path) ?? disk.readFile(path),
    getSourceFile: (path, target, ...rest) => {
      const source = sources.get(path);
      return source === undefined
        ? disk.getSourceFile(path, target, ...rest)
        : ts.createSourceFile(path, source, target);
    },
  };
  const program = ts.createProgram([...names, join(projectRoot, 'test/helpers/database-drivers.d.ts')], options, host);
  return checked.map(({ line }, index) => {
    const file = program.getSourceFile(names[index] ?? '');
    return ts.getPreEmitDiagnostics(program, file).map(({ messageText, start = 0 }) => {
      const offset = file === undefined ? 0 : file.getLineAndCharacterOfPosition(start).line;
      return `line ${line + offset}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
    });
  });
}

interface Outcome {
  readonly status: number | null;
  readonly errors: string;
  /** The lines on standard output, trimmed and without empty ones. */
  readonly printed: readonly string[];
}

function success({ code }: CodeBlock): Outcome {
  return { status: 0, errors: '', printed: promised(code) };
}

/** Runs a block as a module in `folder`. Whoever leaves a server running fails after 15 seconds. */
function run({ page, code, line }: CodeBlock, folder: string): Outcome {
  const path = join(folder, `${page}-${line}.mjs`);
  writeFileSync(path, runnableCode(code));
  const { status, stdout, stderr } = spawnSync(process.execPath, [path], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 15_000,
  });
  const printed = stdout.split('\n').flatMap((text) => (text.trim() === '' ? [] : [text.trim()]));
  return { status, errors: stderr, printed };
}

/** What a block says that it prints: `console.log(a); // prints: 1`. */
function promised(code: string): string[] {
  return [...code.matchAll(/\/\/ prints: (.*)$/gm)].map(([, text = '']) => text.trim());
}

/** The sizes in bytes that a page promises not to exceed, by the import that they are of. */
function quotedLimits(text: string): Record<string, number> {
  const found = text.matchAll(
    /(?:`(\w+)`\s+adds|(all validators|the pure functions|the handler|the encryption))\s+less\s+than\s+([\d.]+)\s+kB/g,
  );
  return Object.fromEntries(
    [...found].map(([, name, all, kilobytes = '']) => [name ?? all ?? '', Number(kilobytes) * 1_000]),
  );
}

function limitOf(what: string, from: string): number | undefined {
  return bundleLimits.find((limit) => limit.what === what && limit.from === from)?.limitBytes;
}

function namedScripts(text: string): string[] {
  return [...text.matchAll(/npm run (?:--?[\w-]+ )*([\w:-]+)/g)].map(([, script = '']) => script);
}

/** Relative links, and links within the page, that lead nowhere. */
function deadLinks(page: string, text: string): string[] {
  const prose = text.replace(/^ *(`{3,})[^]*?^ *\1/gm, '').replace(/`[^`\n]*`/g, '');
  const links = [...prose.matchAll(/\]\(([^)\s]+)(?:\s+"[^"]*")?\)/g)].map(([, link = '']) => link);
  return links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? page : join(dirname(page), path);
    if (!existsSync(join(projectRoot, target))) return true;
    return anchor !== undefined && !headings(path === '' ? text : readProjectFile(target)).includes(anchor);
  });
}

/** The anchors that GitHub gives a page's headings. */
function headings(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
