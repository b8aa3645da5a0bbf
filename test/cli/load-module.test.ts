import { mkdirSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { loadModule } from '../../src/cli/load-module.js';
import { temporaryFolder } from '../node/temporary-folder.js';

const path = temporaryFolder();

it('loads what is installed in a folder, what is installed beside this package, and what the runtime has', async () => {
  mkdirSync(path('node_modules/only-there'), { recursive: true });
  writeFileSync(path('node_modules/only-there/package.json'), '{"main":"main.cjs"}');
  writeFileSync(path('node_modules/only-there/main.cjs'), 'exports.here = true;');
  expect(await loadModule('only-there', path('.'))).toMatchObject({ default: { here: true } });
  expect(await loadModule('fast-check', path('.'))).toHaveProperty('default');
  expect(await loadModule('node:path', path('.'))).toHaveProperty('join');
});

it('finds nothing where something is missing, and rejects where it fails', async () => {
  expect(await loadModule('only-there', path('.'))).toBeUndefined();
  expect(await loadModule('node:nonsense', path('.'))).toBeUndefined();
  mkdirSync(path('node_modules/broken'), { recursive: true });
  writeFileSync(path('node_modules/broken/index.js'), 'throw new Error("compiled for another Node");');
  await expect(loadModule('broken', path('.'))).rejects.toThrow('compiled for another Node');
});
