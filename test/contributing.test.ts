import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { projectRoot, readProjectFile } from './helpers/project.js';

it('the tree in CONTRIBUTING has every folder that there is, and no other', () => {
  const mirrored = ['openapi', ...foldersIn('src')].map((name) => `test/${name}/`);
  const folders = ['openapi', 'scripts', 'src', 'test'].flatMap((parent) => [
    `${parent}/`,
    ...foldersIn(parent).map((name) => `${parent}/${name}/`),
  ]);
  const expected = [...folders, 'generated/'].filter((folder) => !mirrored.includes(folder));
  expect(foldersOfTree(readProjectFile('CONTRIBUTING.md')).sort()).toEqual(expected.sort());
});

it('a folder is found in the tree whether something is said of it or not', () => {
  expect(foldersOfTree('## Where things are\n\n```\na/  what it is\n  b/c/\n  d.md  a file\ne/\n```\n')).toEqual([
    'a/',
    'a/b/c/',
    'e/',
  ]);
});

/** The folders of the tree, each with the one it is in. */
function foldersOfTree(page: string): string[] {
  const [, tree = ''] = /^## Where things are\n\n```\n(.*?)^```$/ms.exec(page) ?? [];
  let parent = '';
  return [...tree.matchAll(/^( *)(\S+\/)(?= |$)/gm)].map(([, indentation, name = '']) => {
    if (indentation !== '') return parent + name;
    parent = name;
    return name;
  });
}

function foldersIn(folder: string): string[] {
  const entries = readdirSync(join(projectRoot, folder), { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}
