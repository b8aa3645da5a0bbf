import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import { publint } from 'publint';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isObject, objectAt, stringAt, type Json, type JsonObject } from '../../scripts/generate/json.js';
import { projectFiles, projectRoot } from '../helpers/project.js';
import { compileConsumer, copyConsumer, expectedOutput, installUnpacked, run, type settings } from './consumer.js';
import { packProject, type PackedPackage } from './pack.js';

/** What is in the package beside the code and what it is made from: these, and nothing else. */
const pages = [
  'APPSERVICE.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'ENCRYPTION.md',
  'HOMESERVER.md',
  'LICENSE',
  'MIGRATING.md',
  'OPERATORS.md',
  'README.md',
  'SCHEMAS.md',
  'SECURITY.md',
  'STORES.md',
  'TROUBLESHOOTING.md',
  'openapi/behaviour.md',
  'openapi/differences.md',
  'openapi/support.yaml',
  'package.json',
];
const maxPackedBytes = 700_000;
const patience = 300_000;

let folder = '';
let packed: PackedPackage;
let manifest: JsonObject = {};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'package-'));
  packed = await packProject(folder);
  manifest = JSON.parse(packed.files.get('package.json') ?? '') as JsonObject;
}, patience);

afterAll(async () => {
  await rm(folder, { recursive: true });
});

