import { posix } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { fieldNames } from '../generated/names.js';
import { neverExisted } from '../generated/support.js';
import { operations, type Operation } from '../src/operations.js';
import { projectFiles, type ProjectFile } from './helpers/project.js';

/** What the files of one area may import beside each other: areas of the project, and packages. */
interface Rule {
  readonly areas: readonly string[];
  readonly packages: readonly string[];
}

/** The names of a property in generated/names.ts. */
interface OtherNames {
  readonly unstable: readonly string[];
  readonly accepted: readonly string[];
}

/** The files directly in src/: vocabulary that everything shares. index.ts is not among them. */
const rootFiles = [
  'clock',
  'encryption-errors',
  'error-codes',
  'errors',
  'findings',
  'hide-secrets',
  'identifiers',
  'impersonator',
  'json-objects',
  'json-text',
  'lenient-check',
  'number-options',
  'operations',
  'option-names',
  'recent-results',
  'store-error',
  'types',
];
const vocabulary = ['generated', 'src'];
const pure = [
  'src/keys',
  'src/registration',
  'src/paths',
  'src/transactions',
  'src/federation',
  'src/http',
  'src/async',
];
const runtimes = ['src/client', 'src/appservice', 'src/homeserver', 'src/sql'];
const anyPackage = '*';

/** An area is a folder; one that is not listed here is a violation, and so is an import that is not listed. */
const rules: Record<string, Rule> = {
  generated: { areas: [], packages: [] },
  src: { areas: ['generated'], packages: [] },
  'src/index.ts': { areas: [...vocabulary, 'src/keys', 'src/transactions'], packages: [] },
  'src/keys': { areas: vocabulary, packages: [] },
  'src/registration': { areas: vocabulary, packages: ['re2js'] },
  'src/paths': { areas: vocabulary, packages: [] },
  'src/transactions': { areas: vocabulary, packages: [] },
  'src/federation': { areas: vocabulary, packages: [] },
  'src/async': { areas: vocabulary, packages: [] },
  'src/http': { areas: [...vocabulary, 'src/async'], packages: [] },
  'src/client': { areas: [...vocabulary, ...pure], packages: ['openapi-fetch'] },
  'src/appservice': { areas: [...vocabulary, ...pure], packages: [] },
  'src/sql': { areas: [...vocabulary, 'src/async', 'src/appservice'], packages: [] },
  'src/homeserver': { areas: [...vocabulary, ...pure, 'src/client'], packages: [] },
  'src/proxy': { areas: [...vocabulary, ...pure, 'src/client', 'src/homeserver'], packages: [] },
  'src/encryption': {
    areas: [...vocabulary, ...pure, 'src/client', 'src/appservice'],
    packages: ['@matrix-org/matrix-sdk-crypto-wasm', 'fake-indexeddb'],
  },
  'src/check': { areas: [...vocabulary, ...pure, 'src/client', 'src/appservice'], packages: [] },
  'src/undici': { areas: [...vocabulary, ...pure, 'src/client'], packages: [] },
  'src/node': { areas: [...vocabulary, ...pure, ...runtimes, 'src/check'], packages: ['js-yaml', 'node:'] },
  'src/cli': {
    areas: [...vocabulary, ...pure, ...runtimes, 'src/check', 'src/proxy', 'src/node', 'src/index.ts'],
    packages: ['httpxy', 'node:'],
  },
  'scripts/run-script.ts': { areas: [], packages: [] },
  'scripts/build': { areas: [], packages: [anyPackage] },
  'scripts/generate': { areas: ['scripts/run-script.ts'], packages: [anyPackage] },
  'scripts/diff': { areas: ['scripts/run-script.ts', 'scripts/generate'], packages: [anyPackage] },
  'scripts/docs': {
    areas: ['scripts/run-script.ts', 'scripts/generate', 'scripts/docs/playground'],
    packages: [anyPackage],
  },
  // A part of the site that runs in browsers, with the package's own modules.
  'scripts/docs/playground': { areas: [...vocabulary, ...pure, 'src/homeserver', 'src/node', 'src/cli'], packages: [] },
  'scripts/demo': { areas: ['scripts/run-script.ts'], packages: [anyPackage] },
};

