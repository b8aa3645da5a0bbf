import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { isObject, objectAt, stringAt, type JsonObject } from '../../scripts/generate/json.js';
import { projectRoot, readProjectFile } from '../helpers/project.js';

/** Which packages importing a subpath may load. What does not need a dependency does not load it. */
const expected: Record<string, readonly string[]> = {
  '.': [],
  './types': [],
  './validators': [],
  './appservice': [],
  './federation': [],
  './sql': [],
  './undici': [],
  './registration': ['re2js'],
  './check': ['re2js'],
  './client': ['openapi-fetch'],
  './homeserver': ['openapi-fetch', 're2js'],
  './encryption': ['@matrix-org/matrix-sdk-crypto-wasm', 'fake-indexeddb', 're2js'],
};

const { exports, dependencies } = JSON.parse(readProjectFile('package.json')) as JsonObject;
const entries = Object.entries(isObject(exports) ? exports : {}).flatMap(([subpath, target]) => {
  const code = isObject(target) ? stringAt(target, 'default') : undefined;
  return code === undefined ? [] : [{ subpath, code }];
});

describe.each(entries.filter(({ subpath }) => subpath !== './node'))('importing $subpath', ({ subpath, code }) => {
  it('loads the packages that it needs, and no others', () => {
    expect(packagesBehind(code)).toEqual(expected[subpath]);
  });
});

it('importing ./node loads node: modules and dependencies only', () => {
  const known = Object.keys(objectAt({ dependencies: dependencies ?? {} }, 'dependencies'));
  const loaded = packagesBehind(entries.find(({ subpath }) => subpath === './node')?.code ?? '');
  expect(loaded).toContain('js-yaml');
  expect(loaded.filter((name) => !known.includes(name) && !name.startsWith('node:'))).toEqual([]);
});

it('the validators load nothing but themselves', () => {
  const files = filesBehind('./dist/generated/validators/index.js');
  expect(files.map((path) => dirname(path))).toEqual(files.map(() => 'dist/generated/validators'));
});

/** The packages that a built module loads, itself or through its imports; what only types import is gone by now. */
function packagesBehind(entry: string): string[] {
  const specifiers = filesBehind(entry).flatMap((path) =>
    importsOf(path).filter((specifier) => !specifier.startsWith('.')),
  );
  return [...new Set(specifiers)].sort();
}

/** The built files that importing `entry` loads, itself included. */
function filesBehind(entry: string): string[] {
  const seen = new Set<string>();
  const visit = (path: string): void => {
    if (seen.has(path)) return;
    if (!existsSync(join(projectRoot, path))) throw new Error(`${path} is not there: run \`npm run build\``);
    seen.add(path);
    for (const specifier of importsOf(path).filter((each) => each.startsWith('.')))
      visit(join(dirname(path), specifier));
  };
  visit(join(entry));
  return [...seen];
}

function importsOf(path: string): string[] {
  return ts.preProcessFile(readProjectFile(path), true, true).importedFiles.map(({ fileName }) => fileName);
}
