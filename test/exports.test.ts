import { existsSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { isObject, objectAt, stringAt, type JsonObject } from '../scripts/generate/json.js';
import { projectFiles, projectRoot, readProjectFile } from './helpers/project.js';

/** What a subpath exports. Types are what is exported and has no value. */
interface Surface {
  readonly values: readonly string[];
  readonly types: readonly string[];
}

const manifest = JSON.parse(readProjectFile('package.json')) as JsonObject;
const name = stringAt(manifest, 'name') ?? '';
const entries = Object.entries(objectAt(manifest, 'exports'));
/** The public API by subpath. Whoever changes it on purpose changes this file with it, and the CHANGELOG. */
const expected = JSON.parse(readProjectFile('test/exports.json')) as Record<string, Surface>;
const modules = entries.flatMap(([subpath, target]) =>
  isObject(target)
    ? [{ subpath, types: stringAt(target, 'types') ?? '', code: stringAt(target, 'default') ?? '' }]
    : [],
);
const program = ts.createProgram(
  modules.map(({ types }) => join(projectRoot, types)),
  {
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: ['node'],
    strict: true,
    skipLibCheck: false,
  },
);

it('every subpath that has code is listed, and no other', () => {
  expect(modules.map(({ subpath }) => subpath).sort()).toEqual(Object.keys(expected).sort());
});

describe.each(modules)('$subpath', ({ subpath, types, code }) => {
  const surface = expected[subpath] ?? { values: [], types: [] };

  it('is there once the package is built: declarations and code', () => {
    const missing = [types, code].filter((path) => !existsSync(join(projectRoot, path)));
    expect(missing, 'run `npm run compile` first').toEqual([]);
  });

  it('exports exactly the listed values', async () => {
    const module = (await import(`${name}${subpath.slice(1)}`)) as object;
    expect(Object.keys(module).sort()).toEqual(surface.values);
  });

  it('declares exactly the listed values and types', () => {
    const declared = declaredNames(types);
    expect(declared.filter((each) => !surface.values.includes(each))).toEqual(surface.types);
    expect(surface.values.filter((each) => !declared.includes(each))).toEqual([]);
  });

  it('says of each of them what it is, where an editor shows it', () => {
    const checker = program.getTypeChecker();
    const silent = declaredSymbols(types).filter((each) => {
      const meant = (each.flags & ts.SymbolFlags.Alias) === 0 ? each : checker.getAliasedSymbol(each);
      return meant.getDocumentationComment(checker).length === 0;
    });
    expect(silent.map((each) => each.name)).toEqual([]);
  });
});

it('the declarations stand on their own: they type-check without skipLibCheck', () => {
  const files = program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(join(projectRoot, 'dist')));
  const faults = files.flatMap((file) => [
    ...program.getSyntacticDiagnostics(file),
    ...program.getSemanticDiagnostics(file),
  ]);
  expect(files.length).toBeGreaterThan(20);
  expect(
    faults.map(({ file, messageText }) => [file?.fileName, ts.flattenDiagnosticMessageText(messageText, ' ')]),
  ).toEqual([]);
});

it('the declarations of no subpath need a peer, which may not compile without skipLibCheck', () => {
  const peers = Object.keys(objectAt(manifest, 'peerDependencies'));
  expect(peers.length).toBeGreaterThan(0);
  const reached = program.getSourceFiles().map(({ fileName }) => fileName);
  expect(reached.filter((path) => peers.some((peer) => path.includes(`/node_modules/${peer}/`)))).toEqual([]);
});

it('the bundled documents are exported under the names of their files', () => {
  const pattern = objectAt(manifest, 'exports')['./openapi/*.json'];
  expect(pattern).toBe('./generated/openapi/*.json');
  expect(projectFiles('generated/openapi', '.json').map(({ path }) => path)).toContain(
    'generated/openapi/application-service-keys.json',
  );
});

function declaredNames(path: string): string[] {
  return declaredSymbols(path)
    .map((each) => each.name)
    .sort();
}

function declaredSymbols(path: string): ts.Symbol[] {
  const checker = program.getTypeChecker();
  const file = program.getSourceFile(join(projectRoot, path));
  const symbol = file === undefined ? undefined : checker.getSymbolAtLocation(file);
  if (symbol === undefined) throw new Error(`${path} is not there, or no module: run \`npm run build\``);
  return checker.getExportsOfModule(symbol);
}