describe('imports', () => {
  it('go one way: each folder imports only what its rule allows', () => {
    const files = ['src', 'generated', 'scripts'].flatMap((folder) => projectFiles(folder, '.ts'));
    expect(files.length).toBeGreaterThan(40);
    expect(files.flatMap(importViolations)).toEqual([]);
  });

  it.each([
    ['src/keys/a.ts', `import { b } from '../paths/b.js';`, 'src/keys may not import src/paths'],
    ['src/keys/a.ts', `import type { B } from '../paths/b.js';`, 'src/keys may not import src/paths'],
    ['src/client/a.ts', `export * from '../appservice/b.js';`, 'src/client may not import src/appservice'],
    ['src/appservice/a.ts', `await import('../client/b.js');`, 'src/appservice may not import src/client'],
    ['src/node/a.ts', `import '../cli/main.js';`, 'src/node may not import src/cli'],
    ['src/errors.ts', `import { a } from './keys/a.js';`, 'src may not import src/keys'],
    ['src/errors.ts', `import { a } from './index.js';`, 'src may not import src/index.ts'],
    ['src/helpers.ts', `import './errors.js';`, 'src/helpers.ts belongs to no area'],
    ['src/new-folder/a.ts', '', 'src/new-folder belongs to no area'],
    ['generated/names.ts', `import '../src/errors.js';`, 'generated may not import src'],
    ['scripts/generate/a.ts', `import '../../src/errors.js';`, 'scripts/generate may not import src'],
    ['scripts/demo/a.ts', `import '../../src/client/index.js';`, 'scripts/demo may not import src/client'],
    ['src/http/a.ts', `import { Buffer } from 'node:buffer';`, 'src/http may not import node:buffer'],
    ['src/http/a.ts', `import { Buffer } from 'buffer';`, 'src/http may not import buffer'],
    ['src/homeserver/a.ts', `import { RE2JS } from 're2js';`, 'src/homeserver may not import re2js'],
    ['src/node/a.ts', `import createClient from 'openapi-fetch';`, 'src/node may not import openapi-fetch'],
    ['src/client/a.ts', `import { load } from 'js-yaml';`, 'src/client may not import js-yaml'],
    ['src/client/a.ts', `import { b } from './b';`, './b has no extension'],
  ])('of a wrong kind are named: in %s, %s', (path, text, violation) => {
    expect(importViolations({ path, text })).toEqual([expect.stringContaining(violation)]);
  });

  it.each([
    ['src/keys/a.ts', `import { b } from './b.js'; import '../errors.js'; import '../../generated/names.js';`],
    ['src/homeserver/a.ts', `import '../client/index.js'; import '../http/b.js';`],
    ['src/node/a.ts', `import 'node:http'; import '../appservice/index.js'; import { load } from 'js-yaml';`],
    ['scripts/demo/a.ts', `import 'matrix-encrypted-appservice/client'; import 'node:http'; import './b.js';`],
  ])('of a right kind pass: in %s, %s', (path, text) => {
    expect(importViolations({ path, text })).toEqual([]);
  });

  it('of sql/ from appservice/ are the interface of stores alone', () => {
    const wanted = ['store', 'inbox-store', 'key-claim-store', 'device-store', 'storable-name'];
    const imported = projectFiles('src/sql', '.ts').flatMap(({ path, text }) =>
      importsOf(text).map((specifier) => importedPath(path, specifier)),
    );
    const ofAppservice = imported.filter((path) => path.startsWith('src/appservice/'));
    expect(ofAppservice.length).toBeGreaterThan(0);
    expect(ofAppservice.filter((path) => !wanted.includes(posix.basename(path, '.ts')))).toEqual([]);
  });

  it.each(['src', 'scripts'])('go in no circle, types included: %s/', (folder) => {
    expect(importCircle(projectFiles(folder, '.ts'))).toEqual([]);
  });

  it('go in no circle between the folders of encryption/', () => {
    const files = projectFiles('src/encryption', '.ts').filter(({ path }) => path.split('/').length > 3);
    expect(files.length).toBeGreaterThan(50);
    expect(folderCircle(files)).toEqual([]);
  });

  it('that go in a circle are named', () => {
    const files = [
      { path: 'src/a.ts', text: `import './keys/b.js';` },
      { path: 'src/keys/b.ts', text: `import './c.js'; import type { D } from './d.js';` },
      { path: 'src/keys/c.ts', text: '' },
      { path: 'src/keys/d.ts', text: `export * from './b.js';` },
    ];
    expect(importCircle(files)).toEqual(['src/keys/b.ts', 'src/keys/d.ts', 'src/keys/b.ts']);
    expect(importCircle(files.slice(0, 3))).toEqual([]);
    const folders = [
      { path: 'src/x/a/one.ts', text: `import '../b/two.js';` },
      { path: 'src/x/b/three.ts', text: `import './two.js'; import '../a/four.js';` },
    ];
    expect(folderCircle(folders)).toEqual(['src/x/a', 'src/x/b', 'src/x/a']);
    expect(folderCircle(folders.slice(0, 1))).toEqual([]);
  });
});