describe('npm pack', () => {
  it('takes the built code, the declarations that users get to see, the documents and the pages, and nothing else', () => {
    const sources = ['src', 'generated'].flatMap((each) => projectFiles(each, '.ts').map(({ path }) => path));
    const documents = projectFiles('generated', '.json').map(({ path }) => path);
    expect(sources.length).toBeGreaterThan(100);
    const code = sources.map((source) => `dist/${source.replace(/\.ts$/, '.js')}`);
    expect([...packed.files.keys()].sort()).toEqual([...pages, ...documents, ...code, ...seenDeclarations()].sort());
  });

  it('takes the file behind every subpath and every command', () => {
    const targets = [...targetsOf(manifest['exports'] ?? null), ...targetsOf(manifest['bin'] ?? null)];
    expect(targets.length).toBeGreaterThan(15);
    const isThere = (target: string): boolean => {
      const [before, after] = posix.normalize(target).split('*');
      const isMeant = (path: string): boolean => path.startsWith(before ?? '') && path.endsWith(after ?? '');
      return after === undefined ? packed.files.has(before ?? '') : [...packed.files.keys()].some(isMeant);
    };
    expect(targets.filter((target) => !isThere(target))).toEqual([]);
  });

  it('has docblocks in the declarations alone, and line comments in the code', () => {
    const withDocblocks = [...packed.files].filter(([, text]) => /^\s*\/\*\*/m.test(text)).map(([path]) => path);
    expect(withDocblocks.filter((path) => !path.endsWith('.d.ts') && !path.endsWith('.md'))).toEqual([]);
    expect(withDocblocks).toContain('dist/src/keys/merge-key-query.d.ts');
    expect(packed.files.get('dist/src/keys/merge-user-devices.js')).toMatch(/^\s*\/\/ /m);
  });

  it('names no source map: the built code reads like its source', () => {
    expect([...packed.files].filter(([, text]) => text.includes('//# sourceMappingURL')).map(([path]) => path)).toEqual(
      [],
    );
  });

  const leadingOn = ['README.md', 'APPSERVICE.md', 'ENCRYPTION.md', 'HOMESERVER.md', 'MIGRATING.md', 'OPERATORS.md'];
  it.each([...leadingOn, 'STORES.md', 'SECURITY.md', 'TROUBLESHOOTING.md', 'openapi/behaviour.md'])(
    'takes what %s links to',
    (page) => {
      const links = [...(packed.files.get(page) ?? '').matchAll(/\]\((?![a-z]+:|#)([^)#\s]+)/g)].map(([, link = '']) =>
        posix.join(dirname(page), link),
      );
      expect(links.filter((link) => !packed.files.has(link))).toEqual([]);
    },
  );

  it('writes no path of the machine that it was packed on into any file', () => {
    const ofThisMachine = [projectRoot, packed.source, homedir()].map((path) => path.replace(/\/?$/, '/'));
    const isNamed = (text: string): boolean => ofThisMachine.some((path) => path !== '/' && text.includes(path));
    const named = [...packed.files].filter(([, text]) => isNamed(text));
    expect(named.map(([path]) => path)).toEqual([]);
    const absolute = /["'`\s(](?:file:\/\/\/|\/(?:home|Users|root|tmp|var\/folders)\/|[A-Z]:\\)/;
    expect([...packed.files].filter(([, text]) => absolute.test(text)).map(([path]) => path)).toEqual([]);
    expect(absolute.test(`"sources":["/home/ann/project/src/index.ts"]`)).toBe(true);
  });

  it(`makes a tarball below ${maxPackedBytes / 1000} kB`, () => {
    expect(packed.sizeBytes).toBeGreaterThan(100_000);
    expect(packed.sizeBytes).toBeLessThan(maxPackedBytes);
  });

  it('promises no more dependencies than the project is allowed, and runs nothing on installation', () => {
    expect(Object.keys(objectAt(manifest, 'dependencies')).sort()).toEqual([
      'httpxy',
      'js-yaml',
      'openapi-fetch',
      're2js',
    ]);
    const onInstallation = ['preinstall', 'install', 'postinstall', 'prepare'];
    expect(Object.keys(objectAt(manifest, 'scripts')).filter((script) => onInstallation.includes(script))).toEqual([]);
  });
});

describe('the packed package', () => {
  it('has nothing that publint would change, be it a suggestion', async () => {
    const tarball = new Uint8Array(await readFile(packed.tarball)).buffer;
    const { messages } = await publint({ pack: { tarball }, level: 'suggestion' });
    expect(messages).toEqual([]);
  });

  // The profile says that the package is ESM alone. Ignored are TypeScript's `node10` resolution, which knows no subpath
  // exports, and the remark that CommonJS gets at it by `import()` or by the `require` of Node 20.19 on.
  it('has the right types for who imports it, as attw sees it', { timeout: patience }, async () => {
    const attw = join(projectRoot, 'node_modules/@arethetypeswrong/cli/dist/index.js');
    const options = ['--profile', 'esm-only', '--no-definitely-typed', '--format', 'json'];
    const { status, stdout, stderr } = await run(process.execPath, [attw, packed.tarball, ...options], folder);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const { analysis } = JSON.parse(stdout) as JsonObject;
    const seen = Object.keys(objectAt(isObject(analysis) ? analysis : {}, 'entrypoints'));
    expect(seen).toEqual(Object.keys(objectAt(manifest, 'exports')));
  });

  it('names nothing but Node in a declaration that a user gets to see', () => {
    const imports = importsBehind(declaredEntries());
    expect(imports.size).toBeGreaterThan(50);
    expect([...imports].filter((specifier) => !specifier.startsWith('dist/'))).toEqual(['node:http', 'node:tls']);
  });
});

describe('a project that has it installed', () => {
  beforeAll(async () => {
    await copyConsumer(join(folder, 'consumer'));
    const dependencies = Object.keys(objectAt(manifest, 'dependencies'));
    const links = [...dependencies, '@types/node', 'undici-types'];
    await installUnpacked(join(folder, 'consumer'), stringAt(manifest, 'name') ?? '', packed.folder, links);
  });

  it('imports every subpath', () => {
    const code = ['main', 'in-any-runtime'].map((name) => projectFiles('test/consumer/src', `${name}.ts`)[0]?.text);
    const subpaths = Object.keys(objectAt(manifest, 'exports')).filter((subpath) => subpath !== './package.json');
    const documents = projectFiles('generated/openapi', '.json').map(({ path }) => path.replace('generated', '.'));
    const expected = [...subpaths.filter((subpath) => !subpath.includes('*')), ...documents];
    const isImported = (subpath: string): boolean =>
      code.join().includes(` from '${posix.join(stringAt(manifest, 'name') ?? '', subpath)}'`);
    expect(expected.filter((subpath) => !isImported(subpath))).toEqual([]);
    const folders = subpaths.filter((subpath) => subpath.includes('*')).map((subpath) => subpath.split('*')[0] ?? '');
    const name = stringAt(manifest, 'name') ?? '';
    expect(folders.filter((folder) => !code.join().includes(` from '${posix.join(name, folder)}`))).toEqual([]);
  });

  // Both ways of finding modules and both sets of types. `npm run test:consumer` has every combination, by night.
  it.each<(typeof settings)[number]>(['nodenext', 'bundler-web'])(
    'compiles without skipLibCheck: %s',
    async (setting) => {
      const tsc = join(projectRoot, 'node_modules/typescript/bin/tsc');
      expect(await compileConsumer(join(folder, 'consumer'), tsc, setting)).toMatchObject({ status: 0, stdout: '' });
    },
    patience,
  );

  it('runs, and prints what it should', { timeout: patience }, async () => {
    const { status, stdout } = await run(process.execPath, ['out/nodenext/main.js'], join(folder, 'consumer'));
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual(JSON.parse(expectedOutput()));
  });
});

/** The declarations of the subpaths. */
function declaredEntries(): string[] {
  const entries = targetsOf(manifest['exports'] ?? null).filter((target) => target.endsWith('.d.ts'));
  return entries.map((entry) => posix.normalize(entry));
}

/** Those, and what they import from the package. */
function seenDeclarations(): string[] {
  const entries = declaredEntries();
  const imported = [...importsBehind(entries)].filter((specifier) => specifier.startsWith('dist/'));
  return [...new Set([...entries, ...imported])];
}

/** Every file that package.json's `exports` name. */
function targetsOf(target: Json): string[] {
  if (typeof target === 'string') return [target];
  return isObject(target) ? Object.values(target).flatMap(targetsOf) : [];
}

/** What declarations import, and what those import in turn: files of the package by their path, others by their name. */
function importsBehind(declarations: readonly string[], seen = new Set<string>()): Set<string> {
  for (const path of declarations) {
    const { importedFiles } = ts.preProcessFile(packed.files.get(path) ?? '', true, true);
    const found = importedFiles.map(({ fileName }) =>
      fileName.startsWith('.') ? posix.join(dirname(path), fileName).replace(/\.js$/, '.d.ts') : fileName,
    );
    const unseen = found.filter((each) => !seen.has(each));
    for (const each of unseen) seen.add(each);
    importsBehind(unseen, seen);
  }
  return seen;
}