describe('names of drafts', () => {
  const names = draftNames();

  it('are taken from the documents', () => {
    expect(names).toContain('/_matrix/app/unstable/org.matrix.msc3984/keys/query');
    expect(names).toContain('org.matrix.msc3202.device_one_time_key_counts');
    expect(names).toContain('de.sorunome.msc2409.push_ephemeral');
    expect(names).toContain('org.matrix.msc3202.to_device');
    expect(names).not.toContain('removed');
  });

  it('are spelled nowhere in src/, be it in a comment', () => {
    expect(projectFiles('src', '.ts').flatMap((file) => draftNamesIn(file, names))).toEqual([]);
  });

  it('are found where they are spelled', () => {
    const text = `const path = '/_matrix/app/unstable/org.matrix.msc3984/keys/query';\n// de.sorunome.msc2409.to_device`;
    expect(draftNamesIn({ path: 'src/a.ts', text }, names)).toEqual([
      'src/a.ts spells /_matrix/app/unstable/org.matrix.msc3984/keys/query',
      'src/a.ts spells de.sorunome.msc2409.to_device',
      'src/a.ts spells org.matrix.msc3984',
      'src/a.ts spells de.sorunome.msc2409',
    ]);
  });
});

describe('declarations', () => {
  const declarations = [...projectFiles('dist/src', '.d.ts'), ...projectFiles('dist/generated', '.d.ts')];

  it('mention no dependency but typed requests and machines', () => {
    expect(declarations.length).toBeGreaterThan(40);
    expect(declarations.flatMap(packageMentions)).toEqual([]);
  });

  it('that mention one are named', () => {
    const text = `import type { RE2JS } from 're2js';\nexport declare const pattern: import('js-yaml').Schema;`;
    expect(packageMentions({ path: 'dist/src/registration/a.d.ts', text })).toEqual([
      'dist/src/registration/a.d.ts mentions re2js',
      'dist/src/registration/a.d.ts mentions js-yaml',
    ]);
    const client = `import type { Client } from 'openapi-fetch';`;
    expect(packageMentions({ path: 'dist/src/client/a.d.ts', text: client })).toEqual([]);
    expect(packageMentions({ path: 'dist/src/homeserver/a.d.ts', text: client })).toHaveLength(1);
  });
});

describe('files in src/', () => {
  const files = projectFiles('src', '.ts');

  it('have names in kebab-case', () => {
    const kebabCase = /^src(\/[a-z0-9]+(-[a-z0-9]+)*)+\.ts$/;
    expect(files.map(({ path }) => path).filter((path) => !kebabCase.test(path))).toEqual([]);
    expect('src/keys/mergeKeys.ts').not.toMatch(kebabCase);
    expect('src/Keys/merge_keys.ts').not.toMatch(kebabCase);
  });

  it('have at most 250 lines', () => {
    const long = files.filter(({ text }) => text.trimEnd().split('\n').length > 250);
    expect(long.map(({ path }) => path)).toEqual([]);
  });
});

describe('names', () => {
  const files = projectFiles('src', '.ts');
  const declarations = files.flatMap(declarationsOf);
  const wireTypes = projectFiles('generated/types', '.ts').flatMap(declarationsOf);

  it('of files are given once: no two have the same, but for index.ts and what a command is called', () => {
    expect(files.length).toBeGreaterThan(150);
    expect(sharedFileNames(files.map(({ path }) => path))).toEqual([]);
  });

  it('of files that are given twice are told', () => {
    const inner = ['src/node/a.ts', 'src/cli/print/a.ts', 'src/node/index.ts', 'src/cli/index.ts'];
    expect(sharedFileNames([...inner, 'src/cli/commands/ping.ts', 'src/client/ping.ts'])).toEqual([
      'a.ts: src/node/a.ts, src/cli/print/a.ts',
    ]);
  });

  it('that are exported are exported by one file, which others may pass on', () => {
    expect(clashes(declarations)).toEqual([]);
  });

  it('of private types are no others than exported ones, nor a wire type’s', () => {
    expect(wireTypes.length).toBeGreaterThan(30);
    expect(shadowed(declarations, wireTypes)).toEqual([]);
  });

  it('that clash are told', () => {
    const one = { path: 'src/a.ts', text: 'export function run(): void {}\nexport type Row = 1;' };
    const other = {
      path: 'src/b.ts',
      text: `export const run = 1, stop = 2;\nexport { Row } from './a.js';\nclass Own {}`,
    };
    const shadow = { path: 'src/c.ts', text: 'interface Row {}\ntype KeyQuery = 1;' };
    const wire = { path: 'generated/types/a.ts', text: 'export interface KeyQuery {}' };
    const all = [one, other, shadow].flatMap(declarationsOf);
    expect(clashes(all)).toEqual(['run: src/a.ts, src/b.ts']);
    expect(shadowed(all, declarationsOf(wire))).toEqual([
      'src/c.ts: Row is exported by src/a.ts',
      'src/c.ts: KeyQuery is exported by generated/types/a.ts',
    ]);
  });
});

/** One line for each import of the file that its area's rule does not allow. */
function importViolations({ path, text }: ProjectFile): string[] {
  const area = areaOf(path);
  const rule = rules[area];
  if (rule === undefined) return [`${path}: ${area} belongs to no area; give it a rule in test/architecture.test.ts`];
  return importsOf(text).flatMap((specifier) => {
    const problem = specifier.startsWith('.')
      ? problemOfPath(area, rule, path, specifier)
      : problemOfPackage(area, rule, specifier);
    return problem === undefined ? [] : [`${path} imports ${specifier}: ${problem}`];
  });
}

function importsOf(text: string): string[] {
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
}

/** The path of the file that a relative import in `path` means. */
function importedPath(path: string, specifier: string): string {
  return posix.join(posix.dirname(path), specifier).replace(/\.js$/, '.ts');
}

/** The first circle of imports among the files: paths, of which the last is the first again. Empty if there is none. */
function importCircle(files: readonly ProjectFile[]): string[] {
  return circleIn(
    new Map(files.map(({ path, text }) => [path, importsOf(text).map((specifier) => importedPath(path, specifier))])),
  );
}

/** The first circle of imports among the folders of the files. */
function folderCircle(files: readonly ProjectFile[]): string[] {
  const imports = new Map<string, string[]>();
  for (const { path, text } of files) {
    const folder = posix.dirname(path);
    const imported = importsOf(text).map((specifier) => posix.dirname(importedPath(path, specifier)));
    imports.set(folder, [...(imports.get(folder) ?? []), ...imported.filter((other) => other !== folder)]);
  }
  return circleIn(imports);
}

function circleIn(imports: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>();

  function circleFrom(path: string, way: readonly string[]): string[] {
    if (way.includes(path)) return [...way.slice(way.indexOf(path)), path];
    if (done.has(path)) return [];
    for (const imported of imports.get(path) ?? []) {
      const circle = circleFrom(imported, [...way, path]);
      if (circle.length > 0) return circle;
    }
    done.add(path);
    return [];
  }

  for (const path of imports.keys()) {
    const circle = circleFrom(path, []);
    if (circle.length > 0) return circle;
  }
  return [];
}

function problemOfPath(area: string, rule: Rule, path: string, specifier: string): string | undefined {
  if (!/\.(js|json)$/.test(specifier)) return `${specifier} has no extension`;
  const imported = areaOf(importedPath(path, specifier));
  return imported === area || rule.areas.includes(imported) ? undefined : `${area} may not import ${imported}`;
}

function problemOfPackage(area: string, rule: Rule, specifier: string): string | undefined {
  const name = specifier.startsWith('node:')
    ? 'node:'
    : specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  return rule.packages.includes(name) || rule.packages.includes(anyPackage)
    ? undefined
    : `${area} may not import ${specifier}`;
}

/** The part of the project that a file belongs to: src/x.ts to `src` if it is shared vocabulary, a/b/c.ts to `a/b`. */
function areaOf(path: string): string {
  const [top = '', second = '', ...rest] = path.split('/');
  if (top === 'generated') return top;
  if (path.startsWith('scripts/docs/playground/')) return 'scripts/docs/playground';
  if (top === 'src' && rest.length === 0 && rootFiles.includes(second.replace(/\.ts$/, ''))) return top;
  return `${top}/${second}`;
}

/** Every dotted field name and every path that only a draft has, and those that never existed. */
function draftNames(): string[] {
  const apis: Record<string, Record<string, Operation>> = operations;
  const schemas: Record<string, Record<string, OtherNames>> = fieldNames;
  const paths = Object.values(apis).flatMap((api) => Object.values(api).flatMap((row) => row.unstablePath ?? []));
  const properties = Object.values(schemas).flatMap((schema) => Object.values(schema));
  const names = properties.flatMap(({ unstable, accepted }) => [...unstable, ...accepted]);
  return [...paths, ...names.filter((name) => name.includes('.')), ...neverExisted.map(({ name }) => name)];
}

/** Beside the known names, whatever begins like one: `org.example.msc1234`. */
function draftNamesIn({ path, text }: ProjectFile, names: readonly string[]): string[] {
  const prefixes = text.match(/\b[a-z]+(?:\.[a-z]+)+\.msc\d+/g) ?? [];
  const found = [...names.filter((name) => text.includes(name)), ...new Set(prefixes)];
  return found.map((name) => `${path} spells ${name}`);
}

/** The packages that declarations may mention: a typed request is openapi-fetch's, and a machine is the library's. */
const declaredPackages: Record<string, readonly string[]> = {
  'dist/src/client/': ['openapi-fetch'],
  'dist/src/encryption/': ['@matrix-org/matrix-sdk-crypto-wasm'],
};

function packageMentions({ path, text }: ProjectFile): string[] {
  const allowed = Object.entries(declaredPackages).find(([folder]) => path.startsWith(folder))?.[1] ?? [];
  const mentioned = importsOf(text).filter((specifier) => !specifier.startsWith('.') && !isNodeModule(path, specifier));
  return [...new Set(mentioned)].filter((name) => !allowed.includes(name)).map((name) => `${path} mentions ${name}`);
}

function isNodeModule(path: string, specifier: string): boolean {
  return specifier.startsWith('node:') && (path.startsWith('dist/src/node/') || path.startsWith('dist/src/cli/'));
}

/** The file names that several paths end in, with the paths. A command's file is called after the command, whatever else is. */
function sharedFileNames(paths: readonly string[]): string[] {
  const named = paths.filter((path) => !path.startsWith('src/cli/commands/'));
  return shared(named.map((path) => [posix.basename(path), path] as const).filter(([name]) => name !== 'index.ts'));
}

/** The names that several files export as their own, with the files. */
function clashes(declarations: readonly Declaration[]): string[] {
  return shared(declarations.flatMap(({ name, path, isExported }) => (isExported ? [[name, path] as const] : [])));
}

/** The private types that are called like an exported declaration of another file. */
function shadowed(declarations: readonly Declaration[], others: readonly Declaration[]): string[] {
  const exported = new Map(
    [...others, ...declarations].flatMap(({ name, path, isExported }) => (isExported ? [[name, path] as const] : [])),
  );
  return declarations.flatMap(({ name, path, isExported, isType }) => {
    const other = exported.get(name);
    return isType && !isExported && other !== undefined ? [`${path}: ${name} is exported by ${other}`] : [];
  });
}

/** One line for each name that comes with several places. */
function shared(entries: readonly (readonly [name: string, place: string])[]): string[] {
  const places = new Map<string, Set<string>>();
  for (const [name, place] of entries) places.set(name, (places.get(name) ?? new Set()).add(place));
  return [...places].filter(([, all]) => all.size > 1).map(([name, all]) => `${name}: ${[...all].join(', ')}`);
}

/** A declaration at the top of a file. */
interface Declaration {
  readonly name: string;
  readonly path: string;
  readonly isExported: boolean;
  readonly isType: boolean;
}

function declarationsOf({ path, text }: ProjectFile): Declaration[] {
  return ts.createSourceFile(path, text, ts.ScriptTarget.Latest).statements.flatMap((statement): Declaration[] => {
    const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
    const isExported = modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    if (ts.isVariableStatement(statement)) {
      const names = statement.declarationList.declarations.flatMap(({ name }) =>
        ts.isIdentifier(name) ? [name.text] : [],
      );
      return names.map((name) => ({ name, path, isExported, isType: false }));
    }
    const isType = ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement);
    if (!isType && !ts.isFunctionDeclaration(statement) && !ts.isClassDeclaration(statement)) return [];
    return statement.name
      ? [{ name: statement.name.text, path, isExported, isType: isType || ts.isClassDeclaration(statement) }]
      : [];
  });
}
